"""One delivery with everything: weighing, findings, corrections, where it went, timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace import clock
from gitrace.balance.commands import delivered
from gitrace.batches.tables import Batch, Pour
from gitrace.cases.queries import DenialLine, denials_of
from gitrace.deliveries.judging import read_findings
from gitrace.deliveries.tables import Delivery
from gitrace.producers.tables import Scale
from gitrace.profile import Finding
from gitrace.supervision.accounts import AccountLine, account_of
from gitrace.supervision.amendments import Amendment, amendments_of
from gitrace.supervision.chronicle import Happening, chronicle
from gitrace.supervision.deliveries import DeliveryLine, named_lines
from gitrace.supervision.words import Names


@dataclass(frozen=True)
class Outflow:
    """One pouring of it."""

    lot: str
    grams: int
    poured_at: datetime


@dataclass(frozen=True)
class DeliverySheet:
    """All that is on record about one delivery."""

    delivery: Delivery
    line: DeliveryLine
    scale: Scale
    findings: tuple[Finding, ...]
    outflows: Sequence[Outflow]
    denials: Sequence[DenialLine]
    amendments: Sequence[Amendment]
    account: AccountLine | None
    happenings: Sequence[Happening]


def delivery_sheet(session: Session, key: int) -> DeliverySheet | None:
    """None where there is no such delivery."""
    found = session.execute(
        sa.select(Delivery, Scale).join(Scale, col(Scale.id) == col(Delivery.scale_id)).where(col(Delivery.id) == key)
    ).one_or_none()
    if found is None:
        return None
    delivery, scale = found
    names = Names.of(session, clock.shanghai_day(clock.now()))
    return DeliverySheet(
        delivery=delivery,
        line=named_lines(session, [key], names)[0],
        scale=scale,
        findings=read_findings(delivery.findings),
        outflows=_outflows(session, key),
        denials=denials_of(session, [key]),
        amendments=amendments_of(session, [key], names),
        account=account_of(session, delivered(key)),
        happenings=chronicle(session, f"delivery:{key}", names=names),
    )


def _outflows(session: Session, key: int) -> list[Outflow]:
    rows = session.execute(
        sa.select(col(Batch.lot), col(Pour.grams), col(Pour.poured_at))
        .join(Batch, col(Batch.id) == col(Pour.batch_id))
        .where(col(Pour.delivery_id) == key)
        .order_by(col(Pour.id))
    )
    return [Outflow(lot, grams, poured_at) for lot, grams, poured_at in rows]
