"""What shoppers told us: the list, one message, and the note of how it was dealt with."""

from math import ceil

from flask import Response, abort, request, url_for
from pydantic import BaseModel, Field

from gitrace.cases.commands import HandleMessage, handle_message
from gitrace.cases.queries import PAGE, SORTED_BY, SORTS, MessageSort, find_messages, the_message
from gitrace.cases.tables import Message
from gitrace.errors import Refusal
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.sorting import sort_addresses
from gitrace.web.regulator import regulator


class AskMessages(BaseModel):
    """The filter of the list; it stands in the address."""

    state: str = Field(default="open", title="状态", pattern="open|all")
    lot: str = Field(default="", title="批次号", max_length=20)
    sort: MessageSort = Field(default=MessageSort.NEWEST, title="排序")
    page: int = Field(default=1, title="页", ge=1, le=1_000_000)


STATES = {"open": "待处理", "all": "全部"}


@regulator.get("/messages")
@may_enter(Role.REGULATOR)
def list_messages() -> Response:
    """The newest first; those to be dealt with, unless all are asked for."""
    form, asked = Form(AskMessages, {"state": "open"}, source=request.args), AskMessages()
    with form.answering():
        asked = form.command()
    with reading(store()) as session:
        open_only, lot = asked.state == "open", asked.lot.strip()
        found, total = find_messages(session, open_only=open_only, lot=lot, sort=asked.sort, page=asked.page)
    return form.page(
        "regulator/messages/list.html",
        messages=found,
        total=total,
        page=asked.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_messages", **{**request.args.to_dict(), "page": page}),
        sorts=SORTS,
        sorting=sort_addresses(SORTED_BY, asked.sort),
        states=[(value, said(words)) for value, words in STATES.items()],
        narrowed=bool(asked.lot) or asked.state == "all",
    )


@regulator.route("/messages/<number>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def show_message(number: str) -> Response:
    """One message; the form to note how it was dealt with, until it was."""
    form = Form(HandleMessage)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: handle_message(work, number, command).number)
            return saved(".show_message", done, number=number)
    return form.page("regulator/messages/show.html", message=_message(number))


def _message(number: str) -> Message:
    try:
        with reading(store()) as session:
            return the_message(session, number)
    except Refusal:
        abort(404)
