"""A plot's area or parcel number put right, with a reason; what it is certified for follows its area."""

from datetime import date
from decimal import Decimal
from secrets import token_hex

from pydantic import BaseModel, Field
from sqlmodel import Session, col, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.certifying import ChangeYield, change_yield
from gitrace.growers.households import household_subject
from gitrace.growers.oversight import require_overseen
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import places_of, plots_of, the_household, the_plot
from gitrace.growers.rules import refuse_area, refuse_beyond_contract, season_of
from gitrace.growers.tables import CertifiedYield, Plot, PlotCorrection, PlotPlace
from gitrace.identifiers.entries import Code, Exact, Words, decimal_text
from gitrace.profile.commands import profile_on
from gitrace.work import Work


class CorrectPlot(BaseModel):
    """Area and parcel number as they shall read."""

    plot_id: int
    area_mu: Exact = Field(title="面积", description="亩。", max_digits=12)
    parcel: Code = Field(title="宗地号", description="不动产单元号、林权证号或承包合同号，全县唯一。")
    reason: Words = Field(title="更正理由")


def correct_plot(work: Work, form: CorrectPlot, *, today: date | None = None) -> list[CertifiedYield]:
    """Put a plot right; returns the certified yields, of this season and the next, that followed its area.

    A yield that falls below what was delivered leaves a shortfall: see `growers.shortfall`. Seasons that are over stay
    as they were certified. Raises Refusal("unknown-plot" | "regulator-only" | "outside-remit" | "nothing-changed" |
    "invalid-area" | "area-exceeds-contract" | "duplicate-parcel").
    """
    plot = the_plot(work.session, form.plot_id)
    household = the_household(work.session, plot.household_id)
    require_overseen(work, (household.township, household.village))
    place = places_of(work.session, household.id)[plot.id]
    was = Decimal(plot.area_mu)
    if (was, place.parcel) == (form.area_mu, form.parcel):
        raise Refusal("nothing-changed", "内容与原记录相同，没有更正。")
    _refuse(work.session, form, plot, Decimal(household.contract_mu))
    row = _corrected(work, form, plot, place)
    told = events.PlotCorrected(plot=plot.id, number=plot.number, area_mu=plot.area_mu)
    work.record(told, subject=plot_subject(plot.id), rows=[plot, place, row], touches=[household_subject(household.id)])
    return [] if was == form.area_mu else _follow(work, plot.id, form.reason, today or shanghai_day(work.now))


def corrections_of(session: Session, plot_id: int) -> list[PlotCorrection]:
    """What a plot was corrected from, the latest first."""
    newest = col(PlotCorrection.id).desc()
    return list(session.exec(select(PlotCorrection).where(PlotCorrection.plot_id == plot_id).order_by(newest)))


def _refuse(session: Session, form: CorrectPlot, plot: Plot, contract_mu: Decimal) -> None:
    refuse_area(form.area_mu)
    others = [Decimal(one.area_mu) for one in plots_of(session, plot.household_id) if one.id != plot.id]
    refuse_beyond_contract(contract_mu, sum(others, Decimal(0)), form.area_mu)
    taken = select(PlotPlace.id).where(PlotPlace.parcel == form.parcel, PlotPlace.plot_id != plot.id)
    if session.exec(taken).first() is not None:
        raise Refusal("duplicate-parcel", "宗地号 {parcel} 已登记在另一地块。", "parcel", parcel=form.parcel)


def _corrected(work: Work, form: CorrectPlot, plot: Plot, place: PlotPlace) -> PlotCorrection:
    row = PlotCorrection(
        plot_id=plot.id,
        household_id=plot.household_id,
        salt=token_hex(16),
        area_mu=plot.area_mu,
        parcel=place.parcel,
        reason=form.reason,
        corrected_at=work.now,
    )
    plot.area_mu, place.parcel = decimal_text(form.area_mu), form.parcel
    work.session.add_all([plot, place, row])
    work.session.flush()
    return row


def _follow(work: Work, plot_id: int, reason: str, today: date) -> list[CertifiedYield]:
    present = season_of(today, profile_on(work.session, today))
    given = work.session.exec(
        select(CertifiedYield).where(CertifiedYield.plot_id == plot_id, CertifiedYield.season >= present)
    ).all()
    return [
        change_yield(
            work,
            ChangeYield(plot_id=plot_id, season=one.season, kg_per_mu=Decimal(one.kg_per_mu), reason=reason),
            today=today,
        )
        for one in given
    ]
