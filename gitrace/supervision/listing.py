"""A list, declared once: its columns are what the page's table, the CSV and the XLSX show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session

from gitrace.supervision.phrases import Named, Phrase, Told

PAGE = 50
_CHUNK = 500
"""Lines read at a time when a whole list is wanted."""

Cell = str | int | Decimal | date | datetime | Phrase | Named | Told | None

Rows = sa.Select[*tuple[Any, ...]]
"""A statement of several columns."""

Line = TypeVar("Line")
Asked = TypeVar("Asked", bound=BaseModel)


class Look(StrEnum):
    """How a page shows a column."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    TIME = "time"


@dataclass(frozen=True)
class Column(Generic[Line]):
    """`header`: Chinese; `width`: characters in a spreadsheet.

    `leads_to`: the subject whose page the cell links to, as `lot:CY260312A001`; `tone`: go, warn, stop or plain where
    the page shows the cell as a badge; `on_page`: whether the page has room for it.
    """

    key: str
    header: str
    value: Callable[[Line], Cell]
    look: Look = Look.TEXT
    width: int = 16
    leads_to: Callable[[Line], str | None] | None = None
    tone: Callable[[Line], str] | None = None
    on_page: bool = True


@dataclass(frozen=True)
class Listing(Generic[Asked, Line]):
    """A list: what may be asked of it, which keys answer, in which order, and the lines of some of these keys.

    `keys` gives a statement of one column; `lines` keeps the order of the keys that it is given.
    """

    name: str
    title: str
    asks: type[Asked]
    columns: tuple[Column[Line], ...]
    keys: Callable[[Session, Asked], sa.Select[Any]]
    lines: Callable[[Session, Asked, Sequence[int]], list[Line]]

    def count(self, session: Session, asked: Asked) -> int:
        """How many lines answer."""
        return self._count(session, self.keys(session, asked))

    def page(self, session: Session, asked: Asked, number: int = 1, size: int = PAGE) -> list[Line]:
        """One page of lines; `number` counts from 1."""
        return self._page(session, asked, self.keys(session, asked), number, size)

    def counted_page(self, session: Session, asked: Asked, number: int) -> tuple[list[Line], int]:
        """One page of lines and how many answer, what is asked being looked up once."""
        keys = self.keys(session, asked)
        return self._page(session, asked, keys, number, PAGE), self._count(session, keys)

    def _count(self, session: Session, keys: sa.Select[Any]) -> int:
        found = keys.order_by(None).subquery()
        return int(session.connection().execute(sa.select(sa.func.count()).select_from(found)).scalar_one())

    def _page(self, session: Session, asked: Asked, keys: sa.Select[Any], number: int, size: int) -> list[Line]:
        wanted = keys.limit(size).offset((number - 1) * size)
        return self.lines(session, asked, list(session.connection().execute(wanted).scalars()))

    def every(self, session: Session, asked: Asked) -> Iterator[Line]:
        """All lines, read in pieces within the one snapshot of the session."""
        keys = list(session.connection().execute(self.keys(session, asked)).scalars())
        for start in range(0, len(keys), _CHUNK):
            yield from self.lines(session, asked, keys[start : start + _CHUNK])


def in_order(keys: Sequence[int], found: dict[int, Line]) -> list[Line]:
    """The lines of the keys, in the keys' order."""
    return [found[key] for key in keys if key in found]


def jin(grams: int) -> Decimal:
    """Grams in 斤, exactly, to three places."""
    return kilograms(grams * 2)


def kilograms(grams: int) -> Decimal:
    """Grams as kilograms, exactly, to three places."""
    return Decimal(grams).scaleb(-3)
