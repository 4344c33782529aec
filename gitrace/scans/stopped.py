"""Lots that are recalled or on hold now, with what the public may know of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.events import BatchHeld
from gitrace.batches.own import lot_subject
from gitrace.batches.tables import Batch, Hold
from gitrace.labels.tables import Run
from gitrace.labels.verdict import Verdict
from gitrace.ledger import tables as ledger
from gitrace.producers.tables import TradeItem

PAGE = 30

_RECALLED = col(Batch.recall_notice).is_not(None)
# Word for word as the index has it, without a parameter, so that it is found.
_STOPPED = sa.or_(_RECALLED, col(Batch.hold) != sa.literal_column(f"'{Hold.NONE}'"))


class Stops(NamedTuple):
    """How many lots are recalled, and how many others are on hold."""

    recalled: int
    held: int


@dataclass(frozen=True)
class StoppedLot:
    """One of them. `items`: the packs for which it has labels; `held_at`: when the hold was set."""

    batch: Batch
    items: tuple[TradeItem, ...]
    held_at: datetime | None

    @property
    def verdict(self) -> Verdict:
        """What each of its labels says."""
        return Verdict.RECALLED if self.batch.recall_notice is not None else Verdict.ON_HOLD


def count_stops(session: Session) -> Stops:
    """All of them, counted: one statement."""
    recalled = sa.func.coalesce(sa.func.sum(sa.case((_RECALLED, 1), else_=0)), 0)
    every, of_which = session.execute(sa.select(sa.func.count(), recalled).select_from(Batch).where(_STOPPED)).one()
    return Stops(int(of_which), int(every) - int(of_which))


def stopped_lots(session: Session, page: int = 1) -> list[StoppedLot]:
    """A page of them: recalls first, then holds, the latest packed first; four statements."""
    recalls_first = sa.case((_RECALLED, 0), else_=1), col(Batch.recalled_on).desc(), col(Batch.packed_on).desc()
    chosen = select(Batch).where(_STOPPED).order_by(*recalls_first, col(Batch.id).desc())
    batches = session.exec(chosen.limit(PAGE).offset((page - 1) * PAGE)).all()
    items = _items(session, [one.id for one in batches])
    held_at = _held_at(session, [lot_subject(one.lot) for one in batches if one.hold != Hold.NONE])
    return [StoppedLot(one, tuple(items.get(one.id, ())), held_at.get(lot_subject(one.lot))) for one in batches]


def _held_at(session: Session, lots: Sequence[str]) -> dict[str, datetime]:
    """When each was held last, by subject."""
    entry, subject = ledger.entry.c, ledger.subject.c
    found = session.execute(
        sa.select(subject.subject, entry.time)
        .join_from(ledger.entry, ledger.subject, subject.entry_index == entry.entry_index)
        .where(subject.subject.in_(lots), entry.tag.startswith(f"{BatchHeld.tag}/"))
        .order_by(entry.entry_index)
    )
    return {row.subject: row.time for row in found}


def _items(session: Session, batches: Sequence[int]) -> dict[int, list[TradeItem]]:
    found: dict[int, list[TradeItem]] = {}
    labelled = (
        select(Run.batch_id, TradeItem)
        .join(TradeItem, col(TradeItem.id) == Run.trade_item_id)
        .where(col(Run.batch_id).in_(batches))
        .order_by(TradeItem.gtin)
        .distinct()
    )
    for batch_id, item in session.exec(labelled):
        found.setdefault(batch_id, []).append(item)
    return found
