"""A populated home to back up, and an empty database to restore into."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from fullhome import full, full_postgresql, full_sqlite

from gitrace.settings import Settings
from gitrace.storage import Store

__all__ = ["full", "full_postgresql", "full_sqlite"]
_numbers = itertools.count(1)


@pytest.fixture
def elsewhere(full: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Settings]]:
    """Makes settings of an empty home, with an empty database of its own where the backed up home has a server."""
    made: list[str] = []

    def make(**others: object) -> Settings:
        number = next(_numbers)
        url = ""
        if full.settings.database_url:
            made.append(f"restored_{number}")
            cluster = request.getfixturevalue("cluster")
            with psycopg.connect(cluster.url(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {made[-1]}")
            url = cluster.url(made[-1])
        return Settings(home=tmp_path / f"restored-{number}", database_url=url, **others)  # type: ignore[arg-type]

    yield make
    for name in made:
        with psycopg.connect(request.getfixturevalue("cluster").url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
