"""A one-time link: choosing login and password, or a new password for one that was lost."""

from flask import Response, make_response, redirect, url_for

from gitrace import clock
from gitrace.people.commands import ChoosePassword, Join, choose_password
from gitrace.people.commands import join as join_by_link
from gitrace.people.queries import find_link
from gitrace.people.tables import UserPerson
from gitrace.storage import reading
from gitrace.web.account import account
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store


@account.route("/join/<token>", methods=["GET", "POST"])
@may_enter(EVERYONE)
def join(token: str) -> Response:
    """Whose link it is decides which form it opens."""
    with reading(store()) as session:
        person = find_link(session, token, clock.now())[1]
    return _join(token, person) if person.login is None else _choose_password(token, person)


def _join(token: str, person: UserPerson) -> Response:
    form = Form(Join)
    if form.sent:
        with form.answering():
            join_by_link(store(), token, form.command(), clock.now())
            return _to_sign_in()
    return form.page("account/join.html", person=person)


def _choose_password(token: str, person: UserPerson) -> Response:
    form = Form(ChoosePassword)
    if form.sent:
        with form.answering():
            choose_password(store(), token, form.command(), clock.now())
            return _to_sign_in()
    return form.page("account/choose_password.html", person=person)


def _to_sign_in() -> Response:
    return make_response(redirect(url_for("account.sign_in", joined=1), 303))
