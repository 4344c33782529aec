"""Putting labels in use, 启用: grams of the lot come to stand under them."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from gitrace.balance.commands import Books, in_lot, in_use
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import to_gtin14
from gitrace.identifiers.serial import GREATEST_NUMBER
from gitrace.labels import rolls, rules
from gitrace.labels.checks import refuse_failing
from gitrace.labels.events import LabelsPutInUse
from gitrace.labels.lots import LotAtHand, findings_before_labels, lot_at_hand, today_of
from gitrace.labels.naming import NamedRange, numbers_of
from gitrace.labels.ranges import Mark, Piece, joined
from gitrace.labels.records import lay_down, rolls_of
from gitrace.labels.rolls import Part, Roll
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


@dataclass(frozen=True)
class Ready:
    """Labels that may be put in use, with the lot that they are of and its books."""

    at: LotAtHand
    parts: list[Part]
    books: Books

    @property
    def gtin(self) -> str:
        """Of all of them."""
        return self.parts[0].roll.gtin

    @property
    def left_g(self) -> int:
        """Grams of the lot that stand under no label yet."""
        return self.books.balance(in_lot(self.at.batch.id))


def make_ready(work: Work, form: NumberRange) -> Ready:
    """See that a lot may have labels put in use, and that these are printed and nothing more.

    Raises the codes of failing checks, and Refusal("unknown-lot" | "not-yours" | "lot-closed" | "range-backward" |
    "range-not-issued" | "label-in-use" | "label-ended" | "packed-too-far-ahead").
    """
    at = lot_at_hand(work, form.lot)
    gtin = to_gtin14(form.gtin)
    rules.require_open(is_open=at.is_open)
    parts = rolls.parts_of(rolls_of(work.session, at.batch.id, gtin), form.first, form.last)
    rolls.require_unused(parts)
    rules.require_packing_day(at.batch.packed_on, today_of(work), at.profile)
    refuse_failing(findings_before_labels(work.session, at, today_of(work), in_use=True))
    return Ready(at, parts, Books(work, at.subject))


def put_in_use(work: Work, form: PutInUse) -> int:
    """The whole range or nothing; returns how many labels were put in use.

    Raises as `make_ready`, and Refusal("weigh-each" | "lot-overdrawn").
    """
    ready = make_ready(work, form)
    rules.require_not_weighed(ready.gtin)
    rolls.require_grams(ready.parts, ready.left_g)
    mark_in_use(work, ready, rolls.grams_of(ready.parts))
    return form.last - form.first + 1


def mark_in_use(work: Work, ready: Ready, grams: int) -> None:
    """Post what the labels take together, mark them and put it on record."""
    at, books = ready.at, ready.books
    books.move(in_lot(at.batch.id), in_use(at.batch.id, ready.gtin), grams, PUT_IN_USE)
    mark = Mark(RangeState.IN_USE, in_use_at=work.now)
    # A roll is laid down once with all its parts: laid down for each, the last would undo those before.
    by_roll: dict[int, tuple[Roll, list[Piece]]] = {}
    for part in ready.parts:
        by_roll.setdefault(part.roll.run_id, (part.roll, []))[1].append(Piece(part.first, part.last, mark))
    changed = [row for roll, pieces in by_roll.values() for row in lay_down(work.session, roll, pieces)]
    ranges = joined((part.first, part.last) for part in ready.parts)
    put = LabelsPutInUse(lot=at.batch.lot, gtin=ready.gtin, ranges=ranges)
    work.record(put, subject=at.subject, rows=[*changed, *books.rows])
