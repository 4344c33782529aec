"""A database for each test on PostgreSQL, used again by the next: emptying one costs a tenth of making one."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from cluster import Cluster
from psycopg import sql

_OFTEN = 40
"""Tests that one database serves, since rows that were deleted leave their room behind."""

_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
# Whatever a test alters, drops or makes leaves its trace in one of these. What is temporary has a schema of its own.
_SHAPE = """
SELECT
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT (count(*), max(a.xmin::text::bigint)) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace),
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_attrdef),
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_constraint),
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_trigger),
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_proc),
  (SELECT (count(*), max(xmin::text::bigint)) FROM pg_namespace WHERE nspname !~ '^pg_')
"""
_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass
class _Beginning:
    """What is in the template. `rows`: of each table that has any, as COPY writes them."""

    shape: object
    rows: dict[str, bytes]
    emptying: str
    numbering: str


@dataclass
class Lender:
    """Lends databases like the template, one at a time, each as the template is."""

    cluster: Cluster
    template: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _idle: tuple[str, "psycopg.Connection[tuple[object, ...]]", int] | None = None
    _beginning: _Beginning | None = None

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of a database, for the time of a test."""
        name, connection, used = self._idle or self._make()
        self._idle = None
        yield self.cluster.url(name)
        if used < _OFTEN and self._put_back(connection):
            self._idle = name, connection, used + 1
        else:
            self._drop(name, connection)

    def close(self) -> None:
        """Drop what is left."""
        if self._idle is not None:
            self._drop(*self._idle[:2])

    def _make(self) -> tuple[str, "psycopg.Connection[tuple[object, ...]]", int]:
        name = f"test_{next(self._numbers)}"
        with self._administering() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        connection = psycopg.connect(self.cluster.url(name), autocommit=True)
        connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        self._beginning = self._beginning or _beginning_of(connection)
        return name, connection, 1

    def _put_back(self, connection: "psycopg.Connection[tuple[object, ...]]") -> bool:
        """Make it as the template is; False where its tables are no longer the template's, or our connection was ended
        by the test.
        """
        assert self._beginning is not None
        try:
            connection.execute(_OTHERS)
        except psycopg.OperationalError:
            return False
        if connection.execute(_SHAPE).fetchone() != self._beginning.shape:
            return False
        connection.execute(self._beginning.emptying)
        for table, rows in self._beginning.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
        connection.execute(self._beginning.numbering)
        return True

    def _drop(self, name: str, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        connection.close()
        with self._administering() as administrator:
            administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _administering(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.cluster.url(), autocommit=True)


def _beginning_of(connection: "psycopg.Connection[tuple[object, ...]]") -> _Beginning:
    tables = [str(name) for (name,) in connection.execute(_TABLES)]
    rows = {}
    for table in tables:
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
            if found := b"".join(copy):
                rows[table] = found
    return _Beginning(
        shape=connection.execute(_SHAPE).fetchone(),
        rows=rows,
        emptying="; ".join(f'DELETE FROM "{table}"' for table in tables),
        numbering="; ".join(
            f"SELECT setval('\"{name}\"', {last or 1}, {'true' if last else 'false'})"
            for name, last in connection.execute(_SEQUENCES)
        )
        or "SELECT",
    )
