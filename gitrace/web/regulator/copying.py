"""疑似复制: labels whose looks speak for a copy, the list, one of them with its evidence, and the decision."""

from math import ceil

from flask import Response, abort, request, url_for
from pydantic import BaseModel, Field

from gitrace.people.roles import Role
from gitrace.scans.copies import read_facts
from gitrace.scans.deciding import OUTCOMES, DecideCopying, decide_copying
from gitrace.scans.judgement import Kind
from gitrace.scans.recording import counted_so_far
from gitrace.scans.scan import Label
from gitrace.scans.suspicions import PAGE, find_decisions, find_suspicions, label_sheet
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import pairs, said
from gitrace.web.regulator import regulator

STATES = {"open": "待决定", "decided": "已决定"}
TONES = {"irregular": "stop", "normal": "go"}
KIND_WORDS = {
    Kind.SPREAD: "多天在多个地区被查询",
    Kind.EARLY: "启用日之前就被查询",
    Kind.LATE: "作废或退回之后被查询",
    Kind.ELSEWHERE: "在未发货的地区被查询",
    Kind.PIN_AGAIN: "验证码用过又用",
}


class AskCopies(BaseModel):
    """The filter of the list; it stands in the address."""

    state: str = Field(default="open", title="状态", pattern="open|decided")
    page: int = Field(default=1, title="页", ge=1, le=1_000_000)


@regulator.get("/copying")
@may_enter(Role.REGULATOR)
def list_copies() -> Response:
    """Those that wait, the longest first; or those that were decided, the latest first."""
    form, asked = Form(AskCopies, source=request.args), AskCopies()
    with form.answering():
        asked = form.command()
    with reading(store()) as session:
        found, total = (find_suspicions if asked.state == "open" else find_decisions)(session, asked.page)
    return form.page(
        "regulator/copying/list.html",
        lines=found,
        total=total,
        state=asked.state,
        states=[(url_for(".list_copies", state=one), said(words), one == asked.state) for one, words in STATES.items()],
        page=asked.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_copies", state=asked.state, page=page),
        regions_known=store().settings.region_prefixes is not None or store().settings.demo,
        **_words(),
    )


@regulator.route("/copying/<lot>/<gtin>/<int:number>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def show_copy(lot: str, gtin: str, number: int) -> Response:
    """A label, what was found of it by day and region, what was decided before; the form while it waits."""
    label, form = Label(lot, gtin, number), Form(DecideCopying)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: decide_copying(work, label, command).id)
            return saved(".show_copy", done, lot=lot, gtin=gtin, number=number)
    with reading(store()) as session:
        sheet = label_sheet(session, label) or abort(404)
    return form.page(
        "regulator/copying/show.html",
        sheet=sheet,
        counted=counted_so_far(store(), label),
        outcomes=pairs(OUTCOMES),
        read_facts=read_facts,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"kind_words": KIND_WORDS, "outcome_words": OUTCOMES, "tones": TONES}
