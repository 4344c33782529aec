"""Personal data erased by law: the list, and the page on which it is done for each kind of person."""

from math import ceil

from flask import Response, abort, render_template, request, url_for

from gitrace.cases.queries import the_message
from gitrace.erasure.persons import Person
from gitrace.erasure.queries import PAGE, find_erasures
from gitrace.errors import Refusal
from gitrace.people.erasable import GROUND_WORDS, PERSON_WORDS, PersonKind
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.villages.tables import Objection
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.installation import store
from gitrace.web.parts.erasing import erase_page
from gitrace.web.regulator import regulator


@regulator.get("/erasures")
@may_enter(Role.REGULATOR)
def list_erasures() -> str:
    """What was erased, why, and whether its traces are cleared away; the newest first."""
    page = max(request.args.get("page", 1, int), 1)
    with reading(store()) as session:
        lines, total = find_erasures(session, page=page)
    return render_template(
        "regulator/erasures/list.html",
        lines=lines,
        total=total,
        page=page,
        last=ceil(total / PAGE),
        address=lambda number: url_for(".list_erasures", **{**request.args.to_dict(), "page": number}),
        grounds=GROUND_WORDS,
        kinds=PERSON_WORDS,
    )


@regulator.route("/households/<int:household_id>/erase", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def erase_household(household_id: int) -> Response:
    """A grower."""
    return erase_page(Person(PersonKind.HOUSEHOLD, household_id), ".show_household", household_id=household_id)


@regulator.route("/producers/<int:producer_id>/erase", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def erase_producer_contact(producer_id: int) -> Response:
    """Whom to call at a producer."""
    return erase_page(Person(PersonKind.PRODUCER, producer_id), ".show_producer", producer_id=producer_id)


@regulator.route("/messages/<number>/erase", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def erase_message(number: str) -> Response:
    """A shopper, with all that she wrote."""
    try:
        with reading(store()) as session:
            key = the_message(session, number).id
    except Refusal:
        abort(404)
    return erase_page(Person(PersonKind.MESSAGE, key), ".show_message", number=number)


@regulator.route("/lists/<int:list_id>/objections/<int:objection_id>/erase", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def erase_objection(list_id: int, objection_id: int) -> Response:
    """Somebody who objected to a list."""
    with reading(store()) as session:
        objection = session.get(Objection, objection_id)
    if objection is None or objection.list_id != list_id:
        abort(404)
    return erase_page(Person(PersonKind.OBJECTION, objection_id), ".show_list", list_id=list_id)
