"""A run is over when printed = in use + void + returned. Labels that are still left after the packing day are told."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch, BatchState
from gitrace.labels.tables import LabelRange, Run


@dataclass(frozen=True)
class LeftOver:
    """A lot past its packing day with labels that are neither in use nor ended."""

    lot: str
    packed_on: date
    labels: int


def labels_left() -> sa.ColumnElement[bool]:
    """Of lots: those with such labels, whatever their packing day. A closed lot has none."""
    left = sa.exists().where(col(Run.batch_id) == col(Batch.id), _SIZE > _GONE).correlate(Batch)
    return sa.and_(col(Batch.state) == BatchState.OPEN, left)


def left_over(session: Session, producer_id: int, until_day: date) -> list[LeftOver]:
    """A producer's lots with such labels, the oldest first; one statement."""
    left = sa.func.sum(_SIZE - _GONE)
    lots = (
        sa.select(col(Batch.lot), col(Batch.packed_on), left)
        .join(Run, col(Run.batch_id) == col(Batch.id))
        .where(col(Batch.producer_id) == producer_id, col(Batch.state) == BatchState.OPEN)
        .where(col(Batch.packed_on) <= until_day)
        .group_by(col(Batch.lot), col(Batch.packed_on))
        .having(left > 0)
        .order_by(col(Batch.packed_on), col(Batch.lot))
    )
    return [LeftOver(lot, packed_on, int(labels)) for lot, packed_on, labels in session.execute(lots)]


_SIZE = col(Run.last) - col(Run.first) + 1
_GONE = (
    sa.select(sa.func.coalesce(sa.func.sum(col(LabelRange.last) - col(LabelRange.first) + 1), 0))
    .where(col(LabelRange.run_id) == col(Run.id))
    .correlate(Run)
    .scalar_subquery()
)
