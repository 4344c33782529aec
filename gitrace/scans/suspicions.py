"""Reading what was found of labels that may have been copied, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch
from gitrace.labels.tables import Run
from gitrace.producers.tables import Producer, TradeItem
from gitrace.scans.copies import Findings, read_facts
from gitrace.scans.judgement import Lifetime
from gitrace.scans.scan import Label
from gitrace.scans.searching import lifetimes_of, suspicion_of
from gitrace.scans.tables import CopyDecision, CopySuspicion

PAGE = 50


@dataclass(frozen=True)
class CopyLine:
    """A label in the list. `outcome`, `decided_at`: None while it waits."""

    label: Label
    producer: str
    findings: Findings
    found_at: datetime
    outcome: str | None = None
    decided_at: datetime | None = None


def find_suspicions(session: Session, page: int = 1) -> tuple[list[CopyLine], int]:
    """A page of those that wait for a decision, the longest first, and how many there are."""
    ordered = _with_producer(CopySuspicion).order_by(col(CopySuspicion.found_at), col(CopySuspicion.id))
    found = session.execute(ordered.offset((page - 1) * PAGE).limit(PAGE))
    lines = [CopyLine(_label(row), producer, read_facts(row.facts), row.found_at) for row, producer in found]
    return lines, _count(session, CopySuspicion)


def find_decisions(session: Session, page: int = 1) -> tuple[list[CopyLine], int]:
    """A page of those that were decided, the latest first, and how many there are."""
    ordered = _with_producer(CopyDecision).order_by(col(CopyDecision.decided_at).desc(), col(CopyDecision.id).desc())
    found = session.execute(ordered.offset((page - 1) * PAGE).limit(PAGE))
    lines = [
        CopyLine(_label(row), producer, read_facts(row.facts), row.found_at, row.outcome, row.decided_at)
        for row, producer in found
    ]
    return lines, _count(session, CopyDecision)


def suspicions_open(session: Session, _today: date) -> int:
    """Labels that wait for a decision."""
    return _count(session, CopySuspicion)


def _count(session: Session, table: type[CopySuspicion | CopyDecision]) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _with_producer(table: type[CopySuspicion | CopyDecision]) -> sa.Select[*tuple[Any, ...]]:
    chosen = sa.select(table, col(Producer.name))
    of_lot = chosen.join(Batch, col(Batch.lot) == col(table.lot))
    return of_lot.join(Producer, col(Producer.id) == col(Batch.producer_id))


def _label(row: CopySuspicion | CopyDecision) -> Label:
    return Label(row.lot, row.gtin, row.number)


@dataclass(frozen=True)
class LabelSheet:
    """A label that was issued. `findings`: what waits for a decision; `decisions`: the latest first."""

    label: Label
    producer: Producer
    item: TradeItem
    lifetime: Lifetime
    findings: Findings | None
    decisions: Sequence[CopyDecision]


def label_sheet(session: Session, label: Label) -> LabelSheet | None:
    """All of it; None for a label that was never issued."""
    issued = (
        sa.select(Producer, TradeItem)
        .join_from(Run, Batch, col(Batch.id) == col(Run.batch_id))
        .join(Producer, col(Producer.id) == col(Batch.producer_id))
        .join(TradeItem, col(TradeItem.id) == col(Run.trade_item_id))
        .where(col(Batch.lot) == label.lot, col(Run.gtin) == label.gtin)
        .where(col(Run.first) <= label.number, col(Run.last) >= label.number)
    )
    found = session.execute(issued).first()
    if found is None:
        return None
    suspicion = suspicion_of(session, label)
    of_label = CopyDecision.lot == label.lot, CopyDecision.gtin == label.gtin, CopyDecision.number == label.number
    decided = select(CopyDecision).where(*of_label).order_by(col(CopyDecision.decided_at).desc())
    return LabelSheet(
        label=label,
        producer=found[0],
        item=found[1],
        lifetime=lifetimes_of(session, [label])[label],
        findings=read_facts(suspicion.facts) if suspicion else None,
        decisions=session.exec(decided).all(),
    )
