"""这不是我交的: deliveries that their households deny, the list, one of them, and what came out."""

from math import ceil

from flask import Response, abort, request, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.cases.denials import FINDINGS, SettleDenial, settle_denial
from gitrace.cases.queries import PAGE, DenialLine, denials_by_producer, find_denials, the_denial
from gitrace.clock import shanghai_day
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.growers.oversight import within
from gitrace.growers.rules import season_of
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import pairs, said
from gitrace.web.parts.places import present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.remit import own_remit, within_or_404

STATES = {"open": "未核实", "true": "属实", "false": "不属实", "settled": "已说清", "all": "全部"}
TONES = {"open": "warn", "true": "stop", "false": "plain", "settled": "go"}
SOURCES = {"page": "农户自己的页面", "call": "电话回访"}


class AskDenials(BaseModel):
    """The filter of the list; it stands in the address."""

    state: str = Field(default="open", title="状态", pattern="open|true|false|settled|all")
    page: int = Field(default=1, title="页", ge=1, le=1_000_000)


@regulator.get("/denials")
@may_enter(Role.REGULATOR)
@every_level
def list_denials() -> Response:
    """The newest first; those to be looked into, unless others are asked for."""
    form, asked = Form(AskDenials, {"state": "open"}, source=request.args), AskDenials()
    with form.answering():
        asked = form.command()
    state = "" if asked.state == "all" else asked.state
    with reading(store()) as session:
        own = within(own_remit(session))
        found, total = find_denials(session, state=state, within=own, page=asked.page)
        season = season_of(shanghai_day(clock.now()), present_profile(session))
        counts = denials_by_producer(session, season, own)
    return form.page(
        "regulator/denials/list.html",
        denials=found,
        total=total,
        page=asked.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_denials", state=asked.state, page=page),
        states=[(value, said(words)) for value, words in STATES.items()],
        state_words=STATES,
        tones=TONES,
        sources=SOURCES,
        narrowed=asked.state != "open",
        season=season,
        counts=counts,
        jin=jin,
    )


@regulator.route("/denials/<int:denial_id>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def show_denial(denial_id: int) -> Response:
    """One of them; the form to say what came out, until it was said."""
    line = _line_or_404(denial_id)
    form = Form(SettleDenial)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: settle_denial(work, denial_id, command).id)
            return saved(".show_denial", done, denial_id=denial_id)
    with reading(store()) as session:
        finds_out = own_remit(session).village is None
    return form.page(
        "regulator/denials/show.html",
        line=line,
        finds_out=finds_out,
        findings=pairs(FINDINGS),
        state_words=STATES,
        tones=TONES,
        sources=SOURCES,
        jin=jin,
    )


def _line_or_404(denial_id: int) -> DenialLine:
    try:
        with reading(store()) as session:
            line = the_denial(session, denial_id)
            within_or_404(session, line.household)
            return line
    except Refusal:
        abort(404)
