"""名册: the lists of villages and seasons, one of them, its lines, and its steps from draft to certified."""

import json
from datetime import date
from math import ceil
from typing import Any

from flask import Response, abort, request, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session

from gitrace import clock
from gitrace.deliveries.weight import jin
from gitrace.growers.rules import season_of
from gitrace.jobs import Job
from gitrace.jobs.queries import recent_jobs
from gitrace.jobs.tables import OPEN_STATES
from gitrace.people.remit import Remit
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.villages.certifying import KIND, order_certification
from gitrace.villages.drafting import DraftList, draft_list, drop_line
from gitrace.villages.queries import ListFilter, claimed, find_lists, objections_to, standing, subject_of
from gitrace.villages.steps import PublishList, ReturnList, check_list, publish_list, return_list
from gitrace.villages.tables import ListState, VillageList
from gitrace.web.doors import asks_again, every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.moments import told_of
from gitrace.web.parts.places import cover_names, present_profile, township_names
from gitrace.web.parts.waiting import LOOK_AGAIN
from gitrace.web.parts.weights import jin_change
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import asked_page, page_address
from gitrace.web.regulator.remit import own_remit, own_townships

PAGE = 50
STATES = {
    ListState.DRAFT: ("note", "村拟定"),
    ListState.NOTICE: ("warn", "公示中"),
    ListState.CHECKED: ("note", "镇已审核"),
    ListState.CERTIFIED: ("go", "县已核定"),
}
STATE_NAMES = {state: words for state, (_, words) in STATES.items()}


class FindLists(BaseModel):
    """The filter of the lists; it stands in the address."""

    season: int | None = Field(default=None, title="产季", ge=2000, le=2100)
    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)
    state: ListState | None = Field(default=None, title="状态")


@regulator.get("/lists")
@may_enter(Role.REGULATOR)
@every_level
def list_lists() -> Response:
    """All lists of the reader's remit, or those that answer the filter."""
    form, wanted = Form(FindLists, source=request.args), FindLists()
    with form.answering():
        wanted = form.command()
    narrowed = ListFilter(wanted.season, wanted.township, wanted.village, wanted.state or "")
    number = asked_page()
    with reading(store()) as session:
        rows, total = find_lists(session, narrowed, own_remit(session), limit=PAGE, offset=(number - 1) * PAGE)
        townships = own_townships(session)
    return form.page(
        "regulator/lists/list.html",
        rows=rows,
        total=total,
        page=number,
        last=ceil(total / PAGE),
        address=page_address,
        townships=townships,
        state_of=state_of,
        today=clock.shanghai_day(clock.now()),
        state_names=STATE_NAMES,
        narrowed=narrowed != ListFilter(),
        jin=jin,
    )


@regulator.route("/lists/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_list() -> Response:
    """Begin a village's list."""
    with reading(store()) as session:
        remit, townships = own_remit(session), own_townships(session)
        season = season_of(clock.shanghai_day(clock.now()), present_profile(session))
    start = {"season": season, "township": remit.township, "village": remit.village}
    form = Form(DraftList, {name: value for name, value in start.items() if value})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: draft_list(work, command).id)
            return saved(".show_list", done, list_id=done.content)
    return form.page("regulator/lists/new.html", townships=townships)


@regulator.get("/lists/<int:list_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_list(list_id: int) -> Response:
    """Where it stands, its sums beside norm and last season, its households or its plots, objections."""
    return list_page(list_id, Form(ReturnList))


@regulator.post("/lists/<int:list_id>/lines/<int:line_id>/drop")
@may_enter(Role.REGULATOR)
@every_level
def drop_list_line(list_id: int, line_id: int) -> Response:
    """Take a plot off a draft."""
    return _step(list_id, lambda work: drop_line(work, list_id, line_id), part="plots")


@regulator.route("/lists/<int:list_id>/publish", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def publish(list_id: int) -> Response:
    """Put a draft on public notice."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
    form = Form(PublishList, {"from_day": clock.shanghai_day(clock.now())})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: publish_list(work, command).id, list_id=list_id)
            return saved(".show_list", done, list_id=list_id)
    return form.page("regulator/lists/publish.html", its=listed)


@regulator.post("/lists/<int:list_id>/check")
@may_enter(Role.REGULATOR)
@every_level
def check(list_id: int) -> Response:
    """The township's check."""
    return _step(list_id, lambda work: check_list(work, list_id))


@regulator.post("/lists/<int:list_id>/certify")
@may_enter(Role.REGULATOR)
@asks_again
def certify(list_id: int) -> Response:
    """The county's certification, done by the keeper while one watches."""
    return _step(list_id, lambda work: order_certification(work, list_id))


@regulator.route("/lists/<int:list_id>/return", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def send_back(list_id: int) -> Response:
    """Back to the village's draft, with a reason."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
    form = Form(ReturnList)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: return_list(work, command).id, list_id=list_id)
            return saved(".show_list", done, list_id=list_id)
    return form.page("regulator/lists/return.html", its=listed)


def state_of(listed: VillageList, today: date) -> tuple[str, str]:
    """How loud a list's state is, and its words."""
    if listed.state == ListState.NOTICE and listed.notice_until is not None and today > listed.notice_until:
        return "note", "公示期满，待镇审核"
    return STATES[ListState(listed.state)]


def list_or_404(session: Session, list_id: int) -> VillageList:
    """The list, or a page that says there is none; none, too, beyond the reader's remit."""
    listed = session.get(VillageList, list_id) or abort(404)
    if not own_remit(session).holds(listed.township, listed.village):
        abort(404)
    return listed


class _Step(BaseModel):
    """A deed of one button."""


def _step(list_id: int, act: Any, **where: str) -> Response:
    """Do it and go on to the list; refused, the list's page says why."""
    form = Form(_Step)
    with reading(store()) as session:
        list_or_404(session, list_id)
    with form.answering():
        done = form.do_once(lambda work, _: act(work) and None)
        return saved(".show_list", done, list_id=list_id, **where)
    return list_page(list_id, form)


def list_page(list_id: int, form: Form[Any]) -> Response:
    """The list's page, with what a form on it earned."""
    part, number = request.args.get("part", "households"), asked_page()
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
        lines = claimed(session, listed)
        held = standing(session, listed, lines)
        shown = lines if part == "plots" else held.households
        job = _latest_job(session, list_id)
        is_open = job is not None and job.state in OPEN_STATES
        profile, remit, today = present_profile(session), own_remit(session), clock.shanghai_day(clock.now())
        context: dict[str, Any] = {
            "its": listed,
            "held": held,
            "shown": shown[(number - 1) * PAGE : number * PAGE],
            "plots": len(lines),
            "part": part,
            "page": number,
            "last": ceil(len(shown) / PAGE),
            "address": lambda page: url_for(".show_list", list_id=list_id, part=part, page=page),
            "objections": objections_to(session, list_id),
            "deeds": _deeds(listed, remit, is_open=is_open),
            "job": job,
            "is_open": is_open,
            "township": township_names(profile).get(listed.township, listed.township),
            "covers": cover_names(profile),
            "today": today,
            "state": state_of(listed, today),
            **told_of(session, subject_of(list_id)),
        }
    if is_open:
        form.headers["Refresh"] = str(LOOK_AGAIN)
    return form.page("regulator/lists/show.html", jin=jin, jin_change=jin_change, **context)


def _deeds(listed: VillageList, remit: Remit, *, is_open: bool) -> set[str]:
    """What the reader may do about it now, by the names of the views."""
    if is_open:
        return set()
    may = {
        ListState.DRAFT: {"new_line", "publish"},
        ListState.NOTICE: {"check", "send_back", "new_objection"},
        ListState.CHECKED: {"certify", "send_back", "new_objection"},
        ListState.CERTIFIED: set(),
    }[ListState(listed.state)]
    return may - ({"check"} if remit.village else set()) - (set() if remit.is_county else {"certify"})


def _latest_job(session: Session, list_id: int) -> Job | None:
    jobs = recent_jobs(session, kind=KIND)
    return next((one for one in jobs if json.loads(one.payload)["list"] == list_id), None)
