"""Cartons, 整件: a label whose carton is weighed by itself, or holds packs that have labels of their own.

A product sold by real weight has a GTIN that says so (its first of fourteen digits is 9); each of its labels takes of
the lot what the scale showed. A carton of packs takes nothing: its packs do, and come in use with it.
"""

from pydantic import BaseModel, ConfigDict, Field

from gitrace.deliveries.weight import jin, shown_grams
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code
from gitrace.identifiers.gtin import is_variable_measure, to_gtin14
from gitrace.labels import rolls, rules
from gitrace.labels.carton_queries import carton_with_any
from gitrace.labels.events import CartonFilled, CartonWeighed
from gitrace.labels.naming import LabelName, NamedRange, numbers_of
from gitrace.labels.ranges import unmarked
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import Part
from gitrace.labels.tables import Carton
from gitrace.labels.using import NumberRange, Ready, make_ready, mark_in_use
from gitrace.work import Work


class WeighCarton(BaseModel):
    """One carton on the scale, and the label that comes on it."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    gtin: Code = Field(title="商品")
    label: LabelName = Field(title="标签", description="扫二维码，或填标签上的序号。")
    weight: str = Field(title="净重", description="不含箱子和冰袋。", max_length=20)
    unit: str = Field(default="斤", title="单位", max_length=10)


class FillCarton(BaseModel):
    """A carton, and the packs in it from one to another, both included."""

    model_config = ConfigDict(frozen=True)

    lot: Code = Field(title="批次号")
    carton: LabelName = Field(title="整件的标签", description="扫二维码，或填标签上的序号。")
    gtin: Code | None = Field(default=None, title="整件的商品")
    first: LabelName = Field(title="第一袋", description="扫二维码，或填标签上的序号。")
    last: LabelName = Field(title="最后一袋")
    packs: Code | None = Field(default=None, title="小包装的商品")


def weigh_carton(work: Work, form: WeighCarton) -> int:
    """Put a carton's label in use with what it weighs; returns its number.

    Raises as `numbers_of` and `make_ready`, and Refusal("not-weighed" | "invalid-weight" | "invalid-unit" |
    "weight-unusual" | "lot-overdrawn").
    """
    named = NamedRange(lot=form.lot, gtin=form.gtin, first=form.label, last=form.label)
    ready = _ready(work, named, "label")
    if not is_variable_measure(ready.gtin):
        raise Refusal("not-weighed", "这种商品按件计量，不用逐件称重。", "gtin")
    grams = shown_grams(form.weight, form.unit, "weight")
    part = ready.parts[0]
    rules.require_usual_weight(grams, part.roll.shoot_g, ready.at.profile)
    rules.require_left(grams, ready.left_g)
    mark_in_use(work, ready, grams)
    carton = Carton(run_id=part.roll.run_id, number=part.first, grams=grams)
    work.session.add(carton)
    weighed = CartonWeighed(lot=form.lot, gtin=ready.gtin, number=part.first, grams=grams)
    work.record(weighed, subject=ready.at.subject, rows=[carton])
    return part.first


def fill_carton(work: Work, form: FillCarton) -> int:
    """Put a carton's label in use, and with it those of its packs that are not yet; returns the carton's number.

    Raises as `numbers_of` and `make_ready`, and Refusal("carton-of-itself" | "carton-content" | "pack-in-carton" |
    "label-ended" | "weigh-each" | "lot-overdrawn").
    """
    carton = _ready(work, NamedRange(lot=form.lot, gtin=form.gtin, first=form.carton, last=form.carton), "carton")
    asked = NamedRange(lot=form.lot, gtin=form.packs, first=form.first, last=form.last)
    packs = _packs(work, carton, NumberRange.model_validate(numbers_of(work, asked)))
    part, (gtin, first, last) = carton.parts[0], (packs[0].roll.gtin, packs[0].first, packs[-1].last)
    mark_in_use(work, carton, 0)
    _put_in_use(work, packs, carton)
    row = Carton(
        run_id=part.roll.run_id, number=part.first, grams=0, packs_gtin=gtin, packs_first=first, packs_last=last
    )
    work.session.add(row)
    filled = CartonFilled(
        lot=form.lot, gtin=carton.gtin, number=part.first, packs_gtin=gtin, packs_first=first, packs_last=last
    )
    work.record(filled, subject=carton.at.subject, rows=[row])
    return part.first


def _ready(work: Work, named: NamedRange, field: str) -> Ready:
    """One label: whatever is wrong with it is wrong with the field that names it."""
    try:
        return make_ready(work, NumberRange.model_validate(numbers_of(work, named)))
    except Refusal as no:
        raise no.at(field) if no.field in ("first", "last") else no from None


def _packs(work: Work, carton: Ready, asked: NumberRange) -> list[Part]:
    """The packs that a carton is to hold, each of them there and in no other."""
    batch, gtin, part = carton.at.batch, to_gtin14(asked.gtin), carton.parts[0]
    rules.require_not_weighed(carton.gtin, "carton")
    if gtin == carton.gtin:
        raise Refusal("carton-of-itself", "整件和小包装不能是同一种商品。", "packs")
    packs = rolls.parts_of(rolls_of(work.session, batch.id, gtin), asked.first, asked.last)
    rolls.require_none_ended(packs)
    if rolls.grams_of(packs) != part.roll.shoot_g:
        sentence = "这种整件每件 {carton} 斤，所选小包装合 {packs} 斤，对不上。"
        raise Refusal(
            "carton-content", sentence, "last", carton=jin(part.roll.shoot_g), packs=jin(rolls.grams_of(packs))
        )
    held = carton_with_any(work.session, batch.id, gtin, (asked.first, asked.last))
    if held is not None:
        raise Refusal("pack-in-carton", "其中有的已装在第 {number} 号整件里。", "first", number=held)
    return packs


def _put_in_use(work: Work, packs: list[Part], carton: Ready) -> None:
    """Those packs that are not in use yet."""
    unused = [
        Part(part.roll, first, last)
        for part in packs
        for first, last in unmarked(part.roll.pieces, part.first, part.last)
    ]
    if unused:
        rules.require_not_weighed(unused[0].roll.gtin)
        rolls.require_grams(unused, carton.left_g)
        mark_in_use(work, Ready(carton.at, unused, carton.books), rolls.grams_of(unused))
