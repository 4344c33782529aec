"""What every test may ask for: an open home on either database, made in a moment from a migrated template."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from argon2 import PasswordHasher
from browsing import CHROMIUM
from cluster import REQUIRE, Cluster, find_binaries
from compiled import engines_that_share
from jinja2 import FileSystemBytecodeCache
from lending import Lender
from memory import folder_in_memory
from playwright.sync_api import Browser, sync_playwright
from standing_clock import BEGINNING, Clock

from gitrace import clock
from gitrace.home import found_home
from gitrace.people import passwords
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.web.doors import GuardedFlask


def pytest_configure() -> None:
    """`tmp_path` in memory, unless whoever runs the tests says where."""
    if folder := folder_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


@pytest.fixture(autouse=True, scope="session")
def no_settings_from_outside() -> None:
    for name in list(os.environ):
        if name.startswith("GITRACE_"):
            del os.environ[name]


@pytest.fixture(autouse=True, scope="session")
def no_time_on_work_done_before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates and statements are compiled once for all the homes of a run, and a password costs next to nothing: the
    costly hash is what services in processes of their own have.
    """
    compiled = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GuardedFlask, "jinja_options", {"bytecode_cache": compiled})
        patch.setattr(sqlalchemy, "create_engine", engines_that_share())
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        if "postgresql" in REQUIRE:
            pytest.fail("PostgreSQL's binaries are required and were not found")
        pytest.skip("PostgreSQL's binaries were not found: nothing was tested on PostgreSQL")
    server = Cluster(binaries)
    yield server
    server.stop()


def found_then(settings: Settings) -> None:
    """Found a home at the beginning."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: BEGINNING)
        found_home(settings).close()


@pytest.fixture
def the_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock to be set by the test; until then, the real one."""
    return Clock(monkeypatch)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template") / "home"
    found_then(Settings(home=home))
    return home


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template-pg") / "home"
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_home")
    found_then(Settings(home=home, database_url=cluster.url("template_home")))
    return home


@pytest.fixture(scope="session")
def lender(cluster: Cluster, postgresql_template: Path) -> Iterator[Lender]:
    lends = Lender(cluster, "template_home")
    yield lends
    lends.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        if "browser" in REQUIRE:
            pytest.fail("a Chromium is required and was not found")
        pytest.skip("no Chromium was found: no page was looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh home with a migrated database and entry 0, on each database in turn."""
    home = tmp_path / "home"
    shutil.copytree(request.getfixturevalue(f"{request.param}_template"), home)
    if request.param == "sqlite":
        yield Settings(home=home)
        return
    with request.getfixturevalue("lender").lent() as url:
        yield Settings(home=home, database_url=url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An open home on each database in turn."""
    opened = open_store(settings)
    yield opened
    opened.close()
