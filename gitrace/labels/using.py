"""Putting labels in use, 启用: grams of the lot come to stand under them."""

from pydantic import BaseModel, ConfigDict, Field

from gitrace.balance.commands import Books, in_lot, in_use
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.identifiers.serial import GREATEST_NUMBER
from gitrace.labels import rolls, rules
from gitrace.labels.checks import refuse_failing
from gitrace.labels.events import LabelsPutInUse
from gitrace.labels.lots import findings_before_labels, lot_at_hand, today_of
from gitrace.labels.naming import NamedRange, numbers_of
from gitrace.labels.ranges import Mark, Piece
from gitrace.labels.records import lay_down, rolls_of
from gitrace.labels.tables import RangeState
from gitrace.work import Work

PUT_IN_USE = "put-in-use"
"""Reason of the posting lot → in-use."""


class NumberRange(BaseModel):
    """Labels of one lot and pack by their plain numbers, both ends included."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code = Field(title="商品")
    first: int = Field(title="起号", ge=1, le=GREATEST_NUMBER)
    last: int = Field(title="止号", ge=1, le=GREATEST_NUMBER)


class PutInUse(NumberRange):
    """These labels are on packs, or come on them now."""


class UseNamed(NamedRange):
    """The same, as they are scanned at the bench."""


def use_named(work: Work, form: UseNamed) -> int:
    """Put scanned labels in use; returns how many. Raises as `numbers_of` and `put_in_use`."""
    return put_in_use(work, PutInUse.model_validate(numbers_of(work, form)))


def put_in_use(work: Work, form: PutInUse) -> int:
    """The whole range or nothing; returns how many labels were put in use.

    Raises the codes of failing checks, and Refusal("unknown-lot" | "not-yours" | "lot-closed" | "range-backward" |
    "range-not-issued" | "label-in-use" | "label-ended" | "packed-too-far-ahead" | "lot-overdrawn").
    """
    at = lot_at_hand(work, form.lot)
    gtin = to_gtin14(form.gtin)
    rules.require_open(is_open=at.is_open)
    parts = rolls.parts_of(rolls_of(work.session, at.batch.id, gtin), form.first, form.last)
    rolls.require_unused(parts)
    rules.require_packing_day(at.batch.packed_on, today_of(work), at.profile)
    refuse_failing(findings_before_labels(work.session, at, today_of(work), in_use=True))
    books = Books(work, at.subject)
    rolls.require_grams(parts, books.balance(in_lot(at.batch.id)))
    books.move(in_lot(at.batch.id), in_use(at.batch.id, gtin), rolls.grams_of(parts), PUT_IN_USE)
    mark = Mark(RangeState.IN_USE, in_use_at=work.now)
    changed = [row for part in parts for row in lay_down(work.session, part.roll, [Piece(part.first, part.last, mark)])]
    put = LabelsPutInUse(lot=at.batch.lot, gtin=gtin, ranges=[[form.first, form.last]])
    work.record(put, subject=at.subject, rows=[*changed, *books.rows])
    return form.last - form.first + 1
