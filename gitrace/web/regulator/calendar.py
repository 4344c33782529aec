"""The calendar of a season: a page to print, and a file for any calendar program."""

from io import BytesIO
from itertools import groupby

from flask import Response, request, send_file, url_for
from pydantic import ValidationError
from sqlmodel import Session

from gitrace import clock
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.season_calendar import AskSeason, Entry, as_icalendar, present_season, season_calendar
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile
from gitrace.web.regulator import regulator


@regulator.get("/calendar")
@may_enter(Role.REGULATOR)
def show_calendar() -> Response:
    """A season, month by month."""
    form, asked = Form(AskSeason, source=request.args), AskSeason()
    with form.answering():
        asked = form.command()
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        season, entries = _entries(session, asked)
    months = [(month, list(found)) for month, found in groupby(entries, lambda one: one.first.isoformat()[:7])]
    return form.page(
        "regulator/calendar/show.html",
        season=season,
        months=months,
        today=today,
        file=url_for(".calendar_file", season=season),
    )


@regulator.get("/calendar.ics")
@may_enter(Role.REGULATOR)
def calendar_file() -> Response:
    """The same as iCalendar."""
    try:
        asked = Form(AskSeason, source=request.args).command()
    except ValidationError:
        asked = AskSeason()  # a program fetches it, which reads no sentence at a field
    with reading(store()) as session:
        season, entries = _entries(session, asked)
    content = as_icalendar(entries, host=request.host.partition(":")[0], now=clock.now())
    return send_file(BytesIO(content), "text/calendar", as_attachment=True, download_name=f"gitrace-{season}.ics")


def _entries(session: Session, asked: AskSeason) -> tuple[int, list[Entry]]:
    profile = present_profile(session)
    season = asked.season or present_season(clock.shanghai_day(clock.now()), profile)
    return season, season_calendar(session, season, profile)
