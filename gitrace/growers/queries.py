"""Reading households, plots, what they may still deliver, and production records: plain facts, no query in a loop."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import certified
from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.errors import Refusal
from gitrace.growers.rules import InputKind, InputRecord, PlotFacts
from gitrace.growers.tables import CertifiedYield, Household, HouseholdPerson, Plot, PlotPlace, ProductionRecord
from gitrace.identifiers.entries import tidy_code

_MICRO = -6


def the_household(session: Session, household_id: int) -> Household:
    """The household. Raises Refusal("unknown-household")."""
    found = session.get(Household, household_id)
    if found is None:
        raise Refusal("unknown-household", "没有登记这户农户。", "household_id")
    return found


def household_by_number(session: Session, number: str) -> Household | None:
    """The household with this number, as typed or as kept."""
    return session.exec(select(Household).where(Household.number == tidy_code(number))).one_or_none()


def person_of(session: Session, household_id: int) -> HouseholdPerson | None:
    """Who the household is."""
    return session.exec(select(HouseholdPerson).where(HouseholdPerson.household_id == household_id)).one_or_none()


def the_plot(session: Session, plot_id: int) -> Plot:
    """The plot. Raises Refusal("unknown-plot")."""
    found = session.get(Plot, plot_id)
    if found is None:
        raise Refusal("unknown-plot", "没有登记这个地块。", "plot_id")
    return found


def plot_by_number(session: Session, number: str) -> Plot | None:
    """The plot with this number, as typed or as kept."""
    return session.exec(select(Plot).where(Plot.number == tidy_code(number))).one_or_none()


def plots_of(session: Session, household_id: int) -> Sequence[Plot]:
    """A household's plots by number."""
    return session.exec(select(Plot).where(Plot.household_id == household_id).order_by(Plot.number)).all()


def plots_by_household(session: Session, household_ids: Collection[int]) -> dict[int, list[Plot]]:
    """The plots of several households, each household's by number; one statement."""
    found: dict[int, list[Plot]] = {household_id: [] for household_id in household_ids}
    for plot in session.exec(select(Plot).where(col(Plot.household_id).in_(list(found))).order_by(Plot.number)):
        found[plot.household_id].append(plot)
    return found


def names_of(session: Session, household_ids: Collection[int]) -> dict[int, str | None]:
    """Who several households are, by key; one that was erased has no name."""
    people = select(HouseholdPerson).where(col(HouseholdPerson.household_id).in_(list(household_ids)))
    return {person.household_id: person.name for person in session.exec(people)}


def places_of(session: Session, household_id: int) -> dict[int, PlotPlace]:
    """Where a household's plots lie, by plot."""
    found = session.exec(select(PlotPlace).where(PlotPlace.household_id == household_id))
    return {place.plot_id: place for place in found}


def the_record(session: Session, record_id: int) -> ProductionRecord:
    """The production record. Raises Refusal("unknown-record")."""
    found = session.get(ProductionRecord, record_id)
    if found is None:
        raise Refusal("unknown-record", "没有这条生产记录。")
    return found


def records_of(session: Session, plot_ids: Iterable[int]) -> Sequence[ProductionRecord]:
    """Production records of these plots, newest first."""
    newest = col(ProductionRecord.started_on).desc(), col(ProductionRecord.id).desc()
    mine = col(ProductionRecord.plot_id).in_(list(plot_ids))
    return session.exec(select(ProductionRecord).where(mine).order_by(*newest)).all()


@dataclass(frozen=True)
class YieldUse:
    """A plot's certified grams of a season as the books have them, ≥ 0.

    `issued_g`: put at its disposal and not taken back; `left_g`: not yet delivered.
    """

    issued_g: int = 0
    left_g: int = 0

    @property
    def delivered_g(self) -> int:
        """What deliveries took; more than is certified where a certification was lowered afterwards."""
        return self.issued_g - self.left_g


def yield_uses(session: Session, plot_ids: Iterable[int], season: int) -> dict[int, YieldUse]:
    """The books of these plots in one season, by plot; a plot that was never certified is missing."""
    owners = {certified(plot_id, season).owner: plot_id for plot_id in plot_ids}
    other = sa.orm.aliased(Account)
    issued = _posted(Posting.to_account_id, Posting.from_account_id, other)
    withdrawn = _posted(Posting.from_account_id, Posting.to_account_id, other)
    found = session.execute(
        sa.select(Account.owner, Account.balance_g, issued, withdrawn).where(  # type: ignore[call-overload]
            col(Account.kind) == AccountKind.CERTIFIED, col(Account.owner).in_(list(owners))
        )
    )
    return {owners[owner]: YieldUse(int(gained) - int(lost), int(left)) for owner, left, gained, lost in found}


def _posted(mine: int, others: int, other: type[Account]) -> sa.ScalarSelect[int]:
    """Grams posted between the outer account and the county's certification."""
    total = sa.func.coalesce(sa.func.sum(Posting.grams), 0)
    joined = sa.select(total).join(other, col(other.id) == col(others)).select_from(Posting)
    return (
        joined.where(col(mine) == col(Account.id), col(other.kind) == AccountKind.CERTIFICATION)
        .correlate(Account)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class PlotStanding:
    """A plot in one season: what rules need to know of it, its production records of all time, its certified grams."""

    plot_id: int
    facts: PlotFacts
    inputs: tuple[InputRecord, ...]
    certified_g: int
    use: YieldUse

    @property
    def left_g(self) -> int:
        """What it may still deliver, grams, ≥ 0."""
        return self.use.left_g


def standings(session: Session, household_ids: Collection[int], season: int) -> dict[int, list[PlotStanding]]:
    """The plots of these households by household, each household's in order of their numbers. Five queries in all."""
    rows = session.exec(
        select(Plot, Household.number, PlotPlace, CertifiedYield)
        .join(Household, col(Household.id) == col(Plot.household_id))
        .join(PlotPlace, col(PlotPlace.plot_id) == col(Plot.id), isouter=True)
        .join(
            CertifiedYield,
            sa.and_(col(CertifiedYield.plot_id) == col(Plot.id), col(CertifiedYield.season) == season),
            isouter=True,
        )
        .where(col(Plot.household_id).in_(list(household_ids)))
    ).all()
    plot_ids = [row[0].id for row in rows]
    inputs = _inputs_by_plot(session, {row[0].id: row[0].number for row in rows})
    uses = yield_uses(session, plot_ids, season)
    found: dict[int, list[PlotStanding]] = {one: [] for one in household_ids}
    for plot, household, place, given in sorted(rows, key=lambda row: row[0].number):
        found[plot.household_id].append(
            PlotStanding(
                plot.id,
                _plot_facts(plot, household, place, given),
                tuple(inputs.get(plot.id, ())),
                given.grams if given else 0,
                uses.get(plot.id, YieldUse()),
            )
        )
    return found


def left_of_household(session: Session, household_id: int, season: int) -> int:
    """What a household may still deliver in a season, grams, all its plots together."""
    plot_ids = session.exec(select(Plot.id).where(Plot.household_id == household_id)).all()
    return sum(use.left_g for use in yield_uses(session, plot_ids, season).values())


def input_record(row: ProductionRecord, plot_number: str) -> InputRecord:
    """A production record as rules read it."""
    return InputRecord(
        row.number,
        plot_number,
        InputKind(row.kind),
        row.product,
        row.registration or "",
        row.started_on,
        row.ended_on,
        row.interval_days,
    )


def _plot_facts(plot: Plot, household: str, place: PlotPlace | None, given: CertifiedYield | None) -> PlotFacts:
    return PlotFacts(
        plot.number,
        household,
        plot.township,
        Decimal(plot.area_mu),
        Decimal(given.kg_per_mu if given else 0),
        _degrees(place.longitude_e6 if place else None),
        _degrees(place.latitude_e6 if place else None),
    )


def _degrees(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths).scaleb(_MICRO)


def _inputs_by_plot(session: Session, numbers: dict[int, str]) -> dict[int, list[InputRecord]]:
    inputs: dict[int, list[InputRecord]] = {}
    for row in records_of(session, numbers):
        inputs.setdefault(row.plot_id, []).append(input_record(row, numbers[row.plot_id]))
    return inputs


@dataclass(frozen=True)
class SeasonYield:
    """A plot's certified yield of one season, and how its grams were used."""

    given: CertifiedYield
    use: YieldUse

    @property
    def uncovered_g(self) -> int:
        """What was delivered and is no longer certified, grams, ≥ 0."""
        return max(0, self.use.delivered_g - self.given.grams)


def yields_of(session: Session, plot_id: int) -> list[SeasonYield]:
    """A plot's certified yields, the newest season first."""
    newest = col(CertifiedYield.season).desc()
    given = session.exec(select(CertifiedYield).where(CertifiedYield.plot_id == plot_id).order_by(newest)).all()
    return [SeasonYield(one, yield_uses(session, [plot_id], one.season).get(plot_id, YieldUse())) for one in given]
