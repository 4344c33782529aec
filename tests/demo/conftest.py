"""A demo home, made once for all tests of it and copied for those that change it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitrace import clock
from gitrace.demo.building import built
from gitrace.demo.guide import Guide
from gitrace.settings import Settings
from gitrace.storage import Store, open_store


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Guide]:
    """Settings of a demo home of today, and its guide; made by the first of the tests' processes that asks."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    settings = Settings(home=folder / "demo-home", demo=True, label_host="demo.gitrace.example")
    settings.home.mkdir(exist_ok=True)
    with (folder / "demo-home.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return settings, built(settings, clock.now(), lambda _: None)


@pytest.fixture
def demo_store(demo: tuple[Settings, Guide]) -> Iterator[Store]:
    """Its store, for reading."""
    opened = open_store(demo[0])
    yield opened
    opened.close()


@pytest.fixture
def demo_copy(demo: tuple[Settings, Guide], tmp_path: Path) -> Settings:
    """A copy of it, to be served."""
    home = shutil.copytree(demo[0].home, tmp_path / "home", ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return demo[0].model_copy(update={"home": home})
