"""A carton's weight put right (更正净重): a typing mistake, found while its lot is open and its label in use.

What it took too little is taken now; what it took too much goes back to the lot, on the day it was weighed. Its page
tells that it was changed.
"""

from sqlmodel import select

from gitrace.balance.commands import Books, in_lot, in_use
from gitrace.batches.deficits import repay_deficit
from gitrace.batches.tables import Hold
from gitrace.clock import shanghai_day
from gitrace.deliveries.weight import shown_grams
from gitrace.errors import Refusal
from gitrace.labels import rolls, rules
from gitrace.labels.cartons import WeighCarton
from gitrace.labels.checks import hold_finding, refuse_failing
from gitrace.labels.events import CartonReweighed
from gitrace.labels.lots import findings_before_labels, lot_at_hand, today_of
from gitrace.labels.naming import NamedRange, numbers_of
from gitrace.labels.records import rolls_of
from gitrace.labels.tables import Carton
from gitrace.labels.using import NumberRange
from gitrace.people.acting import is_overseer
from gitrace.work import Work

CORRECTED = "correct"
"""Reason of the posting between lot and in-use."""


def reweigh_carton(work: Work, form: WeighCarton) -> int:
    """Put another weight in the place of a carton's; returns its number.

    Raises as `numbers_of`, the codes of failing checks, and Refusal("unknown-lot" | "not-yours" | "lot-closed" |
    "range-not-issued" | "label-not-in-use" | "label-ended" | "not-weighed" | "nothing-changed" | "invalid-weight" |
    "invalid-unit" | "weight-unusual" | "weighed-before-today" | "lot-overdrawn").
    """
    named = NamedRange(lot=form.lot, gtin=form.gtin, first=form.label, last=form.label)
    try:
        return _reweigh(work, form, NumberRange.model_validate(numbers_of(work, named)))
    except Refusal as no:
        raise no.at("label") if no.field in ("first", "last") else no from None


def _reweigh(work: Work, form: WeighCarton, asked: NumberRange) -> int:
    at = lot_at_hand(work, form.lot)
    rules.require_open(is_open=at.is_open)
    refuse_failing([hold_finding(held=at.batch.hold != Hold.NONE, recalled=at.batch.recall_notice is not None)])
    (part,) = rolls.parts_of(rolls_of(work.session, at.batch.id, asked.gtin), asked.first, asked.last)
    rolls.require_in_use([part])
    carton = _weighed(work, part.roll.run_id, part.first)
    before_g, grams = carton.grams, shown_grams(form.weight, form.unit, "weight")
    rules.require_usual_weight(grams, part.roll.shoot_g, at.profile)
    if grams == before_g:
        raise Refusal("nothing-changed", "内容与原记录相同，没有更正。", "weight")
    books, lot, label = Books(work, at.subject), in_lot(at.batch.id), in_use(at.batch.id, part.roll.gtin)
    if grams > before_g:
        refuse_failing(findings_before_labels(work.session, at, today_of(work), in_use=True))
        rules.require_left(grams - before_g, books.balance(lot))
        books.move(lot, label, grams - before_g, CORRECTED)
    else:
        weighed_at = part.pieces[0].mark.in_use_at
        assert weighed_at is not None, "a label in use has been since some time"
        rules.require_weighed_today(shanghai_day(weighed_at), today_of(work), overseer=is_overseer(work.actor))
        books.move(label, lot, before_g - grams, CORRECTED)
        repay_deficit(books, at.batch)
    carton.grams = grams
    work.session.add(carton)
    told = CartonReweighed(lot=form.lot, gtin=part.roll.gtin, number=part.first, before_g=before_g, grams=grams)
    work.record(told, subject=at.subject, rows=[carton, *books.rows])
    return part.first


def _weighed(work: Work, run_id: int, number: int) -> Carton:
    carton = work.session.exec(select(Carton).where(Carton.run_id == run_id, Carton.number == number)).one_or_none()
    if carton is None or carton.grams == 0:
        raise Refusal("not-weighed", "这种商品按件计量，不用逐件称重。", "gtin")
    return carton
