"""反映问题: a form for everyone, with neither account nor cookie, and the receipt."""

from flask import Response, make_response, redirect, render_template, request, url_for

from gitrace import clock
from gitrace.cases.commands import SHOPPER, SendMessage, count_message, send_message
from gitrace.cases.queries import the_message
from gitrace.cases.rules import page_written_on
from gitrace.errors import Refusal
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.origin import public_form
from gitrace.web.public import public
from gitrace.work import Request, once


@public.route("/tell", methods=["GET", "POST"])
@may_enter(EVERYONE)
@public_form
def tell() -> Response:
    """The form; then the receipt."""
    about = page_written_on(request.args.get("about"))
    form = Form(SendMessage, {"about": about.path if about else None})
    if form.sent:
        with form.answering():
            command = form.command()
            count_message(store(), request.remote_addr, clock.now())
            same = Request(request.path, form.once, command.model_dump(mode="json"))
            done = once(store(), SHOPPER, same, lambda work: send_message(work, command).number)
            return make_response(redirect(url_for(".told", number=done.content), 303))
    return form.page("public/tell/form.html", about=page_written_on(form.value("about")))


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
