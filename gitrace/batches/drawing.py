"""Grams that leave a lot without a label, and what is left going over into a later lot."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from gitrace.balance.commands import Books, in_lot, recovery, without_label
from gitrace.balance.rules import destination, refuse_beyond
from gitrace.balance.tables import AccountKind
from gitrace.batches import rules
from gitrace.batches.events import BatchCarried, BatchDrawn
from gitrace.batches.own import lot_subject, own_batch, own_open_batch
from gitrace.batches.tables import Batch, Carry
from gitrace.deliveries.commands import DRAWN
from gitrace.deliveries.weight import shown_grams
from gitrace.errors import Refusal
from gitrace.growers.rules import season_of
from gitrace.identifiers.entries import Code
from gitrace.profile.commands import profile_version
from gitrace.work import Work

CARRIED = "carry"
PROCESSED = "process"
"""Reasons of postings: lot → lot; and fresh → processing with recovery → lot."""

_OF_A_HELD_LOT = frozenset({AccountKind.SAMPLE, AccountKind.LOSS})


class Draw(BaseModel):
    """Grams that leave a lot: sold loose, processed, moved, sampled, eaten, lost."""

    model_config = ConfigDict(frozen=True)

    to: str = Field(title="去向")
    weight: str = Field(default="", title="重量", description="留空为全部余量。", max_length=20)
    unit: str = Field(default="公斤", title="单位", max_length=10)
    into_lot: Code | None = Field(default=None, title="加工批次", description="转加工时，做成了哪个批次。")
    note: str = Field(default="", title="备注", max_length=200)


class CarryOver(BaseModel):
    """What is left, or a part of it, carried over into a later lot."""

    model_config = ConfigDict(frozen=True)

    to_lot: Code = Field(title="结转到批次")
    weight: str = Field(default="", title="重量", description="留空为全部余量。", max_length=20)
    unit: str = Field(default="公斤", title="单位", max_length=10)


def draw(work: Work, form: Draw, *, lot: str) -> None:
    """Post grams of a lot to where they went: lot → loose sale, processing, transfer, sample, own use, loss.

    Of a lot that is held only samples and losses leave it. Processing may name the processed lot that the shoots
    became: it gains their product, recovery → lot.
    Raises Refusal("not-yours" | "lot-closed" | "lot-held" | "unknown-destination" | "invalid-weight" | "not-enough" |
    "unknown-lot" | "process-unlike").
    """
    batch = own_open_batch(work, lot)
    kind = destination(form.to)
    if kind not in _OF_A_HELD_LOT:
        rules.refuse_held(batch.hold, batch.recall_notice)
    profile = profile_version(work.session, batch.profile_version)
    season = season_of(batch.packed_on, profile)
    books = Books(work, lot_subject(lot))
    grams = _asked(form.weight, form.unit, books.balance(in_lot(batch.id)))
    books.move(in_lot(batch.id), without_label(kind, batch.producer_id, season), grams, DRAWN)
    rows, touches = list[Carry](), list[str]()
    if form.into_lot is not None:
        target = _processed_lot(work, batch, kind, form.into_lot)
        made_g = rules.product_grams(grams, profile.form(target.form).recovery.value)
        books.move(recovery(season), in_lot(target.id), made_g, PROCESSED)
        rows = [_carry(work, batch, target, grams)]
        touches = [lot_subject(target.lot)]
    drawn = BatchDrawn(lot=lot, to=kind.value, grams=grams, note=form.note, into_lot=form.into_lot or "")
    work.record(drawn, subject=lot_subject(lot), rows=[*rows, *books.rows], touches=touches)


def carry_over(work: Work, form: CarryOver, *, lot: str) -> Carry:
    """Carry grams over into a later lot of the same producer, form and cover: lot → lot.

    Raises Refusal("not-yours" | "lot-closed" | "lot-held" | "unknown-lot" | "carry-…" | "invalid-weight" |
    "not-enough").
    """
    batch = own_open_batch(work, lot)
    target = _fillable(work, form.to_lot, batch.producer_id, "to_lot")
    rules.refuse_held(batch.hold, batch.recall_notice)
    profile = profile_version(work.session, batch.profile_version)
    rules.refuse_carry(_kind_and_day(batch), _kind_and_day(target), profile)
    books = Books(work, lot_subject(lot))
    grams = _asked(form.weight, form.unit, books.balance(in_lot(batch.id)))
    books.move(in_lot(batch.id), in_lot(target.id), grams, CARRIED)
    carry = _carry(work, batch, target, grams)
    carried = BatchCarried(lot=lot, to_lot=target.lot, grams=grams)
    work.record(carried, subject=lot_subject(lot), rows=[carry, *books.rows], touches=[lot_subject(target.lot)])
    return carry


def _processed_lot(work: Work, batch: Batch, kind: AccountKind, lot: str) -> Batch:
    target = _fillable(work, lot, batch.producer_id, "into_lot")
    alike = batch.form == rules.FRESH and target.form != rules.FRESH and target.cover == batch.cover
    if kind is not AccountKind.PROCESSING or not alike:
        raise Refusal("process-unlike", "只有鲜笋转加工，才能做成同方式的加工批次。", "into_lot")
    return target


def _fillable(work: Work, lot: str, producer_id: int, field: str) -> Batch:
    target = own_batch(work, lot)
    if target.producer_id != producer_id:
        raise Refusal("unknown-lot", "没有批次 {lot}。", field, lot=lot)
    rules.refuse_closed(target.state)
    rules.refuse_held(target.hold, target.recall_notice)
    return target


def _asked(text: str, unit: str, free_g: int) -> int:
    grams = shown_grams(text, unit, "weight") if text else free_g
    refuse_beyond(max(grams, 1), free_g, "weight")
    return grams


def _kind_and_day(batch: Batch) -> tuple[str, str, date]:
    return batch.form, batch.cover, batch.packed_on


def _carry(work: Work, batch: Batch, target: Batch, grams: int) -> Carry:
    carry = Carry(from_batch_id=batch.id, to_batch_id=target.id, grams=grams, carried_at=work.now)
    work.session.add(carry)
    work.session.flush()
    return carry
