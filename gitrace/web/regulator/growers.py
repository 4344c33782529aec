"""Finding a household of the reader's remit, for the fields in which one is chosen."""

from typing import Any

import sqlalchemy as sa
from flask import render_template, request
from sqlmodel import Session

from gitrace.growers.finding import Grower, find_growers
from gitrace.growers.oversight import within
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.growers import GrowerChooser
from gitrace.web.regulator import regulator
from gitrace.web.regulator.remit import own_remit
from gitrace.web.typed_text import clean

UNKNOWN = "没有找到“{typed}”：请填完整户号；还没有登记的，先登记农户。"


def overseen_growers(form: Form[Any], *, name: str) -> GrowerChooser:
    """The chooser of a regulator's form."""
    return GrowerChooser(form, _find, name=name, unknown=UNKNOWN)


@regulator.get("/growers")
@may_enter(Role.REGULATOR)
@every_level
def find_households_here() -> str:
    """Candidates for what is typed: a piece of a page."""
    typed = clean("q", request.args.get("q", ""))[:200]
    with reading(store()) as session:
        return render_template("parts/growers.html", found=_find(session, typed), typed=typed)


def _find(session: Session, typed: str) -> list[Grower]:
    return find_growers(session, typed, among=sa.and_(sa.true(), *within(own_remit(session))))
