"""The open figures of a season, all together.

They stand as of the end of a day, so that everybody reads the same ones all day long and no single delivery can be
told from two looks; weights are whole tonnes for the same reason.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind
from gitrace.growers.rules import season_days
from gitrace.profile import Profile
from gitrace.scans.days import scans_within
from gitrace.supervision.open_figures.figure import OpenFigure
from gitrace.supervision.open_figures.harvest import certified_by_township, delivered_by_township, harvest_figures
from gitrace.supervision.open_figures.labels import label_figures
from gitrace.supervision.open_figures.rule_of_five import Share
from gitrace.supervision.open_figures.shoppers import figures_of_stops, shopper_figures


@dataclass(frozen=True)
class OpenFigures:
    """A season up to the end of the day `until`; `scans_from`: the first day whose scans are counted."""

    season: int
    first: date
    until: date
    scans_from: date | None
    harvest: tuple[OpenFigure, ...]
    labels: tuple[OpenFigure, ...]
    shoppers: tuple[OpenFigure, ...]

    @property
    def figures(self) -> tuple[OpenFigure, ...]:
        """All of the county's."""
        return self.harvest + self.labels + self.shoppers


def seasons_on_record(session: Session) -> list[int]:
    """Seasons for which anything was certified, the latest first."""
    owners = session.execute(sa.select(col(Account.owner)).where(col(Account.kind) == AccountKind.CERTIFICATION))
    return sorted((int(owner.removeprefix("season:")) for owner in owners.scalars()), reverse=True)


def open_figures(session: Session, season: int, profile: Profile, today: date) -> OpenFigures:
    """As of the end of yesterday, or of the season: nine statements."""
    first, last = season_days(season, profile)
    days = first, min(today - timedelta(days=1), last)
    certified, delivered = certified_by_township(session, season), delivered_by_township(session, days)
    looks = scans_within(session, *days)
    return OpenFigures(
        season=season,
        first=first,
        until=days[1],
        scans_from=looks.day if looks else None,
        harvest=harvest_figures(sum(certified.values(), Share()), sum(delivered.values(), Share())),
        labels=label_figures(session, (first, last), days[1]),
        shoppers=shopper_figures(session, days, looks) + figures_of_stops(session, days),
    )
