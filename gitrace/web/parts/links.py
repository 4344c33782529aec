"""One-time links, shown once to whoever made them."""

from typing import TypeVar

from flask import Response, make_response, render_template, url_for

from gitrace.ledger.canonical import Json
from gitrace.people import commands
from gitrace.people.commands import InvitePerson
from gitrace.people.queries import person_of
from gitrace.people.rules import LINK_HOURS
from gitrace.storage import reading
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.work import Work

Invitation = TypeVar("Invitation", bound=InvitePerson)


def invite_by(form: Form[Invitation], show: str, **known: object) -> Response:
    """Invite whom the form names, and show her link; a repeated form goes on to her page, `show`, without it.

    Raises as `Form.do_once` and `commands.invite`.
    """
    tokens: list[str] = []  # beside the answer, which is kept for repeated forms and must not hold a secret

    def act(work: Work, command: InvitePerson) -> Json:
        user, token = commands.invite(work, command)
        tokens.append(token)
        return user.id

    done = form.do_once(act, **known)
    user_id = int(str(done.content))
    if done.repeated:
        return saved(show, done, user_id=user_id)
    return link_page(user_id, tokens[0], url_for(show, user_id=user_id))


def link_page(user_id: int, token: str, onward: str) -> Response:
    """The page with a link that is kept nowhere else; `onward`: her page."""
    with reading(store()) as session:
        person = person_of(session, user_id)
    address = url_for("account.join", token=token, _external=True)
    page = render_template("parts/one_time_link.html", person=person, address=address, hours=LINK_HOURS, onward=onward)
    return make_response(page, 201)
