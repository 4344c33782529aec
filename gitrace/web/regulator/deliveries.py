"""Deliveries for the regulator: the list, and one with its findings, corrections and timeline."""

from flask import Response, abort, render_template

from gitrace.growers.oversight import is_within
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.deliveries import DELIVERIES, STATES, DeliverySort
from gitrace.supervision.delivery_sheet import delivery_sheet
from gitrace.web.doors import every_level, may_enter
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import choices, list_page
from gitrace.web.regulator.remit import own_place, own_remit


@regulator.get("/deliveries")
@may_enter(Role.REGULATOR)
@every_level
def list_deliveries() -> Response:
    """All deliveries, or those that answer the filter."""
    return list_page(
        DELIVERIES,
        "regulator/deliveries/list.html",
        known=own_place(),
        more=lambda session, asked: {**choices(session, asked), "states": STATES, "sorts": DeliverySort.choices()},
    )


@regulator.get("/deliveries/<int:delivery_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_delivery(delivery_id: int) -> str:
    """One delivery: weighing, findings with their clauses, corrections, where it went, timeline."""
    with reading(store()) as session:
        sheet = delivery_sheet(session, delivery_id) or abort(404)
        if not is_within(session, own_remit(session), sheet.delivery.household_id):
            abort(404)
        return render_template("regulator/deliveries/show.html", sheet=sheet)
