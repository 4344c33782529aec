"""Plots: one parcel, one household, and no more area together than its contract."""

from datetime import date
from decimal import Decimal
from secrets import token_hex

from pydantic import BaseModel, Field
from sqlmodel import Session, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.households import household_subject
from gitrace.growers.oversight import require_overseen
from gitrace.growers.queries import plot_by_number, plots_of, the_household
from gitrace.growers.rules import point_e6, refuse_area, refuse_beyond_contract
from gitrace.growers.tables import Household, Plot, PlotPlace
from gitrace.identifiers.entries import Code, Exact, decimal_text
from gitrace.profile.commands import profile_on
from gitrace.profile.rules import refuse_growing_township
from gitrace.work import Work


class RegisterPlot(BaseModel):
    """A plot and where it lies: the parcel's number, and a point if one was taken (degrees, WGS-84)."""

    household_id: int
    number: Code | None = Field(default=None, title="地块编号", description="不填则按户号顺次编号。")
    parcel: Code = Field(title="宗地号", description="不动产单元号、林权证号或承包合同号，全县唯一。")
    township: str = Field(title="乡镇")
    area_mu: Exact = Field(title="面积", description="亩。", max_digits=12)
    planted_year: int | None = Field(default=None, title="栽植年份", ge=1900)
    longitude: Exact | None = Field(default=None, title="经度", description="WGS-84，如 113.93145。", max_digits=12)
    latitude: Exact | None = Field(default=None, title="纬度", description="WGS-84，如 29.53685。", max_digits=12)


def plot_subject(plot_id: int) -> str:
    """`plot:40`."""
    return f"plot:{plot_id}"


def register_plot(work: Work, form: RegisterPlot, *, today: date | None = None) -> Plot:
    """Enter a plot. `today` defaults to the present day in Shanghai.

    Raises Refusal("regulator-only" | "outside-remit" | "unknown-household" | "duplicate" | "duplicate-parcel" |
    "outside-area" | "invalid-area" | "area-exceeds-contract" | "future-date" | "missing").
    """
    household = the_household(work.session, form.household_id)
    require_overseen(work, (household.township, household.village))
    number = form.number or _next_number(work.session, household)
    if plot_by_number(work.session, number) is not None:
        raise Refusal("duplicate", "地块编号 {number} 已经登记。", "number", number=number)
    longitude, latitude = _refuse_place(work, form, today or shanghai_day(work.now))
    others = [Decimal(plot.area_mu) for plot in plots_of(work.session, household.id)]
    refuse_beyond_contract(Decimal(household.contract_mu), sum(others, Decimal(0)), form.area_mu)
    plot = Plot(
        household_id=household.id,
        number=number,
        township=form.township,
        area_mu=decimal_text(form.area_mu),
        planted_year=form.planted_year,
    )
    work.session.add(plot)
    work.session.flush()
    place = PlotPlace(
        plot_id=plot.id,
        household_id=household.id,
        salt=token_hex(16),
        parcel=form.parcel,
        longitude_e6=longitude,
        latitude_e6=latitude,
    )
    work.session.add(place)
    work.session.flush()
    registered = events.PlotRegistered(
        plot=plot.id, number=number, household=household.id, township=plot.township, area_mu=plot.area_mu
    )
    work.record(
        registered, subject=plot_subject(plot.id), rows=[plot, place], touches=[household_subject(household.id)]
    )
    return plot


def _refuse_place(work: Work, form: RegisterPlot, today: date) -> tuple[int | None, int | None]:
    """The point in millionths of a degree, once parcel, township, area and year can be a plot's."""
    profile = profile_on(work.session, today)
    taken = select(PlotPlace.id).where(PlotPlace.parcel == form.parcel)
    if work.session.exec(taken).first() is not None:
        raise Refusal("duplicate-parcel", "宗地号 {parcel} 已登记在另一地块。", "parcel", parcel=form.parcel)
    refuse_growing_township(form.township, profile)
    refuse_area(form.area_mu)
    if form.planted_year is not None and form.planted_year > today.year:
        raise Refusal("future-date", "栽植年份 {year} 还没有到。", "planted_year", year=form.planted_year)
    return point_e6(form.longitude, form.latitude, profile)


def _next_number(session: Session, household: Household) -> str:
    taken = {plot.number for plot in plots_of(session, household.id)}
    count = len(taken) + 1
    while f"{household.number}-{count}" in taken:
        count += 1
    return f"{household.number}-{count}"
