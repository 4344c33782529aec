"""Copies of SQLite files while the service goes on writing them."""

import sqlite3
from contextlib import closing
from pathlib import Path

from gitrace.backup.manifest import BadBackup

_PAGES = 256  # copied at a time, 1 MiB


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database as it is at this moment, page by page. Raises BadBackup."""
    try:
        _copy(source, target)
    except sqlite3.DatabaseError as fault:
        raise BadBackup(f"{source} cannot be copied: {fault}") from fault
    target.chmod(0o600)


def _copy(source: Path, target: Path) -> None:
    # The source connection holds a read transaction throughout: without one SQLite would begin again with each write
    # of another process and, under load, never come to an end.
    with (
        closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, isolation_level=None, timeout=10)) as origin,
        closing(sqlite3.connect(target, isolation_level=None)) as copy,
    ):
        origin.execute("BEGIN")
        origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
        origin.backup(copy, pages=_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def require_intact(path: Path) -> None:
    """Have SQLite check its own structures. Raises BadBackup."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.DatabaseError as fault:
            answer = str(fault)
    if answer != "ok":
        raise BadBackup(f"{path.name} is damaged: {answer}")
