"""刮开涂层验证码: what stood under the coat, typed on a small form without account and cookie."""

from flask import Response, request

from gitrace import clock
from gitrace.cases.rules import page_written_on
from gitrace.scans.devices import traces_of
from gitrace.scans.pins import TypePin, Typist, use_pin
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import regions, store
from gitrace.web.origin import public_form
from gitrace.web.public import public


@public.route("/pin", methods=["GET", "POST"])
@may_enter(EVERYONE)
@public_form
def check_pin() -> Response:
    """The form; posted to, whether the PIN is right, and when it was typed first."""
    form, used = Form(TypePin, {"about": request.args.get("about")}), None
    label = page_written_on(form.value("about"))
    if form.sent:
        with form.answering():
            used = use_pin(store(), label, form.command().pin, _typist())
    return form.page("public/pin.html", label=label, used=used)


def _typist() -> Typist:
    now, address = clock.now(), request.remote_addr
    traces = traces_of(store().settings.home, address, request.headers.get("User-Agent", ""), now)
    return Typist(traces, regions().of(address), now)
