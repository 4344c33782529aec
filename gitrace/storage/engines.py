"""Engines for both databases, with the transaction modes that lose nothing."""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from gitrace.errors import Unavailable
from gitrace.storage import notes
from gitrace.storage.faults import watch_faults
from gitrace.storage.statements import Statement, run

GATE = "gitrace_gate"
"""Key of a SQLite connection's gate in `connection.info`."""

_FILE = "gitrace_file"
"""Key of (device, inode) of the file that a SQLite connection has open, in `connection.info`."""

_BEGIN, _BEGIN_IMMEDIATE = Statement("BEGIN"), Statement("BEGIN IMMEDIATE")
_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it INSERT OR REPLACE deletes a row past its DELETE trigger
    "temp_store=MEMORY",
    "wal_autocheckpoint=4000",  # 16 MB: what was written often is copied into the file once
)


def sqlite_engine(path: Path, audited: Iterable[str] = (), *, strangers_wait_ms: int = 250) -> sa.Engine:
    """An engine for one SQLite file, which must be there; `audited` names the tables under change notes. Our own
    writers queue at the lock; `strangers_wait_ms` is for others, such as a backup tool.

    A file that was moved away is read no further, though its handle still could: what stands in its place counts.

    pysqlite's own transaction handling lets a read become a write halfway and so lose acknowledged updates; with
    `isolation_level=None` it keeps its hands off, and BEGIN is ours: IMMEDIATE for writes, plain for reads.
    """
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": "rw", "uri": "true"}),
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
        record.info[_FILE] = _identity(path)

    @sa.event.listens_for(engine, "checkout")
    def require_its_file(_connection: sqlite3.Connection, record: Any, _proxy: object) -> None:
        if _identity(path) != record.info[_FILE]:
            raise sa.exc.DisconnectionError("another file stands in its place")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        immediate = connection.get_execution_options().get("gitrace_write", False)
        run(connection, [_BEGIN_IMMEDIATE if immediate else _BEGIN])

    watch_faults(engine)
    notes.watch_commits(engine)
    return engine


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)  # noqa: PTH116 - asked with every connection: half the time of Path's
    except FileNotFoundError:
        raise Unavailable(f"{path.name} is not in its place") from None
    return found.st_dev, found.st_ino


def postgresql_engine(url: str, lock_wait: float) -> sa.Engine:
    """An engine for PostgreSQL; `lock_wait`: seconds that a statement waits for somebody else's lock.

    Each connection has its temporary note table, so a pooler between us and the server must keep sessions apart.
    """
    address = sa.make_url(url).set(drivername="postgresql+psycopg")
    options = f"-c timezone=UTC -c lock_timeout={int(lock_wait * 1000)}"
    engine = sa.create_engine(address, connect_args={"options": options}, pool_size=20, max_overflow=40)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(notes.TEMPORARY_TABLE)
        connection.commit()

    # Instead of `pool_pre_ping`, which asks the server before every use: what the server has said by itself, that it
    # ends the connection, lies here already, and its end of the line after it.
    @sa.event.listens_for(engine, "checkout")
    def require_server(connection: Any, _record: Any, _proxy: object) -> None:
        try:
            for _part in ("message", "end"):
                connection.pgconn.consume_input()
        except engine.dialect.loaded_dbapi.Error as fault:
            raise sa.exc.InvalidatePoolError("the server ended this connection") from fault

    watch_faults(engine)
    notes.watch_commits(engine)
    return engine
