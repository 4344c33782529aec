"""The producer's own accounts: what it bought, by household over a month or a season, and each household's season."""

from datetime import date
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template, request, send_file, url_for
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import jin
from gitrace.desk.files import FileKind, Taking, files_of, finished_file, order_file, written
from gitrace.desk.headings import heading_of
from gitrace.desk.purchases import PURCHASES, STATEMENT, AskPurchases, AskStatement, bought, month_days
from gitrace.growers.queries import household_by_number, person_of
from gitrace.growers.rules import season_days, season_of
from gitrace.growers.tables import Household
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.listing import PAGE
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.weighing_choices import cover_names


class AskPeriod(BaseModel):
    """Which days the list is of; without both, this month."""

    model_config = ConfigDict(frozen=True)

    first_day: date | None = Field(default=None, title="起始日期")
    last_day: date | None = Field(default=None, title="截止日期")


@producer.get("/purchases")
@may_enter(Role.CLERK, Role.MANAGER)
def list_purchases() -> Response:
    """Household by household, with the totals."""
    form, (first, last) = Form(AskPeriod, source=request.args), month_days(_today())
    with form.answering():
        typed = form.command()
        first, last = typed.first_day or first, typed.last_day or last
    form = form if form.sent else Form(AskPeriod, {"first_day": first, "last_day": last}, source=request.args)
    page = max(1, request.args.get("page", 1, int))
    asked = AskPurchases(producer_id=own_id(), first_day=first, last_day=last)
    with reading(store()) as session:
        count = PURCHASES.count(session, asked)
        return form.page(
            "producer/purchases/list.html",
            lines=PURCHASES.page(session, asked, page),
            total=bought(session, asked),
            days=(first, last),
            periods=_periods(session, first, last),
            season=season_of(last, present_profile(session)),
            files=_files("purchases", first_day=first.isoformat(), last_day=last.isoformat()),
            short=Taking(PURCHASES, asked, FileKind.PDF).is_short(session),
            jin=jin,
            kg=kg,
            page=page,
            last=ceil(count / PAGE),
            address=lambda number: url_for(".list_purchases", **{**request.args.to_dict(), "page": number}),
        )


@producer.get("/purchases/households/<number>")
@may_enter(Role.CLERK, Role.MANAGER)
def show_statement(number: str) -> str:
    """A household's season here: each delivery, and the running total."""
    with reading(store()) as session:
        household = _supplier_or_404(session, number)
        person = person_of(session, household.id)
        asked = _statement_asked(session, household)
        page = max(1, request.args.get("page", 1, int))
        count = STATEMENT.count(session, asked)
        lines = STATEMENT.page(session, asked, page)
        covers = cover_names(present_profile(session))
        short = Taking(STATEMENT, asked, FileKind.PDF).is_short(session)
    return render_template(
        "producer/purchases/statement.html",
        household=household,
        name=person.name if person else None,
        season=asked.season,
        lines=lines,
        files=_files("household-season", number=number, season=asked.season),
        short=short,
        page=page,
        last=ceil(count / PAGE),
        address=lambda one: url_for(".show_statement", number=number, season=asked.season, page=one),
        covers=covers,
        jin=jin,
        kg=kg,
    )


@producer.get("/purchases/files")
@may_enter(Role.CLERK, Role.MANAGER)
def list_files() -> Response:
    """Files that the keeper writes, as far as the one at the door ordered them."""
    with reading(store()) as session:
        ordered = files_of(store(), session, actor().name)
    page = render_template("producer/purchases/files.html", ordered=ordered)
    return looked_at_again(page, while_open=any(one.is_open for one in ordered))


@producer.get("/purchases/taken/<listing>/<ending>")
@may_enter(Role.CLERK, Role.MANAGER)
def take_file(listing: str, ending: str) -> Response:
    """A list as a file, at once."""
    now = clock.now()
    with reading(store()) as session:
        taking = _asked_taking(session, listing, ending)
        if not taking.is_short(session):
            abort(404)  # its page offers to order it instead
        heading = heading_of(session, listing, taking.asked, now)
        lines = list(taking.listing.every(session, taking.asked))
    ready = off_the_loop(written, store().settings, taking, heading, lines, now)
    return _attached(BytesIO(ready.content), taking.kind, ready.name)


@producer.post("/purchases/taken/<listing>/<ending>")
@may_enter(Role.CLERK, Role.MANAGER)
def order_list_file(listing: str, ending: str) -> Response:
    """Have the keeper write a long one."""
    with reading(store()) as session:
        taking = _asked_taking(session, listing, ending)
    with keeping(store()) as session:
        order_file(session, taking, made_by=actor().name, now=clock.now())
    return saved(".list_files")


@producer.get("/purchases/files/<int:job_id>")
@may_enter(Role.CLERK, Role.MANAGER)
def download_file(job_id: int) -> Response:
    """A finished one, for the people of the producer whose accounts it holds."""
    with reading(store()) as session:
        found = finished_file(store(), session, job_id, own_id()) or abort(404)
    assert found.path is not None
    return _attached(found.path, found.taking.kind, found.name)


def _asked_taking(session: Session, listing: str, ending: str) -> Taking:
    if ending not in set(FileKind):
        abort(404)
    if listing == PURCHASES.name:
        first, last = month_days(_today())
        days = AskPeriod.model_validate({name: request.args.get(name) or None for name in AskPeriod.model_fields})
        first, last = days.first_day or first, days.last_day or last
        return Taking(PURCHASES, AskPurchases(producer_id=own_id(), first_day=first, last_day=last), FileKind(ending))
    if listing != STATEMENT.name:
        abort(404)
    household = _supplier_or_404(session, request.args.get("number", ""))
    return Taking(STATEMENT, _statement_asked(session, household), FileKind(ending))


def _statement_asked(session: Session, household: Household) -> AskStatement:
    season = request.args.get("season", 0, int) or season_of(_today(), present_profile(session))
    return AskStatement(producer_id=own_id(), household_id=household.id, season=season)


def _supplier_or_404(session: Session, number: str) -> Household:
    """A household that delivered here; another's suppliers are not there."""
    household = household_by_number(session, number) or abort(404)
    mine = select(Delivery.id).where(Delivery.producer_id == own_id(), Delivery.household_id == household.id)
    if session.exec(mine.limit(1)).first() is None:
        abort(404)
    return household


def _periods(session: Session, first: date, last: date) -> list[tuple[str, str, bool]]:
    profile, today = present_profile(session), _today()
    this, earlier = month_days(today), month_days(date.fromordinal(today.replace(day=1).toordinal() - 1))
    season = season_of(today, profile)
    known = [
        ("本月", this),
        ("上月", earlier),
        ("本产季", season_days(season, profile)),
        ("上产季", season_days(season - 1, profile)),
    ]
    return [
        (url_for(".list_purchases", first_day=days[0], last_day=days[1]), words, days == (first, last))
        for words, days in known
    ]


def _files(listing: str, **asked: Any) -> list[tuple[str, str]]:
    return [(one.value.upper(), url_for(".take_file", listing=listing, ending=one.value, **asked)) for one in FileKind]


def _attached(content: Path | BytesIO, kind: FileKind, name: str) -> Response:
    return send_file(content, mimetype=kind.media_type, as_attachment=True, download_name=name, max_age=0)


def _today() -> date:
    return clock.shanghai_day(clock.now())
