"""What an administrator does about a person: disable, enable, sign out everywhere, a new link, a new second factor."""

from flask import Response, url_for

from gitrace.people import commands, second_factor
from gitrace.people.roles import Role
from gitrace.web.administrator import administrator
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.parts.links import link_page
from gitrace.work import writing


@administrator.post("/people/<int:user_id>/disable")
@may_enter(Role.ADMINISTRATOR)
@asks_again
def disable(user_id: int) -> Response:
    """Keep her out."""
    with writing(store(), actor()) as work:
        commands.disable(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/enable")
@may_enter(Role.ADMINISTRATOR)
@asks_again
def enable(user_id: int) -> Response:
    """Let her in again."""
    with writing(store(), actor()) as work:
        commands.enable(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/sign-out")
@may_enter(Role.ADMINISTRATOR)
@asks_again
def sign_out_everywhere(user_id: int) -> Response:
    """End all her sign-ins."""
    with writing(store(), actor()) as work:
        commands.revoke_sessions(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/reset-factor")
@may_enter(Role.ADMINISTRATOR)
@asks_again
def reset_factor(user_id: int) -> Response:
    """Take her second factor away; she enrols anew at her next sign-in."""
    with writing(store(), actor()) as work:
        second_factor.reset_factor(work, user_id)
    return saved(".show_person", user_id=user_id)


@administrator.post("/people/<int:user_id>/link")
@may_enter(Role.ADMINISTRATOR)
@asks_again
def renew_link(user_id: int) -> Response:
    """A new one-time link, shown this once."""
    with writing(store(), actor()) as work:
        token = commands.renew_link(work, user_id)
    return link_page(user_id, token, url_for(".show_person", user_id=user_id))
