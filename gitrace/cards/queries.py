"""Reading cards: who has one, who does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.cards.tables import HouseholdKey
from gitrace.growers.tables import Household, HouseholdClosing

PAGE = 50

_LIVE = (
    (col(HouseholdKey.household_id) == col(Household.id))
    & col(HouseholdKey.producer_id).is_(None)
    & col(HouseholdKey.ended_at).is_(None)
)


@dataclass(frozen=True)
class CardLine:
    """A household and when its live card was issued; None: it has none."""

    household: Household
    issued_at: datetime | None


def card_lines(
    session: Session, where: Sequence[sa.ColumnElement[bool]], *, page: int = 1
) -> tuple[list[CardLine], int, int]:
    """A page of households by number, how many there are, and how many of them have no card. `where`: conditions on
    `Household`.
    """
    joined = sa.select(sa.func.count(), sa.func.count(col(HouseholdKey.id))).select_from(Household)
    total, with_card = session.execute(joined.outerjoin(HouseholdKey, _LIVE).where(*where)).one()
    lines = (
        sa.select(Household, col(HouseholdKey.issued_at))
        .outerjoin(HouseholdKey, _LIVE)
        .where(*where)
        .order_by(col(Household.number))
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return [CardLine(*row) for row in session.execute(lines)], int(total), int(total - with_card)


def issued_to(session: Session, issue_id: int) -> Sequence[Household]:
    """The households of an issue's cards, whether these are still good or not."""
    keys = sa.select(col(HouseholdKey.household_id)).where(col(HouseholdKey.issue_id) == issue_id)
    return session.exec(select(Household).where(col(Household.id).in_(keys))).all()


def without_card(session: Session, where: Sequence[sa.ColumnElement[bool]], most: int) -> list[int]:
    """The first so many households, by number, that have no card."""
    lacking = sa.select(col(Household.id)).outerjoin(HouseholdKey, _LIVE).where(*where, col(HouseholdKey.id).is_(None))
    return list(session.execute(lacking.order_by(col(Household.number)).limit(most)).scalars())


def in_village(township: str, village: str) -> list[sa.ColumnElement[bool]]:
    """Conditions on `Household`, which leave out those that are closed; an empty word narrows nothing."""
    found = [~sa.exists().where(col(HouseholdClosing.household_id) == col(Household.id))]
    found += [col(Household.township) == township] if township else []
    return [*found, col(Household.village) == village] if village else found
