"""A village list's lines: the plot, found by its number or by its household's name or pinyin, and what is claimed."""

from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, request
from sqlmodel import Session, col

from gitrace.growers.finding import Grower, find_plots
from gitrace.growers.queries import plot_by_number
from gitrace.growers.tables import Household
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.villages.drafting import PutLine, put_line
from gitrace.villages.tables import VillageList
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.growers import GrowerChooser
from gitrace.web.parts.places import cover_names, present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.lists import list_or_404
from gitrace.web.typed_text import clean

UNKNOWN = "没有找到“{typed}”：请填完整地块编号；还没有登记的，先登记农户和地块。"


@regulator.route("/lists/<int:list_id>/lines/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_line(list_id: int) -> Response:
    """Put a registered plot on a draft, or change what is claimed for it."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
        covers = cover_names(present_profile(session))
    form = Form(PutLine, {name: request.args.get(name) for name in ("plot", "cover", "kg_per_mu", "measured_sample")})
    chooser = _chooser(form, listed)
    if form.sent:
        with form.answering():
            known = {"list_id": list_id, **chooser.known()}
            done = form.do_once(lambda work, command: put_line(work, command).id, **known)
            return saved(".show_list", done, list_id=list_id, part="plots")
    return form.page("regulator/lists/line.html", its=listed, covers=covers, chooser=chooser)


@regulator.get("/lists/<int:list_id>/plots")
@may_enter(Role.REGULATOR)
@every_level
def find_plots_here(list_id: int) -> str:
    """Candidates for what is typed: a piece of a page."""
    typed = clean("q", request.args.get("q", ""))[:200]
    with reading(store()) as session:
        found = _plots(session, typed, list_or_404(session, list_id))
        return render_template("parts/growers.html", found=found, typed=typed)


def _chooser(form: Form[Any], listed: VillageList) -> GrowerChooser:
    return GrowerChooser(
        form,
        lambda session, typed: _plots(session, typed, listed),
        name="plot",
        unknown=UNKNOWN,
        exact=_number,
    )


def _number(session: Session, typed: str) -> str | None:
    plot = plot_by_number(session, typed)
    return plot.number if plot else None


def _plots(session: Session, typed: str, listed: VillageList) -> list[Grower]:
    of_village = sa.and_(col(Household.township) == listed.township, col(Household.village) == listed.village)
    return find_plots(session, typed, among=of_village) if typed.strip() else []
