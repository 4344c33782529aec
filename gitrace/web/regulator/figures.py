"""面积与定额: what the county knows of a season's bearing areas and norms."""

from flask import Response, request

from gitrace import clock
from gitrace.growers.rules import season_of
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.villages.figures import RecordFigure, figure_of, figures_of, record_figure
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile, township_names
from gitrace.web.regulator import regulator


@regulator.route("/figures", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def list_figures() -> Response:
    """A season's figures from the county to its villages, and the form that enters or changes one."""
    with reading(store()) as session:
        profile = present_profile(session)
        present = season_of(clock.shanghai_day(clock.now()), profile)
        season = _asked_season(present)
        figures = figures_of(session, season)
        known = figure_of(session, season, request.args.get("township", ""), request.args.get("village", ""))
    form = Form(RecordFigure, known.model_dump() if known else {"season": season})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: record_figure(work, command).season)
            return saved(".list_figures", done, season=done.content)
    return form.page(
        "regulator/figures/list.html",
        figures=figures,
        season=season,
        present=present,
        townships=township_names(profile, growing=True),
    )


def _asked_season(present: int) -> int:
    text = request.args.get("season", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else present  # noqa: PLR2004
