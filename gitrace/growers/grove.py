"""Reads for whoever stands in the grove, and for whoever completes at the desk what was photographed there."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Household, Plot, ProductionRecord

MOST_UNFINISHED = 50


def recent_records(session: Session, producer_id: int, plot_id: int, *, most: int = 6) -> Sequence[ProductionRecord]:
    """What may be repeated by one tap: the latest complete record of each product, of this plot first, then of the
    producer's own.
    """
    named = col(ProductionRecord.product) != ""
    of_plot, own = col(ProductionRecord.plot_id) == plot_id, col(ProductionRecord.producer_id) == producer_id
    newest = col(ProductionRecord.started_on).desc(), col(ProductionRecord.id).desc()
    found = select(ProductionRecord).where(named, of_plot | own).order_by(of_plot.desc(), *newest).limit(60)
    first: dict[tuple[str, str], ProductionRecord] = {}
    for record in session.exec(found):
        first.setdefault((record.kind, record.product), record)
    return list(first.values())[:most]


def unfinished_records(session: Session, producer_id: int) -> list[tuple[ProductionRecord, Plot, Household]]:
    """A producer's own records that wait to be completed (待补录), newest first, at most fifty."""
    record = ProductionRecord
    lacks = sa.or_(
        col(record.registration).is_(None), col(record.ended_on).is_(None), col(record.interval_days).is_(None)
    )
    waits = sa.or_(col(record.product) == "", sa.and_(col(record.kind) == InputKind.PESTICIDE, lacks))
    found = (
        select(record, Plot, Household)
        .join(Plot, col(Plot.id) == record.plot_id)
        .join(Household, col(Household.id) == Plot.household_id)
        .where(record.producer_id == producer_id, waits)
        .order_by(col(record.id).desc())
        .limit(MOST_UNFINISHED)
    )
    return [(row[0], row[1], row[2]) for row in session.exec(found)]
