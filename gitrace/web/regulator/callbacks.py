"""电话回访: whom to call, what they said, the figures, and each week's draw so that it can be replayed.

Phones are shown to the agriculture bureau of county and township, which calls; the other bureau, and the village,
read the figures and what came out. The draw of the whole county is the county's to replay.
"""

import json
from math import ceil

from flask import Response, abort, render_template, request, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.callbacks.commands import RESULTS, RecordCall, record_call
from gitrace.callbacks.queries import (
    PAGE,
    CallbackLine,
    callbacks_of,
    calls_of,
    find_callbacks,
    season_figures,
    the_callback,
)
from gitrace.callbacks.rules import lots_drawn
from gitrace.callbacks.tables import Draw
from gitrace.clock import shanghai_day
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.growers.oversight import within
from gitrace.growers.rules import season_of
from gitrace.people.roles import Bureau, Level, Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import pairs, said
from gitrace.web.parts.places import present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.remit import own_remit, within_or_404

STATES = {"waiting": "待回访", "confirmed": "已确认", "denied": "已否认", "not-reached": "未接通", "all": "全部"}
TONES = {"waiting": "note", "confirmed": "go", "denied": "stop", "not-reached": "warn"}


class AskCallbacks(BaseModel):
    """The filter of the list; it stands in the address."""

    state: str = Field(default="waiting", title="状态", pattern="waiting|confirmed|denied|not-reached|all")
    page: int = Field(default=1, title="页", ge=1, le=1_000_000)


@regulator.get("/callbacks")
@may_enter(Role.REGULATOR)
@every_level
def list_callbacks() -> Response:
    """Whom to call, unless others are asked for; above it the season's figures."""
    form, asked = Form(AskCallbacks, {"state": "waiting"}, source=request.args), AskCallbacks()
    with form.answering():
        asked = form.command()
    state = "" if asked.state == "all" else asked.state
    with reading(store()) as session:
        own = within(own_remit(session))
        found, total = find_callbacks(session, state=state, within=own, page=asked.page)
        season = season_of(shanghai_day(clock.now()), present_profile(session))
        figures = season_figures(session, season, own)
    return form.page(
        "regulator/callbacks/list.html",
        callbacks=found,
        total=total,
        page=asked.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_callbacks", state=asked.state, page=page),
        states=[(value, said(words)) for value, words in STATES.items()],
        state_words=STATES,
        tones=TONES,
        narrowed=asked.state != "waiting",
        season=season,
        figures=figures,
        calls=_calls(),
        jin=jin,
    )


@regulator.route("/callbacks/<int:callback_id>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def show_callback(callback_id: int) -> Response:
    """One of them with the calls so far; for those who call, the number and the form."""
    line = _line_or_404(callback_id)
    form = Form(RecordCall)
    if form.sent:
        if not _calls():
            abort(403)
        with form.answering():
            done = form.do_once(lambda work, command: record_call(work, callback_id, command).id)
            return saved(".show_callback", done, callback_id=callback_id)
    with reading(store()) as session:
        calls = calls_of(session, callback_id)
    return form.page(
        "regulator/callbacks/show.html",
        line=line,
        past=calls,
        results=pairs(RESULTS),
        result_words=RESULTS,
        state_words=STATES,
        tones=TONES,
        calls=_calls(),
        jin=jin,
    )


@regulator.get("/callbacks/draws/<int:draw_id>")
@may_enter(Role.REGULATOR)
def show_draw(draw_id: int) -> str:
    """A week's draw: seed and candidates as recorded, and the same lots drawn from them once more."""
    with reading(store()) as session:
        draw = session.get(Draw, draw_id) or abort(404)
        lines = callbacks_of(session, draw_id)
    candidates = json.loads(draw.candidates)
    again = set(lots_drawn(draw.seed, candidates, draw.wanted))
    return render_template(
        "regulator/callbacks/draw.html",
        draw=draw,
        lines=lines,
        candidates=candidates,
        same=again == {line.delivery.id for line in lines},
        state_words=STATES,
        tones=TONES,
    )


def _calls() -> bool:
    return signed_in().bureau == Bureau.AGRICULTURE and signed_in().level != Level.VILLAGE


def _line_or_404(callback_id: int) -> CallbackLine:
    try:
        with reading(store()) as session:
            line = the_callback(session, callback_id)
            within_or_404(session, line.household)
            return line
    except Refusal:
        abort(404)
