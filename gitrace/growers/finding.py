"""Finding a household by what somebody types or scans: its number, its card, a part of its head's name, pinyin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.growers.queries import household_by_number
from gitrace.growers.spelling import spells
from gitrace.growers.tables import Household, HouseholdPerson
from gitrace.identifiers.entries import tidy_code, tidy_text

MOST_FOUND = 8
"""What one looks through at a glance."""

_LETTERS = re.compile(r"[a-z]+")
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
    elif not _LETTERS.fullmatch(_letters(typed)):
        conditions.append(col(HouseholdPerson.name).contains(tidy_text(typed), autoescape=True))
    return [Grower(*row) for row in session.connection().execute(asked.where(*conditions))]


def _means(grower: Grower, typed: str) -> bool:
    letters = _letters(typed)
    if not _LETTERS.fullmatch(letters):
        return True
    return tidy_code(typed) in grower.number or bool(grower.name and spells(grower.name, letters))


def _letters(typed: str) -> str:
    return "".join(tidy_text(typed).lower().split())
