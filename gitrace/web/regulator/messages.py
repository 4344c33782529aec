"""What shoppers told us: the list, one message, and the note of how it was dealt with."""

from math import ceil

from flask import Response, abort, request, send_file, url_for
from pydantic import BaseModel, Field

from gitrace.cases.commands import HandleMessage, handle_message
from gitrace.cases.queries import PAGE, MessageSort, find_messages, photo_of, the_message, with_photos
from gitrace.cases.tables import Message, MessagePhoto
from gitrace.errors import Refusal
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.storage.files import file_path
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
        photos = with_photos(session, found)
    return form.page(
        "regulator/messages/list.html",
        messages=found,
        photos=photos,
        total=total,
        page=asked.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_messages", **{**request.args.to_dict(), "page": page}),
        sorts=MessageSort.choices(),
        sorting=sort_addresses(asked.sort),
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
    message, photo = _message(number)
    return form.page("regulator/messages/show.html", message=message, photo=photo)


@regulator.get("/messages/<number>/photo")
@may_enter(Role.REGULATOR)
def show_message_photo(number: str) -> Response:
    """The photograph that came with a message."""
    _found, photo = _message(number)
    if photo is None or photo.file_sha256 is None:
        abort(404)
    return send_file(file_path(store(), photo.file_sha256), mimetype="image/jpeg", max_age=0)


def _message(number: str) -> tuple[Message, MessagePhoto | None]:
    try:
        with reading(store()) as session:
            return the_message(session, number), photo_of(session, number)
    except Refusal:
        abort(404)
