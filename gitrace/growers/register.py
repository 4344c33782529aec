"""The register of households as a list: what it is narrowed to, in which order, a page of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.growers.finding import households_like
from gitrace.growers.tables import Household, HouseholdPerson, Plot


class HouseholdSort(StrEnum):
    """In which order."""

    NUMBER = "number"
    NUMBER_LAST = "number-last"
    PLACE = "place"
    PLACE_LAST = "place-last"
    LARGEST = "largest"
    SMALLEST = "smallest"


SORTS = {
    HouseholdSort.NUMBER: "户号，由小到大",
    HouseholdSort.NUMBER_LAST: "户号，由大到小",
    HouseholdSort.PLACE: "乡镇和村，顺序",
    HouseholdSort.PLACE_LAST: "乡镇和村，倒序",
    HouseholdSort.LARGEST: "承包面积，由大到小",
    HouseholdSort.SMALLEST: "承包面积，由小到大",
}
SORTED_BY: dict[str, tuple[str, str]] = {
    "number": (HouseholdSort.NUMBER, HouseholdSort.NUMBER_LAST),
    "place": (HouseholdSort.PLACE, HouseholdSort.PLACE_LAST),
    "contract": (HouseholdSort.LARGEST, HouseholdSort.SMALLEST),
}
_NUMBER = col(Household.number)
_PLACE = col(Household.township), col(Household.village)
_CONTRACT = sa.cast(col(Household.contract_mu), sa.Numeric)
_ORDERS: dict[HouseholdSort, tuple[Any, ...]] = {
    HouseholdSort.NUMBER: (_NUMBER,),
    HouseholdSort.NUMBER_LAST: (_NUMBER.desc(),),
    HouseholdSort.PLACE: (*_PLACE, _NUMBER),
    HouseholdSort.PLACE_LAST: (*(one.desc() for one in _PLACE), _NUMBER),
    HouseholdSort.LARGEST: (_CONTRACT.desc(), _NUMBER),
    HouseholdSort.SMALLEST: (_CONTRACT, _NUMBER),
}


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
        .order_by(*_ORDERS[sort])
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
