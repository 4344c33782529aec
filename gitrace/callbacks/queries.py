"""Reading call-backs: a week's candidates, the list to call, one of them, the season's figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.callbacks.tables import Call, Callback, CallState, Draw
from gitrace.deliveries.queries import day_bounds
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.tables import Household, HouseholdPerson
from gitrace.producers.tables import Producer

PAGE = 50


def draw_of(session: Session, week: date) -> Draw | None:
    """The draw of the week that begins on this Monday."""
    return session.exec(select(Draw).where(Draw.week == week)).one_or_none()


def candidates_of(session: Session, week: date) -> dict[int, int]:
    """The deliveries weighed in the week that name a household, by key in order: the household's key."""
    since, until = day_bounds(week)[0], day_bounds(week + timedelta(days=6))[1]
    weighed = sa.select(col(Delivery.id), col(Delivery.household_id)).where(
        col(Delivery.weighed_at) >= since, col(Delivery.weighed_at) < until, col(Delivery.household_id).is_not(None)
    )
    rows = session.execute(weighed.order_by(col(Delivery.id)))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class CallbackLine:
    """A drawn delivery with whom to call. `phone`: None where none is on record; for those who call, and no other."""

    callback: Callback
    week: date
    delivery: Delivery
    producer: str
    household: Household
    phone: str | None


def find_callbacks(
    session: Session, *, state: str = "", within: Sequence[sa.ColumnElement[bool]] = (), page: int = 1
) -> tuple[list[CallbackLine], int]:
    """A page of call-backs in a state, or of all, the newest week first, and how many there are.

    `within`: what the reader answers for, as conditions on `Household`.
    """
    wanted: list[sa.ColumnElement[bool]] = [sa.true(), *within]
    wanted += [col(Callback.state) == state] if state else []
    joined = sa.select(sa.func.count()).select_from(Callback).join(Household, _HOUSEHOLD)
    total = int(session.execute(joined.where(*wanted)).scalar_one())
    newest = col(Draw.week).desc(), col(Callback.id)
    rows = session.execute(_lines().where(*wanted).order_by(*newest).offset((page - 1) * PAGE).limit(PAGE))
    return [CallbackLine(*row) for row in rows], total


def the_callback(session: Session, callback_id: int) -> CallbackLine:
    """One of them. Raises Refusal("no-such-callback")."""
    row = session.execute(_lines().where(col(Callback.id) == callback_id)).one_or_none()
    if row is None:
        raise Refusal("no-such-callback", "没有这次回访。")
    return CallbackLine(*row)


def callbacks_of(session: Session, draw_id: int) -> list[CallbackLine]:
    """All that a draw drew."""
    rows = session.execute(_lines().where(col(Callback.draw_id) == draw_id).order_by(col(Callback.id)))
    return [CallbackLine(*row) for row in rows]


def calls_of(session: Session, callback_id: int) -> Sequence[Call]:
    """The calls of a call-back, the first one first."""
    return session.exec(select(Call).where(Call.callback_id == callback_id).order_by(col(Call.id))).all()


@dataclass(frozen=True)
class Figures:
    """A season's call-backs: drawn, and how many came to which end; all deliveries of the season with a household."""

    drawn: int
    confirmed: int
    denied: int
    not_reached: int
    deliveries: int

    @property
    def made(self) -> int:
        """Those that are over, reached or not."""
        return self.confirmed + self.denied + self.not_reached

    @property
    def share(self) -> Decimal:
        """Made ÷ deliveries, per cent, to one decimal."""
        return round(Decimal(100 * self.made) / self.deliveries, 1) if self.deliveries else Decimal(0)


def season_figures(session: Session, season: int, within: Sequence[sa.ColumnElement[bool]] = ()) -> Figures:
    """The figures of one season, in two statements."""
    counted = (
        sa.select(col(Callback.state), sa.func.count())
        .join(Delivery, col(Delivery.id) == col(Callback.delivery_id))
        .join(Household, _HOUSEHOLD)
        .where(col(Delivery.season) == season, *within)
        .group_by(col(Callback.state))
    )
    by_state = {state: int(number) for state, number in session.execute(counted)}
    all_of_it = sa.select(sa.func.count()).select_from(Delivery)
    if within:
        all_of_it = all_of_it.join(Household, col(Household.id) == col(Delivery.household_id))
    all_of_it = all_of_it.where(col(Delivery.season) == season, col(Delivery.household_id).is_not(None), *within)
    return Figures(
        drawn=sum(by_state.values()),
        confirmed=by_state.get(CallState.CONFIRMED, 0),
        denied=by_state.get(CallState.DENIED, 0),
        not_reached=by_state.get(CallState.NOT_REACHED, 0),
        deliveries=int(session.execute(all_of_it).scalar_one()),
    )


_HOUSEHOLD = col(Household.id) == col(Callback.household_id)


def _lines() -> sa.Select[Callback, date, Delivery, str, Household, str | None]:
    return (
        sa.select(Callback, col(Draw.week), Delivery, col(Producer.name), Household, col(HouseholdPerson.phone))
        .join(Draw, col(Draw.id) == col(Callback.draw_id))
        .join(Delivery, col(Delivery.id) == col(Callback.delivery_id))
        .join(Producer, col(Producer.id) == col(Delivery.producer_id))
        .join(Household, _HOUSEHOLD)
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(Callback.household_id))
    )
