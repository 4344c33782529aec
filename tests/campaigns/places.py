"""Homes for the campaigns about evidence: on either database, copied from a template as often as one is spoilt."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from cluster import Cluster, find_binaries

from gitrace.settings import Settings


class Place:
    """One database system and a folder for homes; gone at the end."""

    def __init__(self, name: str, folder: Path, cluster: Cluster | None) -> None:
        self.name = name
        self.folder = folder
        self._cluster = cluster
        self._numbers = itertools.count(1)

    def new(self, **others: object) -> Settings:
        """Settings of an empty home with an empty database."""
        number = next(self._numbers)
        url = ""
        if self._cluster:
            self._run(f"CREATE DATABASE home_{number}")
            url = self._cluster.url(f"home_{number}")
        return Settings(home=self.folder / f"home-{number}", database_url=url, **others)  # type: ignore[arg-type]

    @contextmanager
    def copy(self, template: Settings) -> Iterator[Settings]:
        """A copy of a home that nobody has open, for as long as the block lasts."""
        number = next(self._numbers)
        home = self.folder / f"copy-{number}"
        shutil.copytree(template.home, home)
        url = ""
        if self._cluster:
            original = template.database_url.split("/")[3].partition("?")[0]
            self._run(f"CREATE DATABASE copy_{number} TEMPLATE {original} STRATEGY file_copy")
            url = self._cluster.url(f"copy_{number}")
        yield template.model_copy(update={"home": home, "database_url": url})
        shutil.rmtree(home)
        if self._cluster:
            self._run(f"DROP DATABASE copy_{number} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        assert self._cluster is not None
        with psycopg.connect(self._cluster.url(), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def both_databases() -> Iterator[list[Place]]:
    """SQLite and PostgreSQL. Raises SystemExit where there is no server to start."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found")
    folder = Path(tempfile.mkdtemp(prefix="gitrace-campaign-"))
    cluster = Cluster(binaries)
    try:
        (folder / "sqlite").mkdir()
        (folder / "postgresql").mkdir()
        yield [Place("SQLite", folder / "sqlite", None), Place("PostgreSQL", folder / "postgresql", cluster)]
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
