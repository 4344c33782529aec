"""The second factor: proved at sign-in, enrolled with an authenticator app."""

from flask import Response, make_response, redirect, render_template, request
from markupsafe import Markup

from gitrace import clock
from gitrace.errors import Refusal
from gitrace.people.roles import Role
from gitrace.people.rules import Due
from gitrace.people.second_factor import (
    EnrolFactor,
    Offer,
    ProveFactor,
    enrol_factor,
    make_offer,
    prove_factor,
    read_offer,
)
from gitrace.web.account import account
from gitrace.web.account.onward import onward
from gitrace.web.doors import asks_again, every_level, may_enter, open_while_due
from gitrace.web.entrance import must_prove_again, signed_in
from gitrace.web.forms import Form
from gitrace.web.installation import store


@account.route("/second-factor", methods=["GET", "POST"])
@may_enter(Role.REGULATOR, Role.ADMINISTRATOR)
@every_level
@open_while_due(Due.CODE)
def prove() -> Response:
    """A code, then on to the page that was asked for; nothing to ask when one was given just now."""
    asked = request.args.get("next", "")
    form = Form(ProveFactor)
    if not must_prove_again():
        return make_response(redirect(onward(asked), 303))
    if form.sent:
        with form.answering():
            prove_factor(store(), signed_in(), form.command(), clock.now())
            return make_response(redirect(onward(asked), 303))
    return form.page("account/prove.html", onward=asked)


@account.route("/second-factor/enrol", methods=["GET", "POST"])
@may_enter(Role.REGULATOR, Role.ADMINISTRATOR)
@every_level
@open_while_due(Due.ENROLMENT)
@asks_again
def enrol() -> Response:
    """The secret as a QR code; its first code enrols it, and the recovery codes are shown this once."""
    form, asked = Form(EnrolFactor), request.args.get("next", "")
    if form.sent:
        with form.answering():
            codes = enrol_factor(store(), signed_in(), form.command(), clock.now())
            page = render_template("account/recovery_codes.html", codes=codes, onward=onward(asked))
            return make_response(page, 201)
    offer = _offer(form)
    return form.page("account/enrol.html", offer=offer, symbol=_symbol(offer.address), onward=asked or None)


def _offer(form: Form[EnrolFactor]) -> Offer:
    # A mistyped code leaves the secret as it was scanned.
    if form.sent:
        try:
            return read_offer(store(), signed_in(), form.value("offer"))
        except Refusal:
            pass
    return make_offer(store(), signed_in())


def _symbol(address: str) -> Markup:
    # Imported late: drawn once in an account's life.
    from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]
    from qrcode.main import make  # type: ignore[import-untyped]

    drawn = make(address, image_factory=SvgPathImage).to_string(encoding="unicode")
    return Markup(drawn)  # noqa: S704 - our own library's drawing; it holds no text
