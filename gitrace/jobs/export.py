"""Publishing the newest checkpoint of the log to a folder on another disk.

A checkpoint kept where the database's keeper cannot reach is what shows a later rewriting or truncation of the log.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from gitrace import clock
from gitrace.jobs.outbox import owe
from gitrace.jobs.registry import effect, timer
from gitrace.ledger import tables
from gitrace.ledger.exported import NEWEST, PUBLISHED, size_of, size_stated
from gitrace.storage import Store, reading
from gitrace.storage.files import write_whole

EXPORT = "checkpoint.export"


class ShorterLog(Exception):
    """The exported checkpoint is of a longer log than ours: a restored older backup, or a truncation."""


def owe_export(store: Store, session: Session, now: datetime) -> None:
    """Owe the publication of the checkpoint that this transaction signs; nothing without GITRACE_CHECKPOINT_DIR."""
    if store.settings.checkpoint_dir is not None:
        owe(session, EXPORT, key=NEWEST, now=now)


@effect(EXPORT)
def export_checkpoint(store: Store, _payload: Any, now: datetime) -> None:
    """Write the newest checkpoint. Raises ShorterLog rather than replace evidence, OSError."""
    folder = store.settings.checkpoint_dir
    if folder is None:
        return
    with reading(store) as session:
        text = session.connection().execute(sa.select(tables.head.c.checkpoint)).scalar_one()
    if size_of(folder / NEWEST) > size_stated(text):
        raise ShorterLog(f"{folder / NEWEST} is of a longer log than this database holds; it is left as it is")
    for name in (f"{NEWEST}-{clock.shanghai_day(now)}", NEWEST):
        write_whole(folder / name, text.encode(), PUBLISHED)


@timer(seconds=60)
def export_missed(store: Store, now: datetime) -> None:
    """A safety net for checkpoints that owe nothing: the first one, those of migrations, those of a new folder."""
    folder = store.settings.checkpoint_dir
    if folder is None:
        return
    with reading(store) as session:
        size = session.connection().execute(sa.select(tables.head.c.size)).scalar_one()
    if size_of(folder / NEWEST) < size:
        export_checkpoint(store, None, now)
