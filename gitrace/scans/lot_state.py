"""How a lot and its labels under one GTIN stand: small enough to keep, enough for the verdict on each label."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Hold
from gitrace.labels.tables import Carton, LabelRange, RangeState, Run
from gitrace.labels.verdict import LotFacts, Standing, Verdict


@dataclass(frozen=True)
class Issued:
    """Labels `first` to `last`, issued under one label key; `coated`: each has a PIN; `cartons`: some are cartons'."""

    first: int
    last: int
    key_number: int
    coated: bool = False
    cartons: bool = False


@dataclass(frozen=True)
class Marked:
    """Labels `first` to `last` in one state; `ended_at`: when they were voided or returned."""

    first: int
    last: int
    state: RangeState
    in_use_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class LotState:
    """As of one version of the lot."""

    lot: str
    gtin: str
    recalled: bool
    held: bool
    best_before: date | None
    issued: tuple[Issued, ...] = ()
    marked: tuple[Marked, ...] = ()

    @property
    def verdict(self) -> Verdict | None:
        """What is to be said of the lot as a whole, if anything."""
        if self.recalled:
            return Verdict.RECALLED
        return Verdict.ON_HOLD if self.held else None

    def facts_about(self, number: int) -> LotFacts:
        """What the verdict on one label needs."""
        return LotFacts(self.lot, self.recalled, self.held, self.best_before, (self._standing(number),))

    def run_of(self, number: int) -> Issued | None:
        """The run that holds a label."""
        return next((one for one in self.issued if one.first <= number <= one.last), None)

    def _standing(self, number: int) -> Standing:
        run = self.run_of(number)
        mark = next((one for one in self.marked if one.first <= number <= one.last), None)
        if run is None:
            return Standing(self.gtin)
        if mark is None:
            return Standing(self.gtin, run.key_number)
        return Standing(self.gtin, run.key_number, mark.state, mark.in_use_at, mark.ended_at)


def lot_state(session: Session, batch: Batch, gtin: str) -> LotState:
    """How a lot stands now under a GTIN, which need not be one of its own."""
    has_cartons = sa.exists().where(col(Carton.run_id) == col(Run.id)).correlate(Run)
    runs = sa.select(col(Run.first), col(Run.last), col(Run.key_number), col(Run.coated), has_cartons).where(
        col(Run.batch_id) == batch.id, col(Run.gtin) == gtin
    )
    ranges = (
        select(LabelRange)
        .join(Run, col(Run.id) == LabelRange.run_id)
        .where(Run.batch_id == batch.id, Run.gtin == gtin)
        .order_by(col(LabelRange.first))
    )
    return LotState(
        lot=batch.lot,
        gtin=gtin,
        recalled=batch.recall_notice is not None,
        held=batch.hold != Hold.NONE,
        best_before=batch.best_before,
        issued=tuple(Issued(*row) for row in session.execute(runs.order_by(col(Run.first)))),
        marked=tuple(
            Marked(one.first, one.last, RangeState(one.state), one.in_use_at, one.ended_at)
            for one in session.exec(ranges)
        ),
    )
