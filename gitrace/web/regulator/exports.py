"""Lists taken out as CSV or XLSX: small ones at once, large ones by the keeper."""

from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Response, abort, render_template, request, send_file
from pydantic import ValidationError

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.catalogue import LISTS, OF_PLACES
from gitrace.supervision.exports import AT_ONCE, Wanted, Wish, exported, exports_of, order_export
from gitrace.supervision.listing import Listing
from gitrace.supervision.spreadsheets import Format
from gitrace.web.doors import every_level, may_enter
from gitrace.web.entrance import actor, signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.regulator import regulator
from gitrace.web.regulator.remit import own_place


@regulator.get("/exports")
@may_enter(Role.REGULATOR)
@every_level
def list_exports() -> Response:
    """Every list that can be taken out, and what was ordered lately."""
    with reading(store()) as session:
        ordered = exports_of(store(), session, actor().name)
        page = render_template(
            "regulator/exports/list.html", ordered=ordered, lists=own_lists().values(), formats=Format
        )
    return looked_at_again(page, while_open=any(one.is_open for one in ordered))


@regulator.get("/exports/<listing>/<form>")
@may_enter(Role.REGULATOR)
@every_level
def take_out(listing: str, form: str) -> Response:
    """The list as a file, at once. Raises Refusal("list-too-long") for one that the keeper must write."""
    wish = _wish(listing, form)
    with reading(store()) as session:
        if wish.listing.count(session, wish.asked) > AT_ONCE:
            raise Refusal("list-too-long", "这个列表超过 {most} 行，请在列表页交由系统生成。", most=AT_ONCE)
        lines = list(wish.listing.every(session, wish.asked))
    content = off_the_loop(wish.written, store().settings, lines)
    return attached(BytesIO(content), wish, wish.file_name(clock.now()))


@regulator.post("/exports/<listing>/<form>")
@may_enter(Role.REGULATOR)
@every_level
def order_list(listing: str, form: str) -> Response:
    """Have the keeper write the list into a file."""
    wish = _wish(listing, form)
    with keeping(store()) as session:
        order_export(session, wish, made_by=actor().name, now=clock.now())
    return saved("regulator.list_exports")


@regulator.get("/exports/<int:job_id>/file")
@may_enter(Role.REGULATOR)
@every_level
def download_export(job_id: int) -> Response:
    """The file of a finished export, for the one who asked."""
    with reading(store()) as session:
        found = exported(store(), session, job_id, actor().name) or abort(404)
        assert found.path is not None
        return attached(found.path, found.wish, found.name)


def own_lists() -> dict[str, Listing[Any, Any]]:
    """The lists that the reader may take out, by name."""
    return OF_PLACES if signed_in().area else LISTS


def _wish(listing: str, form: str) -> Wish:
    """What the address asks for, of the reader's own place and no other."""
    wanted = own_lists().get(listing)
    if wanted is None or form not in set(Format):
        abort(404)
    try:
        return Wish(wanted, Form(wanted.asks, source=request.args).command(**own_place()), Format(form))
    except ValidationError:
        abort(400)  # an address that no page of ours offers


def attached(content: Path | BytesIO, wish: Wanted, name: str) -> Response:
    """A file to be saved."""
    return send_file(content, mimetype=wish.mime, as_attachment=True, download_name=name, max_age=0)
