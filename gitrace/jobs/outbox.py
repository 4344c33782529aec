"""Owing an effect, and paying what is owed."""

import json
import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from gitrace.jobs.registry import EFFECTS
from gitrace.jobs.tables import Outbox
from gitrace.storage import Store, keeping, reading

LONGEST_DELAY = timedelta(hours=1)
_logger = logging.getLogger(__name__)


def owe(session: Session, kind: str, *, now: datetime, key: str = "", payload: Any = None) -> None:
    """Owe an effect, in the transaction of the write that causes it.

    `key`: what makes it the same as one already owed, which then takes this payload; none: each stands for itself.
    """
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(Outbox).values(
        kind=kind, key=key or uuid.uuid4().hex, payload=json.dumps(payload), asked=1, due_at=now, tries=0
    )
    # Not DO NOTHING: on PostgreSQL the keeper could then be paying from what it read before this commit, and note the
    # row as done after it. The count makes its note miss, and the lock on the row makes it wait for this commit.
    connection.execute(
        row.on_conflict_do_update(
            index_elements=["kind", "key"],
            index_where=sa.text("done_at IS NULL"),
            set_={"asked": Outbox.asked + 1, "payload": row.excluded.payload},
        )
    )


def pay_due(store: Store, now: datetime, ending: Callable[[], bool] = lambda: False) -> int:
    """Carry out the effects that are due; returns how many succeeded. A failed one is due again later."""
    paid = 0
    for row in _due(store, now):
        if ending():
            break
        paid += _pay(store, row, now)
    return paid


def _due(store: Store, now: datetime) -> Sequence[Outbox]:
    with reading(store) as session:
        due = select(Outbox).where(col(Outbox.done_at).is_(None), Outbox.due_at <= now).order_by(col(Outbox.id))
        rows = session.exec(due.limit(100)).all()
        session.expunge_all()
    return rows


def _pay(store: Store, row: Outbox, now: datetime) -> bool:
    try:
        EFFECTS[row.kind](store, json.loads(row.payload), now)
    except Exception as fault:
        _logger.exception("effect %s is put off", row.kind)
        tries = row.tries + 1
        error = f"{type(fault).__name__}: {fault}"[:500]
        _note(store, col(Outbox.id) == row.id, tries=tries, due_at=now + retry_delay(tries), last_error=error)
        return False
    # Misses when the effect was owed again meanwhile; it is then still due.
    seen = sa.and_(col(Outbox.id) == row.id, col(Outbox.asked) == row.asked)
    _note(store, seen, done_at=now, last_error=None)
    return True


def _note(store: Store, which: sa.ColumnElement[bool], **values: Any) -> None:
    with keeping(store) as session:
        session.connection().execute(sa.update(Outbox).where(which).values(**values))


def retry_delay(tries: int) -> timedelta:
    """2, 4, 8 … seconds after so many failed tries, at most an hour."""
    return min(timedelta(seconds=2 ** min(tries, 12)), LONGEST_DELAY)
