"""Holds that failing reports propose: those that wait for an answer, and what each would stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch
from gitrace.inspections.covering import covered_lots, replaced_by_another
from gitrace.inspections.tables import HoldProposal, Laboratory, Report
from gitrace.producers.tables import Producer
from gitrace.scans.queries import LotScans, scans_of_lots
from gitrace.storage import Store
from gitrace.supervision.listing import Rows
from gitrace.supervision.lots import AskLots, LotLine
from gitrace.supervision.lots import lines as lot_lines

ANSWERED_SHOWN = 50


@dataclass(frozen=True)
class ProposedHold:
    """A proposal in the list. `corrected`: the report has lost its place to a corrected one since."""

    proposal: HoldProposal
    report: Report
    laboratory: str
    producer: str
    corrected: bool


@dataclass(frozen=True)
class CoveredLot:
    """A lot that a report covers: its labels, and how often shoppers looked at them."""

    line: LotLine
    scans: LotScans


def waiting_proposals(session: Session) -> list[ProposedHold]:
    """Those that nobody has answered, oldest first."""
    return _proposed(session, _joined().where(_WAITS).order_by(col(HoldProposal.id)))


def answered_proposals(session: Session) -> list[ProposedHold]:
    """The last ones that were answered, newest first."""
    newest = col(HoldProposal.answered_at).desc()
    return _proposed(session, _joined().where(~_WAITS).order_by(newest).limit(ANSWERED_SHOWN))


def proposals_waiting(session: Session, _today: date) -> int:
    """How many wait for an answer."""
    return int(session.execute(sa.select(sa.func.count()).select_from(HoldProposal).where(_WAITS)).scalar_one())


def lots_covered(store: Store, session: Session, report: Report) -> list[CoveredLot]:
    """The lots that a report covers now, latest packing day first: nine statements, however many."""
    numbers = covered_lots(session, report)
    newest = sa.select(col(Batch.id)).where(col(Batch.lot).in_(numbers)).order_by(col(Batch.packed_on).desc())
    found: Sequence[int] = session.execute(newest.order_by(col(Batch.lot))).scalars().all()
    scans = scans_of_lots(store, numbers)
    return [CoveredLot(line, scans[line.lot]) for line in lot_lines(session, AskLots(), found)]


_WAITS = col(HoldProposal.answer).is_(None)


def _joined() -> Rows:
    return (
        sa.select(HoldProposal, Report, col(Laboratory.name), col(Producer.name), replaced_by_another())
        .join(Report, col(Report.id) == col(HoldProposal.report_id))
        .join(Laboratory, col(Laboratory.id) == col(Report.laboratory_id))
        .join(Producer, col(Producer.id) == col(Report.producer_id))
    )


def _proposed(session: Session, statement: Rows) -> list[ProposedHold]:
    return [ProposedHold(*row) for row in session.execute(statement)]
