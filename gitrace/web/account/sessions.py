"""One's own account: who one is here, and where one is signed in."""

from flask import Response, make_response, redirect, render_template, url_for

from gitrace import clock
from gitrace.people.queries import live_sessions
from gitrace.people.roles import ROLE_NAMES
from gitrace.people.rules import FACTOR_ROLES
from gitrace.people.second_factor import factor_of, recovery_codes_left
from gitrace.people.sessions import revoke_own
from gitrace.storage import reading
from gitrace.web.account import account
from gitrace.web.doors import SIGNED_IN, may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.menu import menu


@account.get("")
@may_enter(*SIGNED_IN)
def show() -> str:
    """The account and its sign-ins."""
    person = signed_in()
    with reading(store()) as session:
        sessions = live_sessions(session, person.user_id, clock.now())
        factor = factor_of(session, person.user_id)
    return render_template(
        "account/show.html",
        person=person,
        sessions=sessions,
        role_names=ROLE_NAMES,
        may_enrol=person.role in FACTOR_ROLES,
        factor=factor,
        recovery_left=recovery_codes_left(factor) if factor else 0,
    )


@account.get("/start")
@may_enter(*SIGNED_IN)
def start() -> Response:
    """Where the day begins: the first page of one's menu."""
    entries = menu()
    return make_response(redirect(entries[0].address if entries else url_for("account.show"), 303))


@account.post("/sessions/<int:session_id>/end")
@may_enter(*SIGNED_IN)
def end_session(session_id: int) -> Response:
    """Sign out of one device."""
    revoke_own(store(), signed_in().user_id, session_id, clock.now())
    return saved("account.show")
