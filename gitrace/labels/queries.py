"""Reads of labels for pages: what of a lot is printed, in use, void and left, and how many may be put in use."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import in_lot
from gitrace.batches.tables import Batch, BatchState
from gitrace.identifiers.gtin import is_variable_measure
from gitrace.labels.lots import balance_of
from gitrace.labels.ranges import Span
from gitrace.labels.records import with_pieces
from gitrace.labels.rolls import Roll, Tally, tally, unused_spans
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.producers.tables import TradeItem

PAGE = 50


@dataclass(frozen=True)
class RunSheet:
    """A run with what became of its labels."""

    run: Run
    roll: Roll

    @property
    def tally(self) -> Tally:
        """Its labels counted."""
        return tally([self.roll])


@dataclass(frozen=True)
class ItemSheet:
    """A pack's labels in one lot. `fits`: 可启用数, how many of them the lot's free grams cover."""

    item: TradeItem
    runs: Sequence[RunSheet]
    fits: int

    @property
    def tally(self) -> Tally:
        """All its labels counted."""
        return tally(one.roll for one in self.runs)

    @property
    def unused(self) -> list[Span]:
        """What is printed and nothing more."""
        return [span for one in self.runs for span in unused_spans(one.roll)]

    @property
    def is_weighed(self) -> bool:
        """Whether each has a weight of its own (整件按实重)."""
        return is_variable_measure(self.item.gtin)

    def next_span(self) -> Span | None:
        """What would be put in use next: the first unused numbers, as many as the grams cover; None of what is
        weighed one by one.
        """
        if self.is_weighed or not self.unused or not self.fits:
            return None
        first, last = self.unused[0]
        return first, min(last, first + self.fits - 1)


def item_sheets(session: Session, batch: Batch) -> list[ItemSheet]:
    """The packs for which a lot has labels, by GTIN."""
    runs = session.exec(select(Run).where(Run.batch_id == batch.id).order_by(Run.gtin, col(Run.first))).all()
    sheets: dict[int, list[RunSheet]] = defaultdict(list)
    for run, roll in zip(runs, with_pieces(session, runs), strict=True):
        sheets[run.trade_item_id].append(RunSheet(run, roll))
    items = session.exec(select(TradeItem).where(col(TradeItem.id).in_(list(sheets))).order_by(TradeItem.gtin))
    free_g = balance_of(session, in_lot(batch.id))
    return [ItemSheet(item, sheets[item.id], min(_left(sheets[item.id]), free_g // item.shoot_g)) for item in items]


def _left(runs: Sequence[RunSheet]) -> int:
    return sum(one.tally.left for one in runs)


def items_for(session: Session, batch: Batch) -> Sequence[TradeItem]:
    """The packs that may be labelled in a lot."""
    return session.exec(
        select(TradeItem)
        .where(TradeItem.producer_id == batch.producer_id, TradeItem.form == batch.form)
        .where(col(TradeItem.retired).is_(False))
        .order_by(TradeItem.gtin)
    ).all()


@dataclass(frozen=True)
class LotLine:
    """A lot in a list with its labels."""

    batch: Batch
    tally: Tally


def lot_lines(session: Session, producer_id: int, *, open_only: bool, page: int = 1) -> tuple[list[LotLine], int]:
    """A producer's lots with their labels counted, the latest packing day first, and the number of pages."""
    wanted = [Batch.producer_id == producer_id, *([Batch.state == BatchState.OPEN] if open_only else [])]
    total = int(session.exec(select(sa.func.count()).select_from(Batch).where(*wanted)).one())
    newest = select(Batch).where(*wanted).order_by(col(Batch.packed_on).desc(), col(Batch.lot).desc())
    batches = session.exec(newest.limit(PAGE).offset((page - 1) * PAGE)).all()
    counted = tallies(session, [batch.id for batch in batches])
    return [LotLine(batch, counted[batch.id]) for batch in batches], max(1, -(-total // PAGE))


def tallies(session: Session, batch_ids: Sequence[int]) -> dict[int, Tally]:
    """The labels of several lots counted, by batch; two statements."""
    size = sa.func.sum(col(Run.last) - col(Run.first) + 1)
    runs = sa.select(col(Run.batch_id), size).where(col(Run.batch_id).in_(batch_ids)).group_by(col(Run.batch_id))
    printed = {key: int(labels) for key, labels in session.execute(runs)}
    part = sa.func.sum(col(LabelRange.last) - col(LabelRange.first) + 1)
    ranges = (
        sa.select(col(Run.batch_id), col(LabelRange.state), part)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .where(col(Run.batch_id).in_(batch_ids))
        .group_by(col(Run.batch_id), col(LabelRange.state))
    )
    states = {(key, state): int(labels) for key, state, labels in session.execute(ranges)}
    return {
        key: Tally(
            printed.get(key, 0),
            states.get((key, RangeState.IN_USE), 0),
            states.get((key, RangeState.VOID), 0),
            states.get((key, RangeState.RETURNED), 0),
        )
        for key in batch_ids
    }


def run_and_batch(session: Session, run_id: int) -> tuple[Run, Batch] | None:
    """A run and its lot."""
    found = session.exec(
        select(Run, Batch).join(Batch, col(Batch.id) == Run.batch_id).where(Run.id == run_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def items_labelled(session: Session, batch: Batch) -> Sequence[TradeItem]:
    """The packs for which a lot has labels, by GTIN, without their labels."""
    of_lot = sa.select(col(Run.trade_item_id)).where(col(Run.batch_id) == batch.id)
    return session.exec(select(TradeItem).where(col(TradeItem.id).in_(of_lot)).order_by(TradeItem.gtin)).all()
