"""A home on SQLite, for what concerns its files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitrace.settings import Settings
from gitrace.storage import Store, open_store


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()
