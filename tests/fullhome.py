"""A home with rows in every audited table, populated once for a whole run of tests and copied for each."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import anyrow
import psycopg
import pytest
from cluster import Cluster

from gitrace.home import found_home
from gitrace.settings import Settings
from gitrace.storage import Store, open_store

_numbers = itertools.count(1)
_made: dict[str, Path] = {}
"""The populated homes of this run: each folder of tests that imports these fixtures would else make its own."""


@pytest.fixture(scope="session")
def full_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "sqlite" not in _made:
        _made["sqlite"] = _populated(Settings(home=tmp_path_factory.mktemp("full") / "home"))
    return _made["sqlite"]


@pytest.fixture(scope="session")
def full_postgresql(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "postgresql" not in _made:
        _run(cluster, "CREATE DATABASE template_full")
        home = tmp_path_factory.mktemp("full-pg") / "home"
        _made["postgresql"] = _populated(Settings(home=home, database_url=cluster.url("template_full")))
    return _made["postgresql"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open home full of rows, on each database in turn."""
    home = tmp_path / "home"
    shutil.copytree(request.getfixturevalue(f"full_{request.param}"), home)
    if request.param == "sqlite":
        store = open_store(Settings(home=home))
        yield store
        store.close()
        return
    cluster, name = request.getfixturevalue("cluster"), f"full_{next(_numbers)}"
    _run(cluster, f"CREATE DATABASE {name} TEMPLATE template_full STRATEGY file_copy")
    store = open_store(Settings(home=home, database_url=cluster.url(name)))
    yield store
    store.close()
    _run(cluster, f"DROP DATABASE {name} WITH (FORCE)")


def _populated(settings: Settings) -> Path:
    store = found_home(settings)
    anyrow.populate(store)
    store.close()
    return settings.home


def _run(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute(statement)
