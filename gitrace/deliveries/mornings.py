"""A producer's day at the scale: what was weighed in last, the day's total, and how the next weighing begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.clock import shanghai_day
from gitrace.deliveries.price import prices_of, yuan
from gitrace.deliveries.queries import Total, day_bounds, day_total, dug_word, in_unit
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household, HouseholdPerson
from gitrace.producers.tables import Scale
from gitrace.profile import Profile

MOST_LATE = 80
LOOKED_BACK = 40
"""Deliveries of the day that baskets and the last price are taken from."""


@dataclass(frozen=True)
class Weighed:
    """A delivery with whose it is; without household a dealer's load."""

    delivery: Delivery
    household: str
    name: str
    scale: str


@dataclass(frozen=True)
class Morning:
    """A day's last weighings, the newest first, fen for a 斤 by delivery, and the whole day's total."""

    day: date
    lines: Sequence[Weighed]
    prices: dict[int, int]
    total: Total

    def start(self, profile: Profile, *, after: Weighed | None = None) -> dict[str, object]:
        """How the next form begins: as the one before it was keyed, else with the cover type that is in season."""
        last = after or next(iter(self.lines), None)
        if last is None:
            in_season = [cover.code for cover in profile.covers if cover.in_window(self.day)]
            return {"cover": in_season[0]} if len(in_season) == 1 else {}
        kept = {"scale": last.scale, "cover": last.delivery.cover, "grade": last.delivery.grade}
        tare = in_unit(last.delivery.tare_g, last.delivery.unit) if last.delivery.tare_g else ""
        return {**kept, "tare": tare, "dug": dug_word(last.delivery), "price": self._price(last.delivery.cover)}

    def baskets(self, scale: object) -> list[str]:
        """The day's tares on a scale, the last one first, as its display shows them."""
        used = [line.delivery for line in self.lines if line.scale == scale]
        return list(dict.fromkeys(in_unit(one.tare_g, one.unit) for one in used if one.tare_g))

    def _price(self, cover: str) -> str:
        fen = (self.prices.get(one.delivery.id) for one in self.lines if one.delivery.cover == cover)
        return yuan(last) if (last := next(fen, None)) else ""


def morning_of(session: Session, producer_id: int, now: datetime) -> Morning:
    """A producer's present day."""
    day = shanghai_day(now)
    start, end = day_bounds(day)
    of_day = _weighed().where(
        col(Delivery.producer_id) == producer_id, col(Delivery.weighed_at) >= start, col(Delivery.weighed_at) < end
    )
    newest = of_day.order_by(col(Delivery.weighed_at).desc(), col(Delivery.id).desc()).limit(LOOKED_BACK)
    lines = [_line(row) for row in session.execute(newest)]
    prices = prices_of(session, [line.delivery.id for line in lines])
    return Morning(day, lines, prices, day_total(session, producer_id, day))


def weighed(session: Session, producer_id: int, delivery_id: int) -> Weighed | None:
    """One delivery of the producer's."""
    mine = _weighed().where(col(Delivery.id) == delivery_id, col(Delivery.producer_id) == producer_id)
    row = session.execute(mine).one_or_none()
    return None if row is None else _line(row)


def _weighed() -> sa.Select[Delivery, str, str | None, str]:
    return (
        sa.select(Delivery, col(Household.number), col(HouseholdPerson.name), col(Scale.number))
        .join(Scale, col(Scale.id) == col(Delivery.scale_id))
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id))
    )


def _line(row: sa.Row[Delivery, str, str | None, str]) -> Weighed:
    return Weighed(row[0], row[1] or "", row[2] or "", row[3])


def weighed_between(session: Session, producer_id: int, first_id: int, last_id: int) -> list[Weighed]:
    """A producer's deliveries between two keys, both included: what one sheet of late entries became."""
    mine = _weighed().where(col(Delivery.producer_id) == producer_id, col(Delivery.id).between(first_id, last_id))
    return [_line(row) for row in session.execute(mine.order_by(col(Delivery.id)).limit(MOST_LATE))]
