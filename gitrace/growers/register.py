"""The register of households as a list: what it is narrowed to, in which order, a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.growers.finding import households_like
from gitrace.growers.tables import Household, HouseholdPerson, Plot
from gitrace.storage.sorting import Sort

_NUMBER = col(Household.number)
_PLACE = col(Household.township), col(Household.village)
_CONTRACT = sa.cast(col(Household.contract_mu), sa.Numeric)


class HouseholdSort(Sort):
    """In which order."""

    NUMBER = "number", "number", "户号，由小到大", _NUMBER
    NUMBER_LAST = "number-last", "number", "户号，由大到小", _NUMBER.desc()
    PLACE = "place", "place", "乡镇和村，顺序", *_PLACE, _NUMBER
    PLACE_LAST = "place-last", "place", "乡镇和村，倒序", *(one.desc() for one in _PLACE), _NUMBER
    LARGEST = "largest", "contract", "承包面积，由大到小", _CONTRACT.desc(), _NUMBER
    SMALLEST = "smallest", "contract", "承包面积，由小到大", _CONTRACT, _NUMBER


@dataclass(frozen=True)
class HouseholdFilter:
    """What a list of households is narrowed to. `text`: in number, name or telephone, or the name's spelling."""

    text: str = ""
    township: str = ""
    village: str = ""

    def within(self, township: str | None, village: str | None) -> "HouseholdFilter":
        """The same, of one township or village and of no other, whatever was asked for."""
        return replace(self, township=township or self.township, village=village or self.village)


@dataclass(frozen=True)
class HouseholdLine:
    """A household in a list: who it is, how many plots, their area in mu."""

    household: Household
    name: str | None
    plots: int
    area_mu: Decimal


def find_households(
    session: Session,
    wanted: HouseholdFilter,
    *,
    sort: HouseholdSort = HouseholdSort.NUMBER,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[HouseholdLine], int]:
    """A page of households, and how many there are in all."""
    matching = _conditions(session, wanted)
    joined = col(HouseholdPerson.household_id) == col(Household.id)
    everyone = select(sa.func.count()).select_from(Household).join(HouseholdPerson, joined, isouter=True)
    total = session.exec(everyone.where(*matching)).one()
    page = (
        select(Household, HouseholdPerson.name)
        .join(HouseholdPerson, joined, isouter=True)
        .where(*matching)
        .order_by(*sort.columns)
        .limit(limit)
        .offset(offset)
    )
    found = session.exec(page).all()
    areas: dict[int, list[Decimal]] = {home.id: [] for home, _ in found}
    for owner, area in session.exec(
        select(Plot.household_id, Plot.area_mu).where(col(Plot.household_id).in_(list(areas)))
    ):
        areas[owner].append(Decimal(area))
    lines = [HouseholdLine(home, name, len(areas[home.id]), sum(areas[home.id], Decimal(0))) for home, name in found]
    return lines, total


def villages(session: Session, township: str = "") -> Sequence[str]:
    """The villages that have households, of one township or of all."""
    names = select(Household.village).distinct().order_by(col(Household.village))
    return session.exec(names.where(Household.township == township) if township else names).all()


def households_matching(session: Session, wanted: HouseholdFilter) -> sa.Select[int]:
    """The keys of all households of a filter."""
    joined = col(HouseholdPerson.household_id) == col(Household.id)
    keys = sa.select(col(Household.id)).select_from(Household).outerjoin(HouseholdPerson, joined)
    return keys.where(*_conditions(session, wanted))


def _conditions(session: Session, wanted: HouseholdFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if text := wanted.text.strip():
        by_phone = col(HouseholdPerson.phone).contains(text, autoescape=True)
        conditions.append(sa.or_(col(Household.id).in_(households_like(session, text)), by_phone))
    if wanted.township:
        conditions.append(col(Household.township) == wanted.township)
    if wanted.village:
        conditions.append(col(Household.village) == wanted.village)
    return conditions
