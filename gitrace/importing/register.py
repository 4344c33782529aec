"""The register as a sheet of claims is judged by it: read whole, once, so that thirty thousand rows ask nothing."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Self

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.growers.tables import Household, HouseholdClosing, HouseholdPerson, Plot, PlotPlace
from gitrace.villages.figures import norms_of
from gitrace.villages.tables import ListLine, VillageList


@dataclass(frozen=True)
class KnownHousehold:
    """A registered household."""

    township: str
    village: str
    name: str | None
    contract_mu: Decimal
    closed: bool


@dataclass(frozen=True)
class KnownPlot:
    """A registered plot, by its parcel."""

    id: int
    household: str
    area_mu: Decimal


@dataclass(frozen=True)
class KnownLine:
    """What a list of the season claims for a plot."""

    list_id: int
    cover: str
    kg_per_mu: Decimal
    sample: str


@dataclass
class Register:
    """Everything by the key that a row names."""

    households: dict[str, KnownHousehold]
    persons: dict[str, str]
    """Digest of an ID number to the household's number."""
    plots: dict[str, KnownPlot]
    areas: dict[str, Decimal]
    """Registered mu of a household."""
    lists: dict[tuple[str, str], tuple[int, str]]
    """Key and state by township and village."""
    lines: dict[int, KnownLine]
    _norms: dict[tuple[str, str], dict[str, Decimal]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, season: int) -> Self:
        """As it stands now, with the lists of one season. Six statements."""
        households = {number: (key, known) for key, number, known in _households(session)}
        numbers = {key: number for number, (key, _) in households.items()}
        plots, areas = _plots(session, numbers)
        digests = sa.select(col(HouseholdPerson.id_digest), col(HouseholdPerson.household_id)).where(
            col(HouseholdPerson.id_digest).is_not(None)
        )
        listed = VillageList
        lists = sa.select(col(listed.id), col(listed.township), col(listed.village), col(listed.state))
        found = list(session.execute(lists.where(col(VillageList.season) == season)))
        return cls(
            households={number: known for number, (_, known) in households.items()},
            persons={digest: numbers[key] for digest, key in session.execute(digests)},
            plots=plots,
            areas=areas,
            lists={(township, village): (key, state) for key, township, village, state in found},
            lines=_lines(session, season),
        )

    def norms(self, session: Session, season: int, place: tuple[str, str]) -> dict[str, Decimal]:
        """Norms of a village by cover, read once each."""
        if place not in self._norms:
            self._norms[place] = norms_of(session, season, *place).by_cover
        return self._norms[place]


def _households(session: Session) -> list[tuple[int, str, KnownHousehold]]:
    rows = session.execute(
        sa.select(
            col(Household.id),
            col(Household.number),
            col(Household.township),
            col(Household.village),
            col(HouseholdPerson.name),
            col(Household.contract_mu),
            col(HouseholdClosing.id),
        )
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id))
        .outerjoin(HouseholdClosing, col(HouseholdClosing.household_id) == col(Household.id))
    )
    return [
        (key, number, KnownHousehold(township, village, name, Decimal(contract), closing is not None))
        for key, number, township, village, name, contract, closing in rows
    ]


def _plots(session: Session, numbers: dict[int, str]) -> tuple[dict[str, KnownPlot], dict[str, Decimal]]:
    plots: dict[str, KnownPlot] = {}
    areas: dict[str, Decimal] = defaultdict(Decimal)
    rows = session.execute(
        sa.select(col(Plot.id), col(Plot.household_id), col(Plot.area_mu), col(PlotPlace.parcel)).outerjoin(
            PlotPlace, col(PlotPlace.plot_id) == col(Plot.id)
        )
    )
    for key, household, area, parcel in rows:
        areas[numbers[household]] += Decimal(area)
        if parcel is not None:
            plots[parcel] = KnownPlot(key, numbers[household], Decimal(area))
    return plots, areas


def _lines(session: Session, season: int) -> dict[int, KnownLine]:
    line = ListLine
    rows = session.execute(
        sa.select(col(line.plot_id), col(line.list_id), col(line.cover), col(line.kg_per_mu), col(line.measured_sample))
        .join(VillageList, col(VillageList.id) == col(line.list_id))
        .where(col(VillageList.season) == season)
    )
    return {plot: KnownLine(listed, cover, Decimal(kg), sample or "") for plot, listed, cover, kg, sample in rows}
