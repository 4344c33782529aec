"""The register of households: the list, a new one, one of them with its plots, its entry changed."""

from dataclasses import asdict
from math import ceil
from typing import Any

from flask import Response, abort, render_template, request, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session

from gitrace import clock
from gitrace.deliveries.weight import jin
from gitrace.growers.households import ChangeHousehold, RegisterHousehold, change_household, register_household
from gitrace.growers.photos import photos_of
from gitrace.growers.queries import person_of, places_of, records_of, standings
from gitrace.growers.register import HouseholdFilter, HouseholdSort, find_households, villages
from gitrace.growers.rules import season_of
from gitrace.growers.safe_harvest import household_harvests
from gitrace.growers.succession import SUCCESSION_WORDS, closing_of, numbers_of, successions_of
from gitrace.growers.tables import Household, ProductionRecord
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.exports import AT_ONCE
from gitrace.supervision.registers import HOUSEHOLDS, AskHouseholds
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.moments import told_of
from gitrace.web.parts.places import present_profile, township_names
from gitrace.web.parts.records import KIND_NAMES, Deeds, deeds_of
from gitrace.web.parts.sorting import sort_addresses
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import export_addresses
from gitrace.web.regulator.remit import own_remit, own_townships, within_or_404

PAGE = 50


class FindHouseholds(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="户号、户主、拼音首字母或电话", max_length=40)
    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)
    sort: HouseholdSort = Field(default=HouseholdSort.NUMBER, title="排序")
    page: int = Field(default=1, ge=1, le=100_000)


@regulator.get("/households")
@may_enter(Role.REGULATOR)
@every_level
def list_households() -> Response:
    """All households, or those who fit the filter."""
    form, wanted = Form(FindHouseholds, source=request.args), FindHouseholds()
    with form.answering():
        wanted = form.command()
    narrowed = HouseholdFilter(wanted.text, wanted.township, wanted.village)
    with reading(store()) as session:
        remit = own_remit(session)
        own = narrowed.within(remit.township, remit.village)
        pages = {"limit": PAGE, "offset": (wanted.page - 1) * PAGE}
        lines, total = find_households(session, own, sort=wanted.sort, **pages)
        townships = own_townships(session)
        known = [remit.village] if remit.village else villages(session, own.township)
    return form.page(
        "regulator/households/list.html",
        lines=lines,
        total=total,
        page=wanted.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_households", **{**request.args.to_dict(), "page": page}),
        townships=townships,
        villages=[(name, name) for name in known],
        narrowed=narrowed != HouseholdFilter(),
        exports=[] if form.errors else export_addresses(HOUSEHOLDS, AskHouseholds(**asdict(own))),
        at_once=total <= AT_ONCE,
        sorts=HouseholdSort.choices(),
        sorting=sort_addresses(wanted.sort),
    )


@regulator.route("/households/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_household() -> Response:
    """List a household; its plots come next."""
    form = Form(RegisterHousehold)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: register_household(work, command).id)
            return saved(".show_household", done, household_id=done.content)
    return form.page("regulator/households/new.html", townships=_townships())


@regulator.get("/households/<int:household_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_household(household_id: int) -> str:
    """A household: who it is, its plots with what each may still deliver, its production records."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
        profile = present_profile(session)
        today = clock.shanghai_day(clock.now())
        season = season_of(today, profile)
        plots = household_harvests(session, household_id, today, profile)
        listed = records_of(session, [one.plot.id for one in plots])
        photos = photos_of(session, [record.id for record in listed])
        return render_template(
            "regulator/households/show.html",
            household=household,
            grower=person_of(session, household_id),
            season=season,
            standings=standings(session, [household_id], season)[household_id],
            places=places_of(session, household_id),
            harvests={one.plot.id: one.harvest for one in plots},
            today=today,
            records=listed,
            photos={one: url_for(".show_photo", photo_id=photo.id) for one, photo in photos.items()},
            plot_numbers={one.plot.id: one.plot.number for one in plots},
            townships=township_names(profile),
            kind_names=KIND_NAMES,
            record_deeds=record_deeds,
            jin=jin,
            **_passed_on(session, household_id),
            **told_of(session, f"household:{household_id}"),
        )


@regulator.route("/households/<int:household_id>/change", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def change_household_entry(household_id: int) -> Response:
    """Change who and where it is, or its contract area."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
        person = person_of(session, household_id)
    known = {"name": person.name, "phone": person.phone} if person else {}
    form = Form(ChangeHousehold, household.model_dump() | known)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: change_household(work, command).id, household_id=household_id)
            return saved(".show_household", done, household_id=household_id)
    return form.page("regulator/households/change.html", household=household, townships=_townships())


def _passed_on(session: Session, household_id: int) -> dict[str, Any]:
    """Whether the household is closed, and every time that plots of it passed on or came."""
    passed = successions_of(session, household_id)
    others = {one.household_id for one in passed} | {one.successor_id for one in passed}
    return {
        "closing": closing_of(session, household_id),
        "passed": passed,
        "passed_numbers": numbers_of(session, others),
        "succession_words": SUCCESSION_WORDS,
    }


def record_deeds(record: ProductionRecord) -> Deeds:
    """What the regulator may do about a production record."""
    complete, correct = (url_for(f".{deed}", record_id=record.id) for deed in ("complete_record", "correct_record"))
    return deeds_of(record, complete=complete, correct=correct)


def household_or_404(session: Session, household_id: int) -> Household:
    """The household, or a page that says there is none; none, too, beyond the reader's remit."""
    return within_or_404(session, session.get(Household, household_id) or abort(404))


def _townships() -> dict[str, str]:
    with reading(store()) as session:
        return own_townships(session)
