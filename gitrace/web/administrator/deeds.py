"""What an administrator does about a person: disable, enable, sign out everywhere, a new link."""

from flask import Response, make_response, render_template, url_for

from gitrace.people import commands
from gitrace.people.queries import person_of
from gitrace.people.roles import Role
from gitrace.people.rules import LINK_HOURS
from gitrace.storage import reading
from gitrace.web.administrator import administrator
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.work import writing


@administrator.post("/people/<int:user_id>/disable")
@may_enter(Role.ADMINISTRATOR)
def disable(user_id: int) -> Response:
    """Keep her out."""
    with writing(store(), actor()) as work:
        commands.disable(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/enable")
@may_enter(Role.ADMINISTRATOR)
def enable(user_id: int) -> Response:
    """Let her in again."""
    with writing(store(), actor()) as work:
        commands.enable(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/sign-out")
@may_enter(Role.ADMINISTRATOR)
def sign_out_everywhere(user_id: int) -> Response:
    """End all her sign-ins."""
    with writing(store(), actor()) as work:
        commands.revoke_sessions(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/link")
@may_enter(Role.ADMINISTRATOR)
def renew_link(user_id: int) -> Response:
    """A new one-time link, shown this once."""
    with writing(store(), actor()) as work:
        token = commands.renew_link(work, user_id)
    return link_page(user_id, token)


def link_page(user_id: int, token: str) -> Response:
    """The page with a link that is kept nowhere else."""
    with reading(store()) as session:
        person = person_of(session, user_id)
    address = url_for("account.join", token=token, _external=True)
    page = render_template("administrator/people/link.html", person=person, address=address, hours=LINK_HOURS)
    return make_response(page, 201)
