"""Finding the households that deliver here, for the fields in which one is chosen."""

from typing import Any

from flask import abort, render_template, request

from gitrace import clock
from gitrace.clock import shanghai_day
from gitrace.deliveries.suppliers import find_suppliers, has_delivered, usual_g
from gitrace.deliveries.weight import jin
from gitrace.growers.finding import Grower, scanned_household
from gitrace.growers.queries import household_by_number, left_of_household, person_of
from gitrace.growers.rules import season_of
from gitrace.growers.safe_harvest import household_harvests
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.growers import GrowerChooser
from gitrace.web.parts.places import present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.web.typed_text import clean


def own_growers(form: Form[Any], *, name: str = "household") -> GrowerChooser:
    """The chooser of a form of this producer's."""
    return GrowerChooser(form, lambda session, typed: find_suppliers(session, own_id(), typed), name=name)


@producer.get("/growers")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def find_growers() -> str:
    """Candidates for what is typed: a piece of a page. A full number or a scanned card means one household alone."""
    typed = clean("q", request.args.get("q", ""))[:200]
    with reading(store()) as session:
        scanned = scanned_household(session, typed)
        if scanned is not None:
            person = person_of(session, scanned.id) if has_delivered(session, own_id(), scanned.id) else None
            found = [Grower(scanned.id, scanned.number, scanned.village, person.name if person else None)]
        else:
            found = find_suppliers(session, own_id(), typed)
    return render_template("parts/growers.html", found=found, typed=typed)


@producer.get("/households/<number>/standing")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def grower_standing(number: str) -> str:
    """What a clerk wants to know of a household before she weighs: a piece of a page."""
    with reading(store()) as session:
        household = household_by_number(session, number)
        if household is None:
            abort(404)
        today, profile = shanghai_day(clock.now()), present_profile(session)
        season = season_of(today, profile)
        delivers = has_delivered(session, own_id(), household.id)
        person = person_of(session, household.id) if delivers else None
        return render_template(
            "parts/grower_standing.html",
            household=household,
            name=person.name if person else None,
            harvests=household_harvests(session, household.id, today, profile),
            today=today,
            left_g=left_of_household(session, household.id, season),
            usual_g=usual_g(session, own_id(), household.id, season) if delivers else None,
            jin=jin,
        )
