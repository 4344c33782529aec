"""反映问题: a form for everyone, with neither account nor cookie, and the receipt."""

from flask import Response, make_response, redirect, render_template, request, url_for

from gitrace import clock
from gitrace.cases.commands import SHOPPER, SendMessage, count_message, send_message
from gitrace.cases.queries import the_message
from gitrace.cases.rules import page_written_on
from gitrace.errors import Refusal
from gitrace.growers.photos import redrawn
from gitrace.storage import reading
from gitrace.storage.files import StoredFile, keep_file
from gitrace.web.doors import EVERYONE, may_enter, takes_file
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.origin import public_form
from gitrace.web.public import public
from gitrace.web.public.darkroom import MOST_BYTES, MOST_SENT, develop, sent_photo
from gitrace.work import Request, once


@public.route("/tell", methods=["GET", "POST"])
@may_enter(EVERYONE)
@public_form
@takes_file(MOST_SENT)
def tell() -> Response:
    """The form; then the receipt."""
    about = page_written_on(request.args.get("about"))
    form = Form(SendMessage, {"about": about.path if about else None})
    if form.sent:
        with form.answering():
            command = form.command()
            count_message(store(), request.remote_addr, clock.now())
            photo = _kept_photo()
            told = {**command.model_dump(mode="json"), "photo": photo.sha256 if photo else None}
            same = Request(request.path, form.once, told)
            done = once(store(), SHOPPER, same, lambda work: send_message(work, command, photo).number)
            return make_response(redirect(url_for(".told", number=done.content), 303))
        if sent_photo("photo") is not None:  # a page cannot hand a file back
            form.errors.setdefault("photo", said("照片没有保留，请再选一次。"))
    return form.page("public/tell/form.html", about=page_written_on(form.value("about")))


def _kept_photo() -> StoredFile | None:
    content = sent_photo("photo")
    return None if content is None else keep_file(store(), develop(redrawn, content, MOST_BYTES))


@public.get("/tell/<number>")
@may_enter(EVERYONE)
def told(number: str) -> Response:
    """What became of a message, for whoever holds its number: received or handled, and nothing that was written."""
    try:
        with reading(store()) as session:
            message = the_message(session, number)
    except Refusal:
        message = None
    page = render_template("public/tell/receipt.html", message=message, number=number)
    return make_response(page, 404 if message is None else 200)
