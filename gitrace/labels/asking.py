"""The facts behind the answer for one label: one statement, in the reader's own transaction."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch, Hold
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.labels.verdict import Answer, Asked, LotFacts, Standing, judge
from gitrace.producers.tables import TradeItem
from gitrace.storage import Keys


def answer_for(session: Session, asked: Asked | None, keys: Keys, today: date) -> Answer:
    """The answer as the records stand in this transaction; None, which is malformed, asks nothing of them."""
    facts = None if asked is None else lot_facts(session, asked)
    return judge(asked, facts, keys.labels, today)


def lot_facts(session: Session, asked: Asked) -> LotFacts | None:
    """The lot with the asked number under the asked GTIN, or, typed by hand, under each pack of its producer and form.

    None when no lot has that number.
    """
    rows = session.execute(_statement(asked)).all()
    if not rows:
        return None
    lot = rows[0]
    return LotFacts(
        lot=asked.lot,
        recalled=lot.recall_notice is not None,
        held=lot.hold != Hold.NONE,
        best_before=lot.best_before,
        standings=tuple(_standing(row) for row in rows if row.gtin is not None),
    )


def _standing(row: "sa.Row[*tuple[object, ...]]") -> Standing:
    state = RangeState(row.state) if row.state is not None else None
    return Standing(row.gtin, row.key_number, state, row.in_use_at, row.ended_at)


def _statement(asked: Asked) -> "sa.Select[*tuple[object, ...]]":
    of_lot = sa.and_(col(TradeItem.producer_id) == col(Batch.producer_id), col(TradeItem.form) == col(Batch.form))
    # An asked GTIN stands whoever it belongs to: a serial of ours under it was not issued in this lot, or is forged.
    item = of_lot if asked.gtin is None else sa.false()
    gtin = col(TradeItem.gtin) if asked.gtin is None else sa.literal(asked.gtin)
    return (
        sa.select(
            col(Batch.hold),
            col(Batch.recall_notice),
            col(Batch.best_before),
            gtin.label("gtin"),
            col(Run.key_number),
            col(LabelRange.state),
            col(LabelRange.in_use_at),
            col(LabelRange.ended_at),
        )
        .select_from(Batch)
        .outerjoin(TradeItem, item)
        .outerjoin(Run, sa.and_(col(Run.batch_id) == col(Batch.id), col(Run.gtin) == gtin, _holds(Run, asked.number)))
        .outerjoin(LabelRange, sa.and_(col(LabelRange.run_id) == col(Run.id), _holds(LabelRange, asked.number)))
        .where(col(Batch.lot) == asked.lot)
    )


def _holds(table: type[Run] | type[LabelRange], number: int) -> "sa.ColumnElement[bool]":
    return sa.and_(col(table.first) <= number, col(table.last) >= number)
