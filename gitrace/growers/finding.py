"""Finding a household by what somebody types or scans: its number, its card, a part of its head's name, pinyin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.growers.queries import household_by_number
from gitrace.growers.tables import Household, HouseholdPerson, Plot
from gitrace.identifiers.entries import tidy_code, tidy_text
from gitrace.identifiers.spelling import spells, typed_letters

MOST_FOUND = 8
"""What one looks through at a glance."""

_CODE = re.compile(r"[0-9A-Z-]*[0-9][0-9A-Z-]*")


@dataclass(frozen=True)
class Grower:
    """A household as a list to choose from shows it."""

    household_id: int
    number: str
    village: str
    name: str | None


def scanned_household(session: Session, text: str) -> Household | None:
    """The household whose number was typed in full, or whose card was scanned: the card says the number itself, or an
    address that ends with it.
    """
    address = urlsplit(text.strip())
    said = address.path.rstrip("/").rpartition("/")[2] if address.scheme.lower() in ("http", "https") else text
    return household_by_number(session, said) if said.strip() else None


def find_growers(
    session: Session, typed: str, *, among: sa.ColumnElement[bool] | None = None, first: Sequence[int] = ()
) -> list[Grower]:
    """The households that what is typed may mean, at most eight; an empty text means those that come `first`.

    `among` narrows whom the reader may find by name or by a part of the number; the keys in `first` come before others.
    """
    rank = {key: place for place, key in enumerate(first)}
    found = [grower for grower in _candidates(session, typed, among, rank) if _means(grower, typed)]
    found.sort(key=lambda one: (one.number != tidy_code(typed), rank.get(one.household_id, len(rank)), one.number))
    return found[:MOST_FOUND]


def find_plots(session: Session, typed: str, *, among: sa.ColumnElement[bool]) -> list[Grower]:
    """Plots whose number holds what is typed, or whose household it may mean, each under the plot's own number; at most
    eight. `among`: as above.
    """
    owners = [one.household_id for one in find_growers(session, typed, among=among)]
    meant = col(Plot.number).contains(tidy_code(typed), autoescape=True) | col(Household.id).in_(owners)
    asked = sa.select(col(Household.id), col(Plot.number), col(Household.village), col(HouseholdPerson.name))
    asked = asked.join(Household, col(Household.id) == col(Plot.household_id))
    asked = asked.join(HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id), isouter=True)
    found = asked.where(among, meant).order_by(col(Plot.number)).limit(MOST_FOUND)
    return [Grower(*row) for row in session.connection().execute(found)]


def _candidates(
    session: Session, typed: str, among: sa.ColumnElement[bool] | None, rank: dict[int, int]
) -> list[Grower]:
    """Those that the database can tell; of a text in letters everybody, for it knows no pinyin."""
    asked = sa.select(col(Household.id), col(Household.number), col(Household.village), col(HouseholdPerson.name))
    asked = asked.join(HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id), isouter=True)
    conditions = [] if among is None else [among]
    if not typed.strip():
        conditions.append(col(Household.id).in_(list(rank)))
    elif _CODE.fullmatch(tidy_code(typed)):
        conditions.append(col(Household.number).contains(tidy_code(typed), autoescape=True))
    elif not typed_letters(tidy_text(typed)):
        conditions.append(col(HouseholdPerson.name).contains(tidy_text(typed), autoescape=True))
    return [Grower(*row) for row in session.connection().execute(asked.where(*conditions))]


def _means(grower: Grower, typed: str) -> bool:
    letters = typed_letters(tidy_text(typed))
    if not letters:
        return True
    return tidy_code(typed) in grower.number or bool(grower.name and spells(grower.name, letters))


def households_like(session: Session, text: str) -> sa.Select[int]:
    """Keys of the households whose number or name holds the text, or whose name it spells."""
    name = col(HouseholdPerson.name)
    found = [
        sa.select(col(Household.id)).where(col(Household.number).contains(tidy_code(text), autoescape=True)),
        sa.select(col(HouseholdPerson.household_id)).where(name.contains(tidy_text(text), autoescape=True)),
    ]
    if letters := typed_letters(tidy_text(text)):
        named = session.execute(sa.select(col(HouseholdPerson.household_id), name).where(name.is_not(None)))
        spelled = [key for key, called in named if spells(called, letters)]
        # Written into the statement, for a letter may begin more names than a statement may have parameters.
        keys: sa.BindParameter[int] = sa.bindparam(
            "spelled", spelled, expanding=True, literal_execute=True, unique=True
        )
        found.append(sa.select(col(Household.id)).where(col(Household.id).in_(keys)))
    return sa.select(sa.union(*found).subquery().c[0])


def households_meant(session: Session, text: str) -> sa.Select[int]:
    """Keys of the households that a filter means: the one whose number or card it is, else those that are like it."""
    one = scanned_household(session, text)
    if one is not None:
        return sa.select(col(Household.id)).where(col(Household.id) == one.id)
    return households_like(session, text)
