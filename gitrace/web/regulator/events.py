"""The log as a list of events, and one entry with what it changed."""

from flask import Response, abort, render_template

from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.chronicle import told_moments
from gitrace.supervision.entries import ENTRIES, entry_at, tags
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import list_page


@regulator.get("/events")
@may_enter(Role.REGULATOR)
def list_events() -> Response:
    """All events, newest first, or those that answer the filter."""
    return list_page(ENTRIES, "regulator/events/list.html", more=lambda _session, _asked: {"tags": tags()})


@regulator.get("/events/<int:index>")
@may_enter(Role.REGULATOR)
def show_event(index: int) -> str:
    """One entry: who, what, every row before and after, and the leaf that is hashed."""
    with reading(store()) as session:
        entry = entry_at(session, index) or abort(404)
        (happening,) = told_moments(session, [entry.moment])
        return render_template("regulator/events/show.html", entry=entry, happening=happening)
