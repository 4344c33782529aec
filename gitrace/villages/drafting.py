"""村拟定: a village's list begun, plots put on it and taken off, while it is a draft.

What is claimed for a plot stands in the plot's timeline; a list's own tells its steps, not to be hidden by its lines.
"""

from decimal import Decimal

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers.households import household_subject
from gitrace.growers.oversight import require_overseen
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import plot_by_number, the_household
from gitrace.growers.rules import certified_grams, plausible_yield, refuse_certified_yield, refuse_season
from gitrace.growers.succession import refuse_closed
from gitrace.growers.tables import Household, Plot
from gitrace.identifiers.entries import Code, Exact, Line, Words, decimal_text
from gitrace.profile import Outcome
from gitrace.profile.commands import profile_on
from gitrace.profile.rules import refuse_growing_township
from gitrace.villages import events
from gitrace.villages.figures import norms_of
from gitrace.villages.queries import list_of, subject_of, the_list
from gitrace.villages.rules import Claim, refuse_over_norm
from gitrace.villages.tables import ListLine, ListState, VillageList
from gitrace.work import Work

_SAMPLE_HINT = "亩产高于定额时必填：测产日期、样方位置和结果。"


class DraftList(BaseModel):
    """A village and season."""

    season: int = Field(title="产季", description="以结束的年份命名。", ge=2000, le=2100)
    township: str = Field(title="乡镇")
    village: Line = Field(title="村")


class PutLine(BaseModel):
    """A claim for a registered plot; for one that is on the list already, the claim as it shall read."""

    list_id: int
    plot: Code = Field(title="地块编号", description="编号，或户号、户主、拼音首字母；先登记农户和地块，再列入名册。")
    cover: str = Field(title="方式")
    kg_per_mu: Exact = Field(title="核定亩产", description="公斤；按定额，或按实测样方。", max_digits=12)
    measured_sample: Words | None = Field(default=None, title="实测样方", description=_SAMPLE_HINT)


def draft_list(work: Work, form: DraftList) -> VillageList:
    """Begin a village's list. Raises Refusal("regulator-only" | "outside-remit" | "outside-area" | "season-ahead" |
    "duplicate").
    """
    require_overseen(work, (form.township, form.village))
    today = shanghai_day(work.now)
    profile = profile_on(work.session, today)
    refuse_growing_township(form.township, profile)
    refuse_season(form.season, today, profile)
    if list_of(work.session, form.season, form.township, form.village) is not None:
        raise Refusal("duplicate", "这个村 {season} 产季的名册已经有了。", "village", season=form.season)
    listed = VillageList(season=form.season, township=form.township, village=form.village)
    work.session.add(listed)
    work.session.flush()
    told = events.ListDrafted(season=listed.season, township=listed.township, village=listed.village)
    work.record(told, subject=subject_of(listed.id), rows=[listed])
    return listed


def put_line(work: Work, form: PutLine) -> ListLine:
    """Put a plot on a draft, or change what is claimed for it.

    Raises Refusal("unknown-list" | "regulator-only" | "outside-remit" | "not-a-draft" | "unknown-plot" |
    "other-village" | "household-closed" | "invalid-cover" | "invalid-yield" | "yield-implausible" | "over-norm" |
    "sample-missing").
    """
    listed = the_draft(work, form.list_id)
    plot, household = _plot_of_village(work, listed, form.plot)
    _refuse_claim(work, listed, form, plot, household)
    line = line_of(work, listed.id, plot.id) or ListLine(
        list_id=listed.id,
        plot_id=plot.id,
        household_id=household.id,
        cover=form.cover,
        area_mu=plot.area_mu,
        kg_per_mu="",
        grams=0,
    )
    line.household_id, line.cover, line.area_mu = household.id, form.cover, plot.area_mu
    line.kg_per_mu, line.grams = decimal_text(form.kg_per_mu), certified_grams(Decimal(plot.area_mu), form.kg_per_mu)
    line.measured_sample = form.measured_sample
    work.session.add(line)
    work.session.flush()
    told = events.LinePut(plot=plot.id, number=plot.number, kg_per_mu=line.kg_per_mu, grams=line.grams)
    work.record(told, subject=plot_subject(plot.id), rows=[line], touches=[household_subject(household.id)])
    return line


def drop_line(work: Work, list_id: int, line_id: int) -> None:
    """Take a plot off a draft. Raises Refusal("unknown-list" | "outside-remit" | "not-a-draft" | "unknown-line")."""
    listed = the_draft(work, list_id)
    line = work.session.get(ListLine, line_id)
    if line is None or line.list_id != listed.id:
        raise Refusal("unknown-line", "名册里没有这一行。")
    plot = work.session.get_one(Plot, line.plot_id)
    work.session.delete(line)
    told = events.LineDropped(plot=plot.id, number=plot.number)
    row = ("village_list_line", line.id)
    work.record(told, subject=plot_subject(plot.id), rows=[row], touches=[household_subject(plot.household_id)])


def the_draft(work: Work, list_id: int) -> VillageList:
    """The list, within the actor's remit and still a draft."""
    listed = the_list(work.session, list_id)
    require_overseen(work, (listed.township, listed.village))
    if listed.state != ListState.DRAFT:
        raise Refusal("not-a-draft", "名册已经公示，须先退回重拟才能改动。")
    return listed


def line_of(work: Work, list_id: int, plot_id: int) -> ListLine | None:
    """What a list claims for a plot."""
    return work.session.exec(
        select(ListLine).where(ListLine.list_id == list_id, ListLine.plot_id == plot_id)
    ).one_or_none()


def _plot_of_village(work: Work, listed: VillageList, number: str) -> tuple[Plot, Household]:
    plot = plot_by_number(work.session, number)
    if plot is None:
        raise Refusal("unknown-plot", "没有登记地块 {plot}。", "plot", plot=number)
    household = the_household(work.session, plot.household_id)
    if (household.township, household.village) != (listed.township, listed.village):
        # Another village's household is not named to this one.
        raise Refusal("other-village", "地块 {plot} 的农户不是本村的。", "plot", plot=number)
    return plot, household


def _refuse_claim(work: Work, listed: VillageList, form: PutLine, plot: Plot, household: Household) -> None:
    refuse_closed(work.session, household.id, "plot")
    profile = profile_on(work.session, shanghai_day(work.now))
    if form.cover not in {cover.code for cover in profile.covers}:
        raise Refusal("invalid-cover", "方式应为 自然 或 覆盖。", "cover")
    refuse_certified_yield(form.kg_per_mu, profile)
    area = Decimal(plot.area_mu)
    norm = norms_of(work.session, listed.season, listed.township, listed.village).by_cover.get(form.cover)
    grams = certified_grams(area, form.kg_per_mu)
    sampled = form.measured_sample is not None
    refuse_over_norm(Claim(plot.number, household.number, area, form.kg_per_mu, grams, sampled, norm))
    if not sampled and plausible_yield(form.kg_per_mu, profile).outcome is Outcome.WARN:
        raise Refusal("sample-missing", "地块 {plot} 的亩产偏高，须附实测样方。", "measured_sample", plot=plot.number)
