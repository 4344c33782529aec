"""What a household's own page tells: what it delivered in a season, to whom, and what it may still deliver."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.cards.opening import Opened
from gitrace.cases.queries import DenialLine, denials_of
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.tables import Delivery
from gitrace.growers.queries import PlotStanding, standings
from gitrace.growers.rules import cover_laid, season_of
from gitrace.producers.tables import Producer
from gitrace.profile import Finding, Outcome, Profile
from gitrace.profile.values import month_day

PAGE = 50


@dataclass(frozen=True)
class Delivered:
    """A delivery: to whom, what the checks found against it, what the household said of it."""

    delivery: Delivery
    buyer: str
    failing: tuple[Finding, ...]
    denial: DenialLine | None


@dataclass(frozen=True)
class Bought:
    """What one buyer took in the season."""

    buyer: str
    count: int
    net_g: int


@dataclass(frozen=True)
class Grove:
    """The household's plots that were covered this season, or those that were not."""

    covered: bool
    plots: tuple[str, ...]
    delivered_g: int
    left_g: int


@dataclass(frozen=True)
class Statement:
    """A season of one household. `seasons`: those in which it delivered anything, the newest first."""

    season: int
    seasons: tuple[int, ...]
    lines: tuple[Delivered, ...]
    buyers: tuple[Bought, ...]
    groves: tuple[Grove, ...]
    only_buyer: str | None

    @property
    def count(self) -> int:
        """How many deliveries."""
        return sum(one.count for one in self.buyers)

    @property
    def net_g(self) -> int:
        """All that was bought, grams."""
        return sum(one.net_g for one in self.buyers)

    @property
    def left_g(self) -> int:
        """What may still be delivered, grams."""
        return sum(one.left_g for one in self.groves)


def statement_of(
    session: Session, opened: Opened, season: int, *, today: date, profile: Profile, page: int = 1
) -> Statement:
    """The season's statement for whoever holds this key; `page` counts its deliveries from the newest."""
    mine = [col(Delivery.household_id) == opened.household_id]
    mine += [col(Delivery.producer_id) == opened.producer_id] if opened.producer_id else []
    seasons = session.execute(sa.select(col(Delivery.season)).where(*mine).distinct()).scalars()
    in_season = [*mine, col(Delivery.season) == season]
    plots = standings(session, [opened.household_id], season)[opened.household_id]
    buyer = session.get(Producer, opened.producer_id) if opened.producer_id else None
    return Statement(
        season=season,
        seasons=tuple(sorted(seasons, reverse=True)),
        lines=tuple(_lines(session, in_season, opened, page)),
        buyers=tuple(_bought(session, in_season)),
        groves=tuple(_groves(plots, _day_within(season, today, profile), profile)),
        only_buyer=buyer.name if buyer else None,
    )


def delivery_of(session: Session, opened: Opened, delivery_id: int) -> Delivered | None:
    """One delivery of the household, as far as this key shows it."""
    mine = [col(Delivery.id) == delivery_id, col(Delivery.household_id) == opened.household_id]
    mine += [col(Delivery.producer_id) == opened.producer_id] if opened.producer_id else []
    return next(iter(_lines(session, mine, opened, 1)), None)


def _lines(session: Session, where: Sequence[sa.ColumnElement[bool]], opened: Opened, page: int) -> Iterable[Delivered]:
    newest = col(Delivery.weighed_at).desc(), col(Delivery.id).desc()
    rows = session.execute(
        sa.select(Delivery, col(Producer.name))
        .join(Producer, col(Producer.id) == col(Delivery.producer_id))
        .where(*where)
        .order_by(*newest)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    told = denials_of(session, [delivery.id for delivery, _ in rows])
    said = {one.denial.delivery_id: one for one in told if one.denial.household_id == opened.household_id}
    for delivery, buyer in rows:
        failing = tuple(one for one in findings_of(delivery) if one.outcome is Outcome.FAIL)
        yield Delivered(delivery, buyer, failing, said.get(delivery.id))


def _bought(session: Session, where: Sequence[sa.ColumnElement[bool]]) -> Iterable[Bought]:
    grams = sa.func.sum(col(Delivery.net_g))
    rows = session.execute(
        sa.select(col(Producer.name), sa.func.count(), grams)
        .join(Producer, col(Producer.id) == col(Delivery.producer_id))
        .where(*where)
        .group_by(col(Producer.id), col(Producer.name))
        .order_by(grams.desc(), col(Producer.name))
    )
    return [Bought(name, int(count), int(net)) for name, count, net in rows]


def _day_within(season: int, today: date, profile: Profile) -> date:
    """Today, or the last day of a season that is over, by which covers are told apart."""
    following = date(season, *month_day(profile.season.begins.value))
    return today if season_of(today, profile) == season else following - timedelta(days=1)


def _groves(plots: Sequence[PlotStanding], today: date, profile: Profile) -> Iterable[Grove]:
    for covered in (True, False):
        these = [one for one in plots if (cover_laid(one.inputs, today, profile) is not None) is covered]
        if these:
            yield Grove(
                covered,
                tuple(one.facts.code for one in these),
                sum(one.use.delivered_g for one in these),
                sum(one.left_g for one in these),
            )
