"""Opening and closing a lot. Labels come before weights, so that a lot may be opened days ahead of packing."""

from datetime import date

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import select

from gitrace.balance.commands import Books, deficit, in_lot
from gitrace.batches import rules
from gitrace.batches.drawing import CarryOver, Draw, carry_over, draw
from gitrace.batches.events import BatchClosed, BatchOpened
from gitrace.batches.own import lot_subject, own_open_batch
from gitrace.batches.tables import Batch, BatchState
from gitrace.clock import shanghai_day
from gitrace.deliveries.entry import known_cover
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code
from gitrace.identifiers.lot import next_lot
from gitrace.people.acting import require_own
from gitrace.producers.queries import the_producer
from gitrace.profile.commands import profile_on
from gitrace.work import Work


class OpenBatch(BaseModel):
    """A lot: one form, one cover type, one packing day."""

    model_config = ConfigDict(frozen=True)

    form: str = Field(default=rules.FRESH, title="品类")
    cover: str = Field(title="方式", description="自然笋与覆盖笋不能混装。")
    packed_on: date = Field(title="包装日期", description="可提前开立，先印标签。")
    grade: str | None = Field(default=None, title="等级")
    best_before: date | None = Field(default=None, title="保质期至", description="包装上印有日期的才填。")


class CloseBatch(BaseModel):
    """What becomes of the rest of a lot that is closed: one of the two, or nothing when nothing is left."""

    model_config = ConfigDict(frozen=True)

    rest_to: str = Field(default="", title="余量去向")
    rest_lot: Code | None = Field(default=None, title="结转到批次")


def open_batch(work: Work, form: OpenBatch, *, producer_id: int) -> Batch:
    """Open a lot under the next number of its packing day, unique in the service.

    It is judged by the profile in force on its packing day. Raises Refusal("not-yours" | "unknown-producer" |
    "unknown-form" | "invalid-cover" | "invalid-grade" | "packing-too-far-ahead" | "packing-past" | "invalid-date" |
    "lots-exhausted").
    """
    require_own(work.actor, producer_id)
    the_producer(work.session, producer_id)
    profile = profile_on(work.session, form.packed_on)
    rules.refuse_form(form.form, profile)
    known_cover(form.cover, profile)
    rules.refuse_grade(form.grade, profile)
    rules.refuse_packing_day(form.packed_on, shanghai_day(work.now), profile)
    rules.refuse_best_before(form.best_before, form.packed_on)
    last = work.session.exec(select(sa.func.max(Batch.lot)).where(Batch.packed_on == form.packed_on)).one()
    batch = Batch(
        lot=next_lot(form.packed_on, last),
        producer_id=producer_id,
        profile_version=profile.version,
        opened_at=work.now,
        **form.model_dump(),
    )
    work.session.add(batch)
    opened = BatchOpened(
        lot=batch.lot,
        form=batch.form,
        cover=batch.cover,
        packed_on=batch.packed_on.isoformat(),
        producer=producer_id,
    )
    work.session.flush()
    work.record(opened, subject=lot_subject(batch.lot), rows=[batch], touches=[f"producer:{producer_id}"])
    return batch


def close_batch(work: Work, form: CloseBatch, *, lot: str) -> Batch:
    """Close a lot in which no gram is left, or whose rest gets its destination here.

    Looks at grams alone: whoever closes a lot with labels voids the unused ones before, in the same transaction.
    Raises Refusal("not-yours" | "lot-closed" | "lot-held" | "deficit-open" | "grams-left"), and what `draw` and
    `carry_over` raise.
    """
    batch = own_open_batch(work, lot)
    rules.refuse_held(batch.hold, batch.recall_notice)
    books = Books(work, lot_subject(lot))
    _refuse_deficit(books.balance(deficit(batch.id)))
    if books.balance(in_lot(batch.id)):
        _clear(work, form, lot)
    batch.state = BatchState.CLOSED
    batch.closed_at = work.now
    work.session.add(batch)
    subject = lot_subject(lot)
    work.record(BatchClosed(lot=lot), subject=subject, rows=[batch], touches=[f"producer:{batch.producer_id}"])
    return batch


def _clear(work: Work, form: CloseBatch, lot: str) -> None:
    if form.rest_lot:
        carry_over(work, CarryOver(to_lot=form.rest_lot), lot=lot)
    elif form.rest_to:
        draw(work, Draw(to=form.rest_to), lot=lot)
    else:
        raise Refusal("grams-left", "批次里还有余量，请选择去向后再结批。", "rest_to")


def _refuse_deficit(grams: int) -> None:
    if grams:
        raise Refusal("deficit-open", "这个批次有更正后的差额 {grams} 克，核销前不能结批。", grams=grams)
