"""The list of people, and one of them."""

from math import ceil

from flask import Response, render_template, request, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.backup.keys import keys_backed_up
from gitrace.people.queries import PAGE, STATE_NAMES, Listed, UserState, find_user, list_users, live_sessions, person_of
from gitrace.people.roles import ROLE_NAMES, Role
from gitrace.people.rules import FACTOR_ROLES
from gitrace.people.second_factor import factor_of
from gitrace.storage import reading
from gitrace.web.administrator import administrator
from gitrace.web.administrator.places import place_names
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.moments import told_of


class FindPeople(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="姓名或登录名", max_length=40)
    role: Role | None = Field(default=None, title="角色")
    state: UserState | None = Field(default=None, title="状态")
    page: int = Field(default=1, ge=1, le=100_000)


@administrator.get("/people")
@may_enter(Role.ADMINISTRATOR)
def list_people() -> Response:
    """Everybody, or those who fit the filter."""
    form, wanted = Form(FindPeople, source=request.args), FindPeople()
    with form.answering():
        wanted = form.command()
    with reading(store()) as session:
        people, total = list_users(session, **wanted.model_dump())
        places = place_names(session, [one.user for one in people])
        backed_up = keys_backed_up(session)
    return form.page(
        "administrator/people/list.html",
        people=people,
        places=places,
        total=total,
        page=wanted.page,
        last=ceil(total / PAGE),
        address=lambda page: url_for(".list_people", **{**request.args.to_dict(), "page": page}),
        role_names=ROLE_NAMES,
        state_names=STATE_NAMES,
        keys_backed_up=backed_up,
    )


@administrator.get("/people/<int:user_id>")
@may_enter(Role.ADMINISTRATOR)
def show_person(user_id: int) -> str:
    """Who it is, what she may do, where she is signed in, and what was done about her."""
    with reading(store()) as session:
        user = find_user(session, user_id)
        return render_template(
            "administrator/people/show.html",
            one=Listed(user, person_of(session, user_id)),
            place=place_names(session, [user]).get(user_id, ""),
            sessions=live_sessions(session, user_id, clock.now()),
            factor=factor_of(session, user_id),
            needs_factor=user.role in FACTOR_ROLES,
            role_names=ROLE_NAMES,
            state_names=STATE_NAMES,
            **told_of(session, f"user:{user_id}"),
        )
