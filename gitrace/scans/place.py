"""Where scans are kept: a file of their own on SQLite, the main database on PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from gitrace.scans.group import Group
from gitrace.scans.tables import METADATA
from gitrace.storage import Store
from gitrace.storage.engines import sqlite_engine
from gitrace.storage.faults import NewerDatabase
from gitrace.storage.locks import WriteLock

FILE = "scans.db"
LONGEST_WAIT = 0.25
"""Seconds that scans wait for another process to end its writing; then their pages are answered without a number."""
_LONGEST_TURN = 1.5
"""Seconds that a scan waits for those before it in its own process, who write or have given up by then."""
_STRANGERS_WAIT_MS = 20
"""As little as that, because it is a wait in C, which stops the whole worker."""
_SCHEMA = 2
"""Kept as `user_version` of scans.db, whose migrations are these."""
_SINCE = {1: ("network", "region")}
"""Columns of `scan` that are added to a file of a version."""


@dataclass(frozen=True)
class ScanPlace:
    """An open place for scans."""

    store: Store
    engine: sa.Engine
    lock: WriteLock | None
    group: Group[Any, Any] = field(default_factory=lambda: Group(_LONGEST_TURN))
    """Of this process's scans that wait to be written."""

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is committed on leaving. Raises Unavailable when it cannot be had soon."""
        self.store.disk.require_room()
        with (
            self.lock.held() if self.lock else nullcontext(),
            self.engine.connect().execution_options(gitrace_write=True) as connection,
        ):
            connection.begin()
            yield connection
            connection.commit()

    @contextmanager
    def at_once(self) -> Iterator[sa.Connection]:
        """A connection on PostgreSQL each of whose questions commits itself. Raises Unavailable."""
        self.store.disk.require_room()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent look."""
        with self.engine.connect() as connection:
            yield connection


_open: "WeakKeyDictionary[sa.Engine, ScanPlace]" = WeakKeyDictionary()
_opening = threading.Lock()


def scans_of(store: Store) -> ScanPlace:
    """The place of an open store's scans: opened with the first scan, closed with the store. It is never made here: a
    worker that started while the file is away would put an empty one in its place.

    Raises Unavailable when it cannot be opened now, NewerDatabase.
    """
    place = _open.get(store.engine)
    if place is None:
        with _opening:
            place = _open.get(store.engine) or _open_place(store)
            _open[store.engine] = place
    return place


def make_place(store: Store) -> None:
    """Make the place, or bring it to this release's schema, while the home is prepared and nothing is served. Raises
    NewerDatabase.
    """
    if store.is_sqlite:
        (store.settings.home / FILE).touch(mode=0o600)
        place = scans_of(store)
        with place.writing() as connection:
            version = _version(connection)
            if version == 0:
                METADATA.create_all(connection)
            for column in (column for since, added in _SINCE.items() if 0 < version <= since for column in added):
                connection.exec_driver_sql(f"ALTER TABLE scan ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
            connection.exec_driver_sql(f"PRAGMA user_version = {_SCHEMA}")


def _open_place(store: Store) -> ScanPlace:
    if not store.is_sqlite:
        return ScanPlace(store, store.engine, None)
    home = store.settings.home
    patience = min(LONGEST_WAIT, store.settings.write_wait_seconds)
    place = ScanPlace(
        store,
        sqlite_engine(home / FILE, strangers_wait_ms=_STRANGERS_WAIT_MS),
        WriteLock(home / "scans.lock", patience),
    )
    try:
        with place.reading() as connection:
            _version(connection)
    except BaseException:
        place.engine.dispose()
        raise
    sa.event.listen(store.engine, "engine_disposed", lambda _engine: _close(store.engine, place))
    return place


def _close(main: sa.Engine, place: ScanPlace) -> None:
    _open.pop(main, None)
    place.engine.dispose()


def _version(connection: sa.Connection) -> int:
    version: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > _SCHEMA:
        raise NewerDatabase(f"{FILE} is at version {version}, which this release does not know")
    return version
