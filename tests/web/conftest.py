"""An application over a real home."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from applications import application
from browsers import Cast
from flask import Flask
from flask.testing import FlaskClient

from gitrace.app import create_app
from gitrace.settings import Settings
from gitrace.storage import Store, open_store


@pytest.fixture
def quiet_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A home for tests of the walls, where the kind of database makes no difference."""
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    opened = open_store(Settings(home=home))
    yield opened
    opened.close()


@pytest.fixture
def walls(quiet_store: Store) -> Flask:
    """The application, before its first request, so that a test may hang its own doors."""
    return create_app(quiet_store)


@pytest.fixture
def passer_by(walls: Flask) -> FlaskClient:
    """Somebody without an account, whose browser speaks Chinese."""
    client = walls.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN,zh;q=0.9,en;q=0.4"
    return client


@pytest.fixture
def demo_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """A home that says 演示数据 on every page; there is nothing in it yet."""
    home = tmp_path / "demo"
    shutil.copytree(sqlite_template, home)
    opened = open_store(Settings(home=home, demo=True))
    yield opened
    opened.close()


@pytest.fixture
def showing(demo_store: Store) -> Flask:
    """The application of a demo, which has the style page."""
    return create_app(demo_store)


@pytest.fixture
def app(store: Store) -> Flask:
    """The application over a home on each database in turn."""
    return application(store)


@pytest.fixture
def cast(app: Flask, store: Store) -> Cast:
    """The first administrator, `head`, and whomever a test adds."""
    return Cast(app, store)
