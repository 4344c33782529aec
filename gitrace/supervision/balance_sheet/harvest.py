"""What households of each township may deliver and delivered, and who of them changed it since it was told last."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.commands import certification
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.growers.tables import CertifiedYield, Household, Plot
from gitrace.supervision.balance_sheet.sheet import Weeks
from gitrace.supervision.days import begins

WEEK = timedelta(days=7)


@dataclass
class Sum:
    """A township's sum now. `stir`: grams by household of what changed since it was told; `since`: the first Monday of
    the weeks that the sum is of, for deliveries.
    """

    grams: int = 0
    households: int = 0
    stir: dict[int, int] = field(default_factory=dict)
    since: str = ""


@dataclass(frozen=True)
class Span:
    """The season's weeks that are counted: from its first Monday to the end of the last one's Sunday."""

    season: int
    first: date
    week: date

    @property
    def end(self) -> datetime:
        """The instant up to which deliveries count."""
        return begins(self.week + WEEK)


def certified_sums(session: Session, season: int, told: dict[str, datetime]) -> dict[str, Sum]:
    """By township of the household. `told`: when a township was told last."""
    township = col(Household.township)
    plots = sa.select(township, col(Plot.id), col(Plot.household_id), col(CertifiedYield.grams)).select_from(Plot)
    rows = session.execute(
        plots.join(CertifiedYield, col(CertifiedYield.plot_id) == col(Plot.id))
        .join(Household, col(Household.id) == col(Plot.household_id))
        .where(col(CertifiedYield.season) == season)
    ).all()
    changed = _certified_lately(session, season)
    sums: dict[str, Sum] = defaultdict(Sum)
    households: dict[str, set[int]] = defaultdict(set)
    for code, plot, household, grams in rows:
        one = sums[code]
        one.grams += int(grams)
        households[code].add(household)
        moved, at = changed.get(plot, (0, None))
        if at is not None and (code not in told or at > told[code]):
            one.stir[household] = one.stir.get(household, 0) + moved
    for code, homes in households.items():
        sums[code].households = len(homes)
    return dict(sums)


def _certified_lately(session: Session, season: int) -> dict[int, tuple[int, datetime]]:
    """By plot: the grams of its certification's changes, and when the last one was."""
    place = certification(season)
    county = sa.select(col(Account.id)).where(col(Account.kind) == place.kind, col(Account.owner) == place.owner)
    county_id = county.scalar_subquery()
    found: dict[int, tuple[int, datetime]] = {}
    giver, taker = col(Posting.from_account_id), col(Posting.to_account_id)
    for other, mine in ((giver, taker), (taker, giver)):
        rows = session.execute(
            sa.select(col(Account.owner), sa.func.sum(col(Posting.grams)), sa.func.max(col(Posting.posted_at)))
            .join(Posting, mine == col(Account.id))
            .where(other == county_id, col(Account.kind) == AccountKind.CERTIFIED)
            .group_by(col(Account.owner))
        )
        for owner, grams, at in rows:
            plot = int(owner.removeprefix("plot:").partition("/")[0])
            before, last = found.get(plot, (0, at))
            found[plot] = before + int(grams), max(last, at)
    return found


def delivered_sums(
    session: Session, span: Span, weeks: dict[str, list[Weeks]], told: dict[str, datetime]
) -> dict[str, Sum]:
    """By township of the household, of the weeks not told yet; of the whole season where what was told is no longer
    so, because a delivery of those weeks was corrected or entered late.
    """
    codes = session.execute(
        sa.select(col(Household.township))
        .where(col(Household.id).in_(_of_season(span, col(Delivery.household_id)).distinct()))
        .distinct()
    )
    return {code: _delivered(session, span, code, weeks.get(code, []), told.get(code)) for code in codes.scalars()}


def _delivered(session: Session, span: Span, code: str, weeks: list[Weeks], told: datetime | None) -> Sum:
    here = col(Delivery.household_id).in_(sa.select(col(Household.id)).where(col(Household.township) == code))
    weighed = col(Delivery.weighed_at)
    start = begins(date.fromisoformat(weeks[-1].week) + WEEK) if weeks else begins(span.first)
    fresh = weighed >= start
    before = session.execute(_of_season(span, sa.func.sum(col(Delivery.net_g))).where(here, weighed < start)).scalar()
    since, stirring = start, fresh
    if told is not None and int(before or 0) != sum(one.grams for one in weeks):
        corrected = sa.exists().where(
            col(DeliveryCorrection.delivery_id) == col(Delivery.id), col(DeliveryCorrection.corrected_at) > told
        )
        since, stirring = begins(span.first), sa.or_(fresh, col(Delivery.entered_at) > told, corrected)
    homes = col(Delivery.household_id)
    figures = sa.func.coalesce(sa.func.sum(col(Delivery.net_g)), 0), sa.func.count(sa.distinct(homes))
    grams, households = session.execute(_of_season(span, *figures).where(here, weighed >= since)).one()
    by_household = _of_season(span, homes, sa.func.sum(col(Delivery.net_g))).where(here, stirring).group_by(homes)
    stir = {key: int(moved) for key, moved in session.execute(by_household)}
    restated = since != start
    if not stir and not restated:
        return Sum()
    return Sum(int(grams), households, stir, _monday(since))


def _of_season(span: Span, *columns: sa.SQLColumnExpression[Any]) -> sa.Select[Any]:
    return sa.select(*columns).where(col(Delivery.season) == span.season, col(Delivery.weighed_at) < span.end)


def _monday(instant: datetime) -> str:
    return instant.date().isoformat()
