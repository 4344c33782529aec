"""The producer's own people: its manager invites clerks and packers, disables them, signs them out, renews links."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, render_template, url_for
from sqlmodel import Session

from gitrace import clock
from gitrace.people import commands
from gitrace.people.acting import LED_BY_MANAGER, may_keep_account
from gitrace.people.commands import InvitePerson
from gitrace.people.queries import STATE_NAMES, Listed, list_users, live_sessions, person_of
from gitrace.people.roles import ROLE_NAMES, Role
from gitrace.people.tables import User
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import pairs
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.links import invite_by, link_page
from gitrace.web.parts.moments import told_of
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.work import Work, writing

LED = {role: words for role, words in ROLE_NAMES.items() if role in LED_BY_MANAGER}


@producer.get("/people")
@may_enter(Role.MANAGER)
def list_people() -> str:
    """Everybody who acts for this producer."""
    with reading(store()) as session:
        people, _total = list_users(session, producer_id=own_id())
    return render_template("producer/people/list.html", people=people, role_names=ROLE_NAMES, state_names=STATE_NAMES)


@producer.route("/people/invite", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def invite() -> Response:
    """The form; then the link, shown this once."""
    form = Form(InvitePerson, {"role": Role.CLERK})
    if form.sent:
        with form.answering():
            place = dict.fromkeys(("laboratory_id", "bureau", "level", "area"))
            return invite_by(form, "producer.show_person", producer_id=own_id(), **place)
    return form.page("producer/people/invite.html", roles=pairs(LED))


@producer.get("/people/<int:user_id>")
@may_enter(Role.MANAGER)
def show_person(user_id: int) -> str:
    """Who it is, where she is signed in, and what was done about her."""
    with reading(store()) as session:
        user = _own_or_404(session, user_id)
        return render_template(
            "producer/people/show.html",
            one=Listed(user, person_of(session, user_id)),
            place=producer_or_404(session, own_id()).name,
            sessions=live_sessions(session, user_id, clock.now()),
            keeps=may_keep_account(actor(), user.role, user.producer_id),
            role_names=ROLE_NAMES,
            state_names=STATE_NAMES,
            **told_of(session, f"user:{user_id}"),
        )


@producer.post("/people/<int:user_id>/disable")
@may_enter(Role.MANAGER)
def disable_person(user_id: int) -> Response:
    """Keep her out."""
    return _done(user_id, commands.disable)


@producer.post("/people/<int:user_id>/enable")
@may_enter(Role.MANAGER)
def enable_person(user_id: int) -> Response:
    """Let her in again."""
    return _done(user_id, commands.enable)


@producer.post("/people/<int:user_id>/sign-out")
@may_enter(Role.MANAGER)
def sign_person_out(user_id: int) -> Response:
    """End all her sign-ins."""
    return _done(user_id, commands.revoke_sessions)


@producer.post("/people/<int:user_id>/link")
@may_enter(Role.MANAGER)
def renew_link(user_id: int) -> Response:
    """A new one-time link, shown this once: for the invited to join, for the others to choose a new password."""
    with writing(store(), actor()) as work:
        _own_or_404(work.session, user_id)
        token = commands.renew_link(work, user_id)
    return link_page(user_id, token, url_for(".show_person", user_id=user_id))


def _done(user_id: int, act: Callable[[Work, int], Any]) -> Response:
    with writing(store(), actor()) as work:
        _own_or_404(work.session, user_id)
        act(work, user_id)
    return saved(".show_person", user_id=user_id)


def _own_or_404(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None or user.producer_id != own_id():
        abort(404)
    return user
