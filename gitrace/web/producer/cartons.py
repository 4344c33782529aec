"""Cartons at the bench: weighed one by one, or filled with packs that have labels of their own."""

from collections.abc import Sequence

from flask import Response, request

from gitrace import clock
from gitrace.batches.queries import lot_grams
from gitrace.batches.tables import Batch, BatchState
from gitrace.deliveries.weight import jin
from gitrace.labels.carton_queries import CartonLine, latest_cartons
from gitrace.labels.cartons import FillCarton, WeighCarton, fill_carton, weigh_carton
from gitrace.labels.lots import findings_before_labels, with_grounds
from gitrace.labels.queries import ItemSheet, item_sheets
from gitrace.labels.reweighing import reweigh_carton
from gitrace.people.roles import Role
from gitrace.profile import Outcome
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.labels import STATE_NAMES, item_options
from gitrace.web.producer import producer
from gitrace.web.producer.batches import own_lot_or_404
from gitrace.web.producer.weighing_choices import UNITS

_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.route("/lots/<lot>/cartons", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def weigh_cartons(lot: str) -> Response:
    """Type the weight, next: the label that follows stands there already."""
    form = Form(WeighCarton)
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        sheets = [one for one in item_sheets(session, batch) if one.is_weighed]
    form.begin(_next_carton(sheets, request.args.get("gtin"), request.args.get("unit")))
    if form.sent:
        with form.answering():
            done = form.do_once(weigh_carton, lot=lot)
            return saved(".weigh_cartons", done, lot=lot, gtin=form.value("gtin"), unit=form.value("unit"))
    return _page(form, "producer/labels/cartons.html", batch, sheets)


@producer.route("/lots/<lot>/cartons/fill", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def fill_cartons(lot: str) -> Response:
    """A carton and the packs in it, in use at once."""
    form = Form(FillCarton)
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        sheets = [one for one in item_sheets(session, batch) if not one.is_weighed]
        form.begin(_next_filling(sheets, latest_cartons(session, batch.id)))
    if form.sent:
        with form.answering():
            done = form.do_once(fill_carton, lot=lot)
            return saved(".fill_cartons", done, lot=lot)
    return _page(form, "producer/labels/fill_carton.html", batch, sheets)


@producer.route("/lots/<lot>/cartons/correct", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def correct_carton(lot: str) -> Response:
    """Another weight in the place of one that was typed wrong."""
    form = Form(WeighCarton)
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        sheets = [one for one in item_sheets(session, batch) if one.is_weighed]
    form.begin({name: request.args.get(name) for name in ("gtin", "label")})
    if form.sent:
        with form.answering():
            done = form.do_once(reweigh_carton, lot=lot)
            return saved(".weigh_cartons", done, lot=lot, gtin=form.value("gtin"))
    return form.page(
        "producer/labels/correct_carton.html", batch=batch, sheets=sheets, items=item_options(sheets), units=UNITS
    )


def _next_carton(sheets: list[ItemSheet], gtin: str | None, unit: str | None) -> dict[str, object]:
    """The pack weighed last, or the only one, with its first label that is printed and nothing more."""
    asked = [one for one in sheets if one.item.gtin == gtin] or sheets[:1]
    start: dict[str, object] = {"unit": unit} if unit in UNITS else {}
    if asked:
        start["gtin"] = asked[0].item.gtin
        start["label"] = next((first for first, _ in asked[0].unused), None)
    return start


def _next_filling(sheets: list[ItemSheet], latest: Sequence[CartonLine]) -> dict[str, object]:
    """As the carton filled last: the next one, and as many packs after those in it."""
    for one in latest:
        filled = one.carton
        if filled.packs_first is not None and filled.packs_last is not None:
            labels = next((sheet.unused for sheet in sheets if sheet.item.gtin == one.gtin), [])
            return {
                "gtin": one.gtin,
                "carton": next((first for first, _ in labels), None),
                "packs": filled.packs_gtin,
                "first": filled.packs_last + 1,
                "last": 2 * filled.packs_last + 1 - filled.packs_first,
            }
    return {}


def _page(form: Form[WeighCarton] | Form[FillCarton], template: str, batch: Batch, sheets: list[ItemSheet]) -> Response:
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        findings = findings_before_labels(session, with_grounds(session, batch), today, in_use=True)
        return form.page(
            template,
            batch=batch,
            is_open=batch.state == BatchState.OPEN,
            stops=[one for one in findings if one.outcome is Outcome.FAIL],
            sheets=sheets,
            items=item_options(sheets),
            free_g=lot_grams(session, [batch.id])[batch.id].free_g,
            latest=latest_cartons(session, batch.id),
            units=UNITS,
            jin=jin,
            state_names=STATE_NAMES,
        )
