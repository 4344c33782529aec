"""Lists for the coming season: one waits for the township, one hangs out with an objection, one is a draft."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from sqlmodel import col, select

from gitrace.clock import shanghai_day
from gitrace.demo.groves import VILLAGES, Village
from gitrace.demo.seasons import at
from gitrace.demo.stage import Stage
from gitrace.growers.rules import season_of
from gitrace.growers.tables import Household, Plot
from gitrace.profile import Profile
from gitrace.villages.drafting import DraftList, PutLine, draft_list, put_line
from gitrace.villages.figures import RecordFigure, record_figure
from gitrace.villages.objections import RecordObjection, record_objection
from gitrace.villages.steps import PublishList, publish_list
from gitrace.villages.tables import VillageList
from gitrace.work import Work

_BEGUN = timedelta(days=10)
_NORMS = {"natural": Decimal(600), "covered": Decimal(650)}
_CHECKABLE, _OBJECTED, _DRAFT = VILLAGES[:3]


def plan_lists(stage: Stage, profile: Profile) -> None:
    """The county's figures, then each list as far as it has come."""
    begun = stage.today - _BEGUN
    season = season_of(begun, profile) + 1
    stage.agenda.at(at(begun, 8), partial(_figures, stage, season))
    for village, published in ((_CHECKABLE, begun), (_OBJECTED, stage.today - timedelta(days=3)), (_DRAFT, None)):
        stage.agenda.at(at(begun, 9), partial(_draft, stage, village, season))
        if published is not None:
            stage.agenda.at(at(published, 10), partial(_publish, stage, village, season, published))
    stage.agenda.at(at(stage.today - timedelta(days=1), 11), partial(_object, stage, season))


def _figures(stage: Stage, season: int) -> None:
    """Norms of the county and a township's bearing area; the villages' own areas are not recorded."""
    norms = RecordFigure(
        season=season,
        norm_natural=_NORMS["natural"],
        norm_covered=_NORMS["covered"],
        source="演示：县农业农村局测产报告",
    )
    area = RecordFigure(season=season, township="421223103", bearing_mu=Decimal(400), source="演示：乡镇统计年报")
    for form in (norms, area):
        stage.act("agri", lambda work, form=form: record_figure(work, form))  # type: ignore[misc]


def _draft(stage: Stage, village: Village, season: int) -> None:
    stage.act("town", partial(_put_all, stage, village, season))


def _put_all(stage: Stage, village: Village, season: int, work: Work) -> None:
    listed = draft_list(work, DraftList(season=season, township=village.township, village=village.name))
    covered = {grower.covered for grower in stage.growers}
    plots = work.session.exec(
        select(Plot)
        .join(Household, col(Household.id) == col(Plot.household_id))
        .where(Household.township == village.township, Household.village == village.name)
        .order_by(Plot.number)
    )
    for plot in plots.all():
        cover = "covered" if plot.number in covered else "natural"
        form = PutLine(list_id=listed.id, plot=plot.number, cover=cover, kg_per_mu=_NORMS[cover])
        put_line(work, form)


def _publish(stage: Stage, village: Village, season: int, day: date) -> None:
    def publish(work: Work) -> None:
        listed = _listed(work, village, season)
        publish_list(work, PublishList(list_id=listed.id, from_day=day, object_to=f"{village.name}村委会（演示）"))

    stage.act("town", publish)


def _object(stage: Stage, season: int) -> None:
    def record(work: Work) -> None:
        listed = _listed(work, _OBJECTED, season)
        words = "演示：第三户的面积比承包合同上的多。"
        form = RecordObjection(list_id=listed.id, raised_on=shanghai_day(work.now), objector="演示异议人", words=words)
        record_objection(work, form)

    stage.act("town", record)


def _listed(work: Work, village: Village, season: int) -> VillageList:
    return work.session.exec(
        select(VillageList).where(VillageList.season == season, VillageList.village == village.name)
    ).one()
