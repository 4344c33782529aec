"""The open home: settings, keys, engine and lock in one hand, and the three kinds of transaction.

`reading` sees one consistent snapshot. `keeping` writes operational tables. The third kind, the recorded write, is
`gitrace.work.writing`, built on `Store.recorded_write`.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session

from gitrace.errors import Unavailable
from gitrace.settings import Settings
from gitrace.storage.engines import GATE, postgresql_engine, sqlite_engine
from gitrace.storage.keys import Keys, make_keys, read_keys
from gitrace.storage.locks import WriteLock
from gitrace.storage.notes import UNSETTLED
from gitrace.storage.statements import Statement, run

SHAPES_FILE = Path(__file__).parent / "migrations" / "shapes.json"
MEBIBYTE = 1024 * 1024
_DISK_LOOK_SECONDS = 1.0
_LOCK_WAIT = 0.1
"""Seconds that what is no write of ours waits for a lock on PostgreSQL: a reader meets one only when somebody works on
whole tables by hand, a scan when another process is just committing its like.
"""
_WAIT_LONGER = "SELECT set_config('lock_timeout', '{}', true)"
_AND_OPEN_GATE = ", set_config('gitrace.writing', 'on', true)"


def audited_tables() -> tuple[str, ...]:
    """Names of the tables under change notes, from the frozen row shapes."""
    return tuple(json.loads(SHAPES_FILE.read_text()))


@dataclass(slots=True)
class DiskWatch:
    """Stops writes before the disk is full: a database that runs out of room in a commit answers nobody."""

    folder: Path
    least_free: int
    """Bytes."""
    _looked: float = 0.0
    _free: int = 0

    def require_room(self) -> None:
        """Raises Unavailable when less than `least_free` bytes are free; looks at most once a second."""
        moment = time.monotonic()
        if moment - self._looked > _DISK_LOOK_SECONDS:
            self._free = shutil.disk_usage(self.folder).free
            self._looked = moment
        if self._free < self.least_free:
            raise Unavailable("the disk of the home is nearly full; writes are stopped", retry_after=60)


@dataclass(frozen=True)
class Store:
    """An open home. Made by `open_store`; `close` when done."""

    settings: Settings
    engine: sa.Engine
    keys: Keys
    lock: WriteLock
    disk: DiskWatch = field(repr=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger lives in the embedded database."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @contextmanager
    def recorded_write(self) -> Iterator[sa.Connection]:
        """An open transaction in which audited tables may change. For `gitrace.work` alone: the caller takes the
        ledger's head, compares the notes with its claims and commits; leaving without commit rolls back.
        """
        with self._write_connection(gate=True) as connection:
            info = connection.info
            info[UNSETTLED] = True
            try:
                yield connection
            finally:
                info.pop(UNSETTLED, None)

    @contextmanager
    def _write_connection(self, *, gate: bool = False) -> Iterator[sa.Connection]:
        """An open transaction; `gate`: in which audited tables may change."""
        self.disk.require_room()
        with (
            self.lock.held() if self.is_sqlite else nullcontext(),
            self.engine.connect().execution_options(gitrace_write=True) as connection,
        ):
            connection.begin()
            if self.is_sqlite:
                connection.info[GATE].open = gate
            else:
                wait = _WAIT_LONGER.format(int(self.settings.write_wait_seconds * 1000))
                run(connection, [Statement(wait + _AND_OPEN_GATE if gate else wait)])
            try:
                yield connection
            finally:
                if self.is_sqlite:
                    connection.info[GATE].open = False


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """One consistent snapshot of everything; nothing done in it is saved."""
    options = {} if store.is_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with store.engine.connect().execution_options(**options) as connection, Session(connection) as session:
        yield session


@contextmanager
def keeping(store: Store) -> Iterator[Session]:
    """Write operational tables: sessions, counters, jobs, tallies. Takes no ledger head; committed on leaving.

    Raises UnrecordedChange when an audited table is touched, Unavailable when the store is busy or full.
    """
    with store._write_connection() as connection:
        with Session(connection, expire_on_commit=False) as session:
            yield session
            session.flush()
        connection.commit()


def database_path(settings: Settings) -> Path:
    """The ledger's SQLite file."""
    return settings.home / "gitrace.db"


def open_engine(settings: Settings) -> sa.Engine:
    """An engine of the configured database with its audited tables under notes."""
    if settings.is_sqlite:
        return sqlite_engine(database_path(settings), audited_tables())
    return postgresql_engine(settings.database_url, _LOCK_WAIT)


def open_store(settings: Settings) -> Store:
    """Open a home whose database is migrated and whose keys exist (see `gitrace.storage.migrate`).

    Raises BadKeys.
    """
    return Store(
        settings=settings,
        engine=open_engine(settings),
        keys=read_keys(settings.home / "keys"),
        lock=WriteLock(settings.home / "write.lock", settings.write_wait_seconds),
        disk=DiskWatch(settings.home, settings.min_free_mb * MEBIBYTE),
    )


def make_home(settings: Settings) -> bool:
    """Make the home and its keys if it is empty; returns whether it did.

    A home that has a database but no keys is never given new ones: `read_keys` then refuses with the file's name.
    """
    keys = settings.home / "keys"
    if keys.exists() or database_path(settings).exists():
        return False
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(keys)
    return True
