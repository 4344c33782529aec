"""Reading erasures: the list, one of them, and what one would do."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from gitrace.erasure.keeping import reasons_to_keep
from gitrace.erasure.persons import Held, Person, held_about, number_of
from gitrace.erasure.tables import Erasure, ErasureClearing
from gitrace.errors import Refusal
from gitrace.ledger.erasing import kept_about

PAGE = 50


@dataclass(frozen=True)
class Line:
    """An erasure. `number`: by what people know whom it was about; `cleared_at`: None while the keeper is at it."""

    erasure: Erasure
    number: str
    cleared_at: datetime | None

    @property
    def person(self) -> Person:
        """Whom it was about."""
        return Person.parse(self.erasure.person)


@dataclass(frozen=True)
class Plan:
    """What an erasure would do. `parts`: of earlier entries; `keeps`: why it is not to be done yet."""

    person: Person
    number: str
    held: tuple[Held, ...]
    parts: int
    keeps: tuple[Refusal, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not self.held and not self.parts


def plan_of(session: Session, person: Person, today: date) -> Plan | None:
    """What an erasure would do today; None of somebody who is not there."""
    number = number_of(session, person)
    if number is None:
        return None
    parts = len(kept_about(session.connection(), person.name))
    return Plan(
        person, number, tuple(held_about(session, person)), parts, tuple(reasons_to_keep(session, person, today))
    )


def find_erasures(session: Session, *, page: int = 1) -> tuple[list[Line], int]:
    """A page of erasures, the newest first, and how many there are."""
    total = session.exec(select(func.count()).select_from(Erasure)).one()
    newest = _with_clearing().order_by(col(Erasure.id).desc())
    return [_line(session, *row) for row in session.execute(newest.offset((page - 1) * PAGE).limit(PAGE))], total


def erasure_line(session: Session, erasure_id: int) -> Line | None:
    """One of them."""
    row = session.execute(_with_clearing().where(col(Erasure.id) == erasure_id)).one_or_none()
    return None if row is None else _line(session, *row)


def _with_clearing() -> "sa.Select[Erasure, datetime | None]":
    return sa.select(Erasure, col(ErasureClearing.cleared_at)).outerjoin(
        ErasureClearing, col(ErasureClearing.erasure_id) == col(Erasure.id)
    )


def _line(session: Session, erasure: Erasure, cleared_at: datetime | None) -> Line:
    return Line(erasure, number_of(session, Person.parse(erasure.person)) or "", cleared_at)
