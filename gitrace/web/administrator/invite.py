"""Inviting somebody: which kind of person first, then only the fields that this kind has."""

from typing import Any

from flask import Response, request, url_for
from pydantic import ConfigDict, ValidationInfo, field_validator

from gitrace.people.commands import InvitePerson
from gitrace.people.roles import BUREAU_NAMES, LEVEL_NAMES, ROLE_NAMES, Role
from gitrace.people.rules import PLACE_MISSING, needed_places
from gitrace.storage import reading
from gitrace.web.administrator import administrator
from gitrace.web.administrator.places import laboratory_options, producer_options
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.language import pairs, said
from gitrace.web.parts.links import invite_by

# Kind, its words, its roles.
KINDS: dict[str, tuple[str, tuple[Role, ...]]] = {
    "producer": ("生产者", (Role.CLERK, Role.PACKER, Role.MANAGER)),
    "lab": ("检验机构", (Role.LAB,)),
    "regulator": ("监管人员", (Role.REGULATOR,)),
    "administrator": ("管理员", (Role.ADMINISTRATOR,)),
}


class TypedInvitation(InvitePerson):
    """The form, which says of every field at once what is missing."""

    model_config = ConfigDict(validate_default=True)

    @field_validator("producer_id", "laboratory_id", "bureau", "level")
    @classmethod
    def _needed(cls, value: Any, info: ValidationInfo) -> Any:
        if value is None and "role" in info.data and info.field_name in needed_places(info.data["role"]):
            raise ValueError(PLACE_MISSING)
        return value


@administrator.route("/people/invite", methods=["GET", "POST"])
@may_enter(Role.ADMINISTRATOR)
@asks_again
def invite() -> Response:
    """The form; then the link, shown this once."""
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else "producer"
    form = Form(TypedInvitation, {"role": KINDS[kind][1][0]})
    if form.sent:
        with form.answering():
            return invite_by(form, "administrator.show_person")
    with reading(store()) as session:
        places = {"producers": producer_options(session), "laboratories": laboratory_options(session)}
    return form.page(
        "administrator/people/invite.html",
        kind=kind,
        tabs=[(url_for(".invite", kind=one), said(KINDS[one][0]), one == kind) for one in KINDS],
        roles=pairs({role: ROLE_NAMES[role] for role in KINDS[kind][1]}),
        bureaus=pairs(BUREAU_NAMES),
        levels=pairs(LEVEL_NAMES),
        **places,
    )
