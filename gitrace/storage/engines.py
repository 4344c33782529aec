"""Engines for both databases, with the transaction modes that lose nothing."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gitrace.storage import notes
from gitrace.storage.faults import watch_faults

GATE = "gitrace_gate"
"""Key of a SQLite connection's gate in `connection.info`."""

_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes a row past its DELETE trigger
    "temp_store=MEMORY",
)


def sqlite_engine(path: Path, audited: Iterable[str] = (), *, strangers_wait_ms: int = 250) -> sa.Engine:
    """An engine for one SQLite file; `audited` names the tables under change notes. Our own writers queue at the lock;
    `strangers_wait_ms` is for others, such as a backup tool.

    pysqlite's own transaction handling lets a read become a write halfway and so lose acknowledged updates; with
    `isolation_level=None` it keeps its hands off, and BEGIN is ours: IMMEDIATE for writes, plain for reads.
    """
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": strangers_wait_ms / 1000, "isolation_level": None},
        pool_size=20,
        max_overflow=40,
    )
    tables = tuple(audited)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        record.info[GATE] = notes.install_sqlite(connection, tables)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get("gitrace_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    watch_faults(engine)
    notes.watch_commits(engine)
    return engine


def postgresql_engine(url: str, write_wait: float) -> sa.Engine:
    """An engine for PostgreSQL; `write_wait`: seconds that a writer waits for the ledger's head.

    Each connection has its temporary note table, so a pooler between us and the server must keep sessions apart.
    """
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    options = f"-c timezone=UTC -c lock_timeout={int(write_wait * 1000)}"
    engine = sa.create_engine(
        address, connect_args={"options": options}, pool_size=20, max_overflow=40, pool_pre_ping=True
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(notes.TEMPORARY_TABLE)
        connection.commit()

    watch_faults(engine)
    notes.watch_commits(engine)
    return engine
