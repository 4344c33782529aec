"""After an erasure: what of the text is left outside the rows, on the disk and in files that were made from them.

Done by the keeper, soon after the commit and again until all of it succeeded. What it cannot reach is backups, copies
that people saved, and PostgreSQL's archived write-ahead log; the page says so.
"""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from gitrace.desk.files import PURCHASE_FILE
from gitrace.erasure.tables import ErasureClearing
from gitrace.errors import Unavailable
from gitrace.importing import jobs as season_jobs
from gitrace.importing import village_jobs
from gitrace.importing.keeping import place_of
from gitrace.jobs.tables import OPEN_STATES, Job
from gitrace.ledger import tables as ledger
from gitrace.ledger.readers import FILE_COLUMN
from gitrace.storage import Content, Keeping, Store, keeping, reading
from gitrace.storage.files import file_path
from gitrace.storage.rooms import import_tables
from gitrace.storage.store import database_path
from gitrace.supervision.exports import EXPORT, export_folder
from gitrace.work import Idempotency

MADE_FROM_ROWS = (EXPORT, PURCHASE_FILE, season_jobs.KIND, village_jobs.KIND)
"""Jobs whose files, reports and payloads repeat what the rows say."""
_BEING_SENT = timedelta(hours=1)
"""Younger files of an import may belong to a form that is just being answered."""


class StillWorking(Exception):
    """A job that read the rows before the erasure is at work, and would leave a file behind; tried again."""


def clear(store: Store, erasure_id: int, now: datetime) -> None:
    """Clear away what an erasure left. Raises StillWorking, Unavailable."""
    _drop_made(store, now)
    _drop_files(store, erasure_id)
    rewrite(store)
    with keeping(store) as session:
        done = sa.update(ErasureClearing).where(col(ErasureClearing.erasure_id) == erasure_id)
        session.connection().execute(done.values(cleared_at=now))


def _drop_made(store: Store, now: datetime) -> None:
    """Exports, import reports and the jobs that made them: all of it can be made again from what is left."""
    made = col(Job.kind).in_(MADE_FROM_ROWS)
    with reading(store) as session:
        if session.execute(sa.select(col(Job.id)).where(made, col(Job.state).in_(OPEN_STATES)).limit(1)).first():
            raise StillWorking("an import or export is at work; it is waited for")
        payloads = session.execute(sa.select(col(Job.payload)).where(made)).scalars()
        folders = [json.loads(payload).get("folder") for payload in payloads]
    shutil.rmtree(export_folder(store.settings), ignore_errors=True)
    for folder in filter(None, folders):
        shutil.rmtree(place_of(store, folder), ignore_errors=True)
    for path in place_of(store, "").glob("*"):
        if path.stat().st_mtime < (now - _BEING_SENT).timestamp():
            shutil.rmtree(path, ignore_errors=True)
    with keeping(store) as session:
        session.connection().execute(sa.delete(Job).where(made, col(Job.state).not_in(OPEN_STATES)))
        # A digest of a whole form has no salt. Without it a form that is sent again is refused instead of answered.
        session.connection().execute(sa.update(Idempotency).values(body_digest=""))


def _drop_files(store: Store, erasure_id: int) -> None:
    """Photographs and documents that no row names any more; a file that two people sent stays for the other."""
    with keeping(store) as session:
        found = session.get(ErasureClearing, erasure_id)
        files = set(json.loads(found.files)) if found else set()
        for digest in files - _named(session, files):
            file_path(store, digest).unlink(missing_ok=True)
        if found:
            found.files = "[]"


def _named(session: Session, files: set[str]) -> set[str]:
    import_tables()
    named: set[str] = set()
    for table in SQLModel.metadata.tables.values():
        if FILE_COLUMN in table.c:
            column = table.c[FILE_COLUMN]
            named |= set(session.execute(sa.select(column).where(column.in_(files))).scalars())
    return named


def rewrite(store: Store) -> None:
    """Write the database's files anew without the space that was given up, in which old text still stands.

    Nobody else writes meanwhile; on SQLite readers go on. Raises Unavailable when a reader holds the old text.
    """
    if store.is_sqlite:
        with store.lock.held():
            _rewrite_sqlite(database_path(store.settings))
    else:
        _rewrite_postgresql(store)


def _rewrite_sqlite(path: Path) -> None:
    # A connection of its own: those of the store keep temporary tables in memory, which would take the whole file.
    with closing(sqlite3.connect(path, isolation_level=None, timeout=1)) as connection:
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Unavailable("somebody still reads the database as it was; its log is emptied later")


def _rewrite_postgresql(store: Store) -> None:
    """Whole tables, because a plain VACUUM frees the space and leaves the text in it."""
    import_tables()
    mine = (ledger.annex, *(table for table in SQLModel.metadata.sorted_tables if _holds_persons(table)))
    wait = int(store.settings.write_wait_seconds * 1000)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {wait}")
        try:
            for table in mine:
                connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{table.name}"')
        finally:
            connection.invalidate()  # not back into the pool with a setting of ours


def _holds_persons(table: sa.Table) -> bool:
    operational = table.info["keeping"] is Keeping.OPERATIONAL
    return operational or table.info.get("content") in (Content.PERSONAL, Content.SECRET)
