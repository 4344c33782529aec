"""A lot's label runs and the ranges they fell into: printed, in use, void, returned, left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.deliveries.judging import read_findings
from gitrace.labels.carton_queries import beyond_usual
from gitrace.labels.reprinting import reprints_of
from gitrace.labels.tables import LabelRange, RangeState, Reprint, Run
from gitrace.producers.tables import TradeItem
from gitrace.profile import Finding, Outcome
from gitrace.supervision.actors import actor_names
from gitrace.supervision.phrases import Phrase


@dataclass(frozen=True)
class RangeLine:
    """Labels `first` to `last` in one state, and since when. Left: printed, neither in use nor ended; no state."""

    first: int
    last: int
    state: str | None
    reason: str | None = None
    note: str | None = None
    in_use_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def labels(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class RunLine:
    """One run with its ranges, in the order of their numbers, without a gap."""

    run: Run
    item: TradeItem
    made_by: Phrase
    findings: tuple[Finding, ...]
    ranges: tuple[RangeLine, ...]
    reprints: tuple[Reprint, ...] = ()
    """Parts of it that were let to the printer again."""
    beyond_g: int = 0
    """What its cartons in use take beyond what its labels usually do; below zero where they take less."""

    @property
    def labels(self) -> int:
        """How many were printed."""
        return self.run.last - self.run.first + 1

    @property
    def reprinted(self) -> int:
        """Labels of it that were printed again, each as often as it was."""
        again = sum(part.last - part.first + 1 for part in self.reprints)
        return again + (self.run.prints - 1) * self.labels

    def labels_in(self, state: str | None) -> int:
        """How many stand in a state; None: are left."""
        return sum(one.labels for one in self.ranges if one.state == state)

    @property
    def in_use_g(self) -> int:
        """Grams of shoots under its labels in use."""
        return self.labels_in(RangeState.IN_USE) * self.run.shoot_g + self.beyond_g

    @property
    def not_passing(self) -> list[Finding]:
        """What the checks before labels warned of when the run was made."""
        return [one for one in self.findings if one.outcome is not Outcome.PASS]


def runs_of(session: Session, batch_id: int) -> list[RunLine]:
    """A lot's runs, oldest first: five statements."""
    beyond = beyond_usual(col(Run.id)).where(col(Run.batch_id) == batch_id).group_by(col(Run.id)).subquery()
    of_run, grams = beyond.c
    rows = session.execute(
        sa.select(Run, TradeItem, grams)
        .join(TradeItem, col(TradeItem.id) == col(Run.trade_item_id))
        .outerjoin(beyond, of_run == col(Run.id))
        .where(col(Run.batch_id) == batch_id)
        .order_by(col(Run.id))
    ).all()
    runs = [run.id for run, _item, _grams in rows]
    ranges, again = _ranges(session, runs), reprints_of(session, runs)
    makers = actor_names(session, {run.made_by for run, _item, _grams in rows})
    return [
        RunLine(
            run,
            item,
            makers[run.made_by],
            read_findings(run.findings),
            tuple(without_gaps(run, ranges[run.id])),
            tuple(part for part in again if part.run_id == run.id),
            int(beyond_g or 0),
        )
        for run, item, beyond_g in rows
    ]


def _ranges(session: Session, runs: Sequence[int]) -> dict[int, list[LabelRange]]:
    found: dict[int, list[LabelRange]] = defaultdict(list)
    query = sa.select(LabelRange).where(col(LabelRange.run_id).in_(runs)).order_by(col(LabelRange.first))
    for one in session.execute(query).scalars():
        found[one.run_id].append(one)
    return found


def without_gaps(run: Run, ranges: Sequence[LabelRange]) -> list[RangeLine]:
    """The ranges of a run and, between them, the labels that are left."""
    found, upcoming = [], run.first
    for one in ranges:
        if one.first > upcoming:
            found.append(RangeLine(upcoming, one.first - 1, None))
        found.append(RangeLine(one.first, one.last, one.state, one.reason, one.note, one.in_use_at, one.ended_at))
        upcoming = one.last + 1
    if upcoming <= run.last:
        found.append(RangeLine(upcoming, run.last, None))
    return found
