"""Reading lists: one, a page of them, their lines, what they are held against, and the season before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.errors import Refusal
from gitrace.growers.tables import CertifiedYield, Household, HouseholdPerson, Plot, PlotPlace
from gitrace.people.remit import Remit
from gitrace.profile import Finding
from gitrace.villages.figures import norms_of
from gitrace.villages.rules import Claim, Measure, measured, sum_findings
from gitrace.villages.tables import ListLine, Objection, VillageList


def subject_of(list_id: int) -> str:
    """`village-list:7`."""
    return f"village-list:{list_id}"


def the_list(session: Session, list_id: int) -> VillageList:
    """Raises Refusal("unknown-list")."""
    found = session.get(VillageList, list_id)
    if found is None:
        raise Refusal("unknown-list", "没有这份名册。", "list_id")
    return found


def list_of(session: Session, season: int, township: str, village: str) -> VillageList | None:
    """The list of a village and season."""
    return session.exec(
        select(VillageList).where(
            VillageList.season == season, VillageList.township == township, VillageList.village == village
        )
    ).one_or_none()


@dataclass(frozen=True)
class ListFilter:
    """What a list of lists is narrowed to; empty: all."""

    season: int | None = None
    township: str = ""
    village: str = ""
    state: str = ""


@dataclass(frozen=True)
class ListRow:
    """A list among others: how many households and plots it claims, its grams, objections not settled."""

    list: VillageList
    households: int
    plots: int
    grams: int
    open_objections: int


def find_lists(
    session: Session, wanted: ListFilter, remit: Remit, *, limit: int = 50, offset: int = 0
) -> tuple[list[ListRow], int]:
    """A page of lists, the newest season first, and how many there are in all. Four statements."""
    conditions = _conditions(wanted, remit)
    total = session.exec(select(sa.func.count()).select_from(VillageList).where(*conditions)).one()
    order = col(VillageList.season).desc(), col(VillageList.township), col(VillageList.village)
    lists = session.exec(select(VillageList).where(*conditions).order_by(*order).limit(limit).offset(offset)).all()
    keys = [one.id for one in lists]
    sums = _sums(session, keys)
    waiting = _open_objections(session, keys)
    return [ListRow(one, *sums.get(one.id, (0, 0, 0)), waiting.get(one.id, 0)) for one in lists], total


def _conditions(wanted: ListFilter, remit: Remit) -> list[Any]:
    asked = (
        (VillageList.season, wanted.season),
        (VillageList.township, wanted.township or remit.township),
        (VillageList.village, wanted.village or remit.village),
        (VillageList.state, wanted.state),
    )
    found = [col(column) == value for column, value in asked if value]
    # What is asked for narrows within the remit, and never beyond it.
    if remit.township is not None:
        found.append(col(VillageList.township) == remit.township)
    if remit.village is not None:
        found.append(col(VillageList.village) == remit.village)
    return found


def _sums(session: Session, keys: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    households = sa.func.count(sa.distinct(col(ListLine.household_id)))
    asked = (
        sa.select(col(ListLine.list_id), households, sa.func.count(), sa.func.sum(col(ListLine.grams)))
        .where(col(ListLine.list_id).in_(keys))
        .group_by(col(ListLine.list_id))
    )
    return {key: (homes, plots, int(grams)) for key, homes, plots, grams in session.execute(asked)}


def _open_objections(session: Session, keys: Sequence[int]) -> dict[int, int]:
    asked = (
        sa.select(col(Objection.list_id), sa.func.count())
        .where(col(Objection.list_id).in_(keys), col(Objection.settled_at).is_(None))
        .group_by(col(Objection.list_id))
    )
    return {row[0]: row[1] for row in session.execute(asked)}


@dataclass(frozen=True)
class Claimed:
    """A line as a page shows it. `name`: the household's head, None when it was erased; `before_g`: what the plot was
    certified for the season before, None when it was not.
    """

    line: ListLine
    household: str
    name: str | None
    contract_mu: Decimal
    plot: str
    parcel: str | None
    before_g: int | None
    outdated: bool
    """Whether the plot's area or holder is another now than when it was claimed."""


def claimed(session: Session, listed: VillageList) -> list[Claimed]:
    """A list's lines by household and plot. One statement."""
    line = ListLine
    before = sa.orm.aliased(CertifiedYield)
    last = sa.and_(col(before.plot_id) == col(line.plot_id), col(before.season) == listed.season - 1)
    rows = session.execute(
        sa.select(
            line,
            col(Household.number),
            col(HouseholdPerson.name),
            col(Household.contract_mu),
            col(Plot.number),
            col(PlotPlace.parcel),
            col(before.grams),
            sa.or_(col(Plot.area_mu) != col(line.area_mu), col(Plot.household_id) != col(line.household_id)),
        )
        .join(Household, col(Household.id) == col(line.household_id))
        .join(Plot, col(Plot.id) == col(line.plot_id))
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(line.household_id))
        .outerjoin(PlotPlace, col(PlotPlace.plot_id) == col(line.plot_id))
        .outerjoin(before, last)
        .where(col(line.list_id) == listed.id)
        .order_by(col(Household.number), col(Plot.number))
    )
    return [
        Claimed(one, number, name, Decimal(contract), plot, parcel, was, bool(old))
        for one, number, name, contract, plot, parcel, was, old in rows
    ]


@dataclass(frozen=True)
class HouseholdSum:
    """A household's claims together, beside its contract and the season before. Grams."""

    number: str
    name: str | None
    contract_mu: Decimal
    area_mu: Decimal
    measure: Measure
    before_g: int

    @property
    def change_g(self) -> int:
        """More, or less, than the season before."""
        return self.measure.grams - self.before_g


@dataclass(frozen=True)
class Standing:
    """A list held against what is known: sums, limits, what stands against it."""

    households: list[HouseholdSum]
    village: Measure
    township: Measure
    area_mu: Decimal
    before_g: int
    norms: dict[str, Decimal]
    findings: list[Finding]


def standing(session: Session, listed: VillageList, lines: Sequence[Claimed]) -> Standing:
    """A list's sums and findings; `lines`: all of `claimed`."""
    norms = norms_of(session, listed.season, listed.township, listed.village)
    claims = {one.line.id: claim_of(one, norms.by_cover) for one in lines}
    homes: dict[str, list[Claimed]] = {}
    for one in lines:
        homes.setdefault(one.household, []).append(one)
    households = [_household_sum(number, own, claims) for number, own in homes.items()]
    village = measured(claims.values(), norms.village_mu)
    others = _others_of_township(session, listed, norms.by_cover)
    township = measured([*claims.values(), *others], norms.township_mu)
    contracts = {one.number: one.contract_mu for one in households}
    places = [(listed.village, village), ("本乡镇", township)]
    return Standing(
        households,
        village,
        township,
        sum((Decimal(one.line.area_mu) for one in lines), Decimal(0)),
        sum(one.before_g or 0 for one in lines),
        norms.by_cover,
        sum_findings(claims.values(), contracts, places),
    )


def claim_of(one: Claimed, norms: dict[str, Decimal]) -> Claim:
    """A line as rules read it."""
    line = one.line
    return Claim(
        one.plot,
        one.household,
        Decimal(line.area_mu),
        Decimal(line.kg_per_mu),
        line.grams,
        line.measured_sample is not None,
        norms.get(line.cover),
    )


def _household_sum(number: str, own: Sequence[Claimed], claims: dict[int, Claim]) -> HouseholdSum:
    contract = own[0].contract_mu
    return HouseholdSum(
        number,
        own[0].name,
        contract,
        sum((Decimal(one.line.area_mu) for one in own), Decimal(0)),
        measured([claims[one.line.id] for one in own], contract),
        sum(one.before_g or 0 for one in own),
    )


def _others_of_township(session: Session, listed: VillageList, norms: dict[str, Decimal]) -> list[Claim]:
    """What is certified in the township's other villages; its cover is not kept, so that the greatest norm holds."""
    rows = session.execute(
        sa.select(
            col(Plot.number),
            col(Household.number),
            col(Plot.area_mu),
            col(CertifiedYield.kg_per_mu),
            col(CertifiedYield.grams),
            col(CertifiedYield.measured_sample),
        )
        .join(Plot, col(Plot.id) == col(CertifiedYield.plot_id))
        .join(Household, col(Household.id) == col(Plot.household_id))
        .where(
            col(CertifiedYield.season) == listed.season,
            col(Household.township) == listed.township,
            col(Household.village) != listed.village,
        )
    )
    norm = max(norms.values(), default=None)
    return [
        Claim(plot, home, Decimal(area), Decimal(kg), grams, sample is not None, norm)
        for plot, home, area, kg, grams, sample in rows
    ]


def objections_to(session: Session, list_id: int) -> Sequence[Objection]:
    """Objections to a list, the latest first."""
    return session.exec(select(Objection).where(Objection.list_id == list_id).order_by(col(Objection.id).desc())).all()
