"""Reads of cartons: what one weighs or holds, what those of a run weigh, and the latest on the scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.labels.ranges import Span
from gitrace.labels.tables import Carton, LabelRange, RangeState, Run
from gitrace.producers.tables import TradeItem

LATEST = 10


@dataclass(frozen=True)
class Packs:
    """The packs in a carton. `ended`: how many of them were voided since."""

    item: TradeItem
    first: int
    last: int
    ended: int

    @property
    def count(self) -> int:
        """How many were packed."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class CartonSheet:
    """A carton in use or that was: its own net weight, or what it holds."""

    number: int
    grams: int
    packs: Packs | None


def carton_sheet(session: Session, batch_id: int, gtin: str, number: int) -> CartonSheet | None:
    """What is on record of one carton; None for a label that stands on a single pack."""
    found = session.exec(
        select(Carton)
        .join(Run, col(Run.id) == col(Carton.run_id))
        .where(Run.batch_id == batch_id, Run.gtin == gtin, Carton.number == number)
    ).one_or_none()
    return None if found is None else CartonSheet(found.number, found.grams, _packs(session, batch_id, found))


def _packs(session: Session, batch_id: int, carton: Carton) -> Packs | None:
    if carton.packs_gtin is None or carton.packs_first is None or carton.packs_last is None:
        return None
    first, last = carton.packs_first, carton.packs_last
    item = session.exec(select(TradeItem).where(TradeItem.gtin == carton.packs_gtin)).one()
    ended = (
        select(LabelRange.first, LabelRange.last)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .where(Run.batch_id == batch_id, Run.gtin == carton.packs_gtin, LabelRange.state != RangeState.IN_USE)
        .where(col(LabelRange.first) <= last, col(LabelRange.last) >= first)
    )
    gone = sum(min(last, until) - max(first, since) + 1 for since, until in session.exec(ended))
    return Packs(item, first, last, gone)


def carton_with_any(session: Session, batch_id: int, gtin: str, packs: Span) -> int | None:
    """The number of a carton in use that holds some of these packs."""
    holding = (
        select(Carton.number)
        .join(Run, col(Run.id) == col(Carton.run_id))
        .join(LabelRange, _ITS_RANGE)
        .where(Run.batch_id == batch_id, Carton.packs_gtin == gtin, LabelRange.state == RangeState.IN_USE)
        .where(col(Carton.packs_first) <= packs[1], col(Carton.packs_last) >= packs[0])
    )
    return session.exec(holding.order_by(col(Carton.number)).limit(1)).first()


def weights_of(session: Session, run_id: int, numbers: Span) -> dict[int, int]:
    """Grams of the weighed cartons among some labels of a run, by number."""
    weighed = select(Carton.number, Carton.grams).where(Carton.run_id == run_id, Carton.grams > 0)
    return dict(session.exec(weighed.where(col(Carton.number).between(*numbers))).all())


@dataclass(frozen=True)
class CartonLine:
    """A carton in the list at the bench. `state`: of its label now."""

    carton: Carton
    gtin: str
    state: RangeState


def latest_cartons(session: Session, batch_id: int) -> Sequence[CartonLine]:
    """The last that came in use in a lot, the newest first."""
    newest = (
        select(Carton, Run.gtin, LabelRange.state)
        .join(Run, col(Run.id) == col(Carton.run_id))
        .join(LabelRange, _ITS_RANGE)
        .where(Run.batch_id == batch_id)
        .order_by(col(Carton.id).desc())
        .limit(LATEST)
    )
    return [CartonLine(carton, gtin, RangeState(state)) for carton, gtin, state in session.exec(newest)]


def beyond_usual(*by: Any) -> sa.Select[*tuple[Any, ...]]:
    """Grams that cartons in use take beyond what labels of their runs do, to be grouped by columns of run, range and
    what is joined to them.
    """
    return (
        sa.select(*by, sa.func.sum(col(Carton.grams) - col(Run.shoot_g)))
        .select_from(Carton)
        .join(Run, col(Run.id) == col(Carton.run_id))
        .join(LabelRange, _ITS_RANGE)
        .where(col(LabelRange.state) == RangeState.IN_USE)
    )


_ITS_RANGE = sa.and_(
    col(LabelRange.run_id) == col(Carton.run_id),
    col(Carton.number).between(col(LabelRange.first), col(LabelRange.last)),
)
