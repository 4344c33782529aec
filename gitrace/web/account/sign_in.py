"""Signing in and out."""

from flask import Response, make_response, redirect, request, url_for

from gitrace import clock
from gitrace.people import sessions
from gitrace.people.guessing import network_of
from gitrace.people.rules import Due
from gitrace.people.sessions import SignIn
from gitrace.web.account import account
from gitrace.web.account.onward import onward
from gitrace.web.devices import device_name
from gitrace.web.doors import EVERYONE, SIGNED_IN, may_enter, open_while_due
from gitrace.web.entrance import forget_sign_in, keep_signed_in, signed_in
from gitrace.web.forms import Form
from gitrace.web.installation import store


@account.route("/sign-in", methods=["GET", "POST"])
@may_enter(EVERYONE)
def sign_in() -> Response:
    """Login and password; then on to the page that was asked for."""
    form = Form(SignIn)
    if form.sent:
        with form.answering():
            network, device = network_of(request.remote_addr), device_name(request.user_agent.string)
            token = sessions.sign_in(store(), form.command(), network=network, device=device, now=clock.now())
            response = make_response(redirect(onward(request.args.get("next", "")), 303))
            keep_signed_in(response, token)
            return response
    return form.page("account/sign_in.html", onward=request.args.get("next"), joined="joined" in request.args)


@account.post("/sign-out")
@may_enter(*SIGNED_IN)
@open_while_due(*Due)
def sign_out() -> Response:
    """End this sign-in, here and in the store."""
    sessions.sign_out(store(), signed_in().session_id, clock.now())
    response = make_response(redirect(url_for("account.sign_in"), 303))
    forget_sign_in(response)
    return response
