"""Where the second factor is asked for: at entry, and between a weighty deed and its doing.

A deed is asked about when it is posted, so that nobody types a reason for nothing: the page in between carries what was
typed and posts it once more to where it was going, together with the code.
"""

from flask import Response, abort, make_response, redirect, request, url_for

from gitrace import clock
from gitrace.people.rules import Due
from gitrace.people.second_factor import ProveFactor, prove_factor
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form
from gitrace.web.installation import store

_PAGES = {Due.CODE: "account.prove", Due.ENROLMENT: "account.enrol"}
_NOT_CARRIED = {"csrf_token", *ProveFactor.model_fields}


def lead_to_due(due: Due) -> Response:
    """On to the page where it is settled; what was posted, or asked by a program, is refused."""
    if request.method not in ("GET", "HEAD"):
        abort(403)
    return make_response(redirect(url_for(_PAGES[due], next=request.full_path.rstrip("?")), 303))


def ask_again() -> Response | None:
    """None when the posting brought a right code; else the page that asks for one."""
    if request.files:  # a file cannot be carried through a page: prove first, then choose it again
        return make_response(redirect(url_for("account.prove", next=request.full_path.rstrip("?")), 303))
    form = Form(ProveFactor, source=request.form)
    form.status = 422
    if form.sent:
        with form.answering():
            prove_factor(store(), signed_in(), form.command(), clock.now())
            return None
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CARRIED]
    return form.page("account/ask_again.html", carried=carried, address=request.full_path.rstrip("?"))
