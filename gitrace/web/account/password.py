"""Changing one's password."""

from flask import Response

from gitrace.people.commands import ChangePassword, change_password
from gitrace.web.account import account
from gitrace.web.doors import SIGNED_IN, may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store


@account.route("/password", methods=["GET", "POST"])
@may_enter(*SIGNED_IN)
def password() -> Response:
    """By the present one; every other sign-in ends."""
    form = Form(ChangePassword)
    if form.sent:
        with form.answering():
            person = signed_in()
            change_password(store(), person.actor, person.session_id, form.command())
            return saved("account.show")
    return form.page("account/password.html")
