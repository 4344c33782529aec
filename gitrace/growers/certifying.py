"""Certified yields: what a plot may deliver in a season, and what happens when that is changed afterwards.

Grams go from the season's certification to the plot's account, where deliveries take them. A lowering takes back what
is left there. What deliveries have taken beyond the new figure cannot be taken back: see `gitrace.growers.shortfall`.
"""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.balance.commands import Books, certification, certified
from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.households import household_subject
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import the_plot, yield_uses
from gitrace.growers.rules import certified_grams, plausible_yield, refuse_certified_yield, refuse_season
from gitrace.growers.shortfall import post_shortfall
from gitrace.growers.tables import CertifiedYield, Plot
from gitrace.identifiers.entries import Exact, Words, decimal_text
from gitrace.people.acting import require_overseer
from gitrace.profile import Outcome
from gitrace.profile.commands import profile_on
from gitrace.work import Work

_SAMPLE_HINT = "亩产偏高时填写：测产日期、样方位置和结果。"


class CertifyYield(BaseModel):
    """A plot's yield of a season; the season is named after the year it ends in.

    Certification stands at the end of a village's list; whoever certifies without one says why in `reason`.
    """

    plot_id: int
    season: int = Field(title="产季", description="以结束的年份命名。", ge=2000, le=2100)
    kg_per_mu: Exact = Field(title="核定亩产", description="公斤。", max_digits=12)
    measured_sample: Words | None = Field(default=None, title="实测样方", description=_SAMPLE_HINT)
    reason: Words = Field(
        title="核定依据", description="没有经村、镇名册的，写明为什么直接核定、依据什么；记入地块的记录。"
    )


class ChangeYield(BaseModel):
    """The certified yield as it shall be, raised or lowered."""

    plot_id: int
    season: int = Field(title="产季", ge=2000, le=2100)
    kg_per_mu: Exact = Field(title="核定亩产", description="公斤。", max_digits=12)
    measured_sample: Words | None = Field(default=None, title="实测样方", description=_SAMPLE_HINT)
    reason: Words = Field(title="更改理由")


def yield_of(work: Work, plot_id: int, season: int) -> CertifiedYield | None:
    """The certified yield of a plot in a season."""
    return work.session.exec(
        select(CertifiedYield).where(CertifiedYield.plot_id == plot_id, CertifiedYield.season == season)
    ).one_or_none()


def certify_yield(work: Work, form: CertifyYield, *, today: date | None = None) -> CertifiedYield:
    """Certify a plot for a season. `today` defaults to the present day in Shanghai.

    A yield above the profile's warning is certified and marked as unusual; its sample belongs with it.
    Raises Refusal("regulator-only" | "unknown-plot" | "certified-already" | "season-ahead" | "invalid-yield" |
    "yield-implausible").
    """
    require_overseer(work.actor)
    plot = the_plot(work.session, form.plot_id)
    unusual = _refuse_yield(work, form, today or shanghai_day(work.now))
    if yield_of(work, plot.id, form.season) is not None:
        raise Refusal("certified-already", "这个地块 {season} 产季已经核定，请更改核定产量。", season=form.season)
    row = CertifiedYield(
        plot_id=plot.id,
        season=form.season,
        kg_per_mu=decimal_text(form.kg_per_mu),
        grams=certified_grams(_area(plot), form.kg_per_mu),
        measured_sample=form.measured_sample,
    )
    work.session.add(row)
    work.session.flush()
    books = Books(work, plot_subject(plot.id))
    books.move(certification(form.season), certified(plot.id, form.season), row.grams, "certify")
    told = events.YieldCertified(
        plot=plot.id,
        number=plot.number,
        season=row.season,
        kg_per_mu=row.kg_per_mu,
        grams=row.grams,
        unusual=unusual,
        reason=form.reason,
    )
    work.record(told, subject=plot_subject(plot.id), rows=[row, *books.rows], touches=_touches(plot))
    return row


def change_yield(work: Work, form: ChangeYield, *, today: date | None = None) -> CertifiedYield:
    """Raise or lower a certified yield, also below what was delivered.

    Raises Refusal("regulator-only" | "unknown-plot" | "not-certified" | "season-ahead" | "invalid-yield" |
    "yield-implausible").
    """
    require_overseer(work.actor)
    plot = the_plot(work.session, form.plot_id)
    _refuse_yield(work, form, today or shanghai_day(work.now))
    row = yield_of(work, plot.id, form.season)
    if row is None:
        raise Refusal("not-certified", "这个地块 {season} 产季还没有核定产量。", season=form.season)
    before = row.kg_per_mu
    row.kg_per_mu = decimal_text(form.kg_per_mu)
    row.grams = certified_grams(_area(plot), form.kg_per_mu)
    row.measured_sample = form.measured_sample or row.measured_sample
    work.session.add(row)
    books = Books(work, plot_subject(plot.id))
    uncovered = _settle(work, books, row)
    shortfall = post_shortfall(books, plot.id, form.season, uncovered)
    told = events.YieldChanged(
        plot=plot.id,
        number=plot.number,
        season=row.season,
        before=before,
        kg_per_mu=row.kg_per_mu,
        grams=row.grams,
        uncovered_g=uncovered,
        in_lots_g=shortfall.in_lots_g,
        reason=form.reason,
    )
    touches = [*_touches(plot), *shortfall.lots]
    work.record(told, subject=plot_subject(plot.id), rows=[row, *books.rows], touches=touches)
    return row


def _settle(work: Work, books: Books, row: CertifiedYield) -> int:
    """Bring the plot's account to what it may still deliver; returns what was delivered and is no longer certified."""
    use = yield_uses(work.session, [row.plot_id], row.season)[row.plot_id]
    left = max(0, row.grams - use.delivered_g)
    source, plot = certification(row.season), certified(row.plot_id, row.season)
    if left > use.left_g:
        books.move(source, plot, left - use.left_g, "raise")
    else:
        books.move(plot, source, use.left_g - left, "lower")
    return max(0, use.delivered_g - row.grams)


def _refuse_yield(work: Work, form: CertifyYield | ChangeYield, today: date) -> bool:
    """Whether the yield is one that calls for a measured sample."""
    profile = profile_on(work.session, today)
    refuse_season(form.season, today, profile)
    refuse_certified_yield(form.kg_per_mu, profile, "kg_per_mu")
    return plausible_yield(form.kg_per_mu, profile).outcome is Outcome.WARN


def _area(plot: Plot) -> Decimal:
    return Decimal(plot.area_mu)


def _touches(plot: Plot) -> list[str]:
    return [household_subject(plot.household_id)]
