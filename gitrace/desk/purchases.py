"""What a producer bought, for its own accounts alone: by household over a month or season, and one household's season.

Everything that was weighed counts, whether it passed the checks or not: it was bought. Money stands where a price was
recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col

from gitrace import clock
from gitrace.deliveries.price import JIN_G
from gitrace.deliveries.tables import Delivery, DeliveryPrice
from gitrace.growers.tables import Household, HouseholdPerson
from gitrace.supervision.days import instants_within
from gitrace.supervision.listing import Column, Listing, Look, in_order, kilograms
from gitrace.supervision.phrases import Named
from gitrace.supervision.words import Names

DEALERS = "未分户"
"""Loads without a household: bought from dealers, never labelled."""
_NOBODY = 0
"""Stands for no household where a key is wanted; no row has it."""


class AskPurchases(BaseModel):
    """Which producer's purchases, over which days, both included."""

    model_config = ConfigDict(frozen=True)

    producer_id: int = 0
    first_day: date | None = None
    last_day: date | None = None


class AskStatement(BaseModel):
    """Which household's deliveries to which producer, in which season."""

    model_config = ConfigDict(frozen=True)

    producer_id: int = 0
    household_id: int = 0
    season: int = 0


@dataclass(frozen=True)
class PurchaseLine:
    """All that one household brought."""

    number: str
    name: str | None
    deliveries: int
    net_g: int
    fen: int
    """What was paid for those with a price, and without: `unpriced`, how many have none."""
    unpriced: int

    @property
    def is_household(self) -> bool:
        """Whether it is one, and not the loads of dealers."""
        return self.number != DEALERS


@dataclass(frozen=True)
class StatementLine:
    """One delivery; `running_g`: the household's season up to and with it; `fen`: what was paid, if it was recorded."""

    number: str
    weighed_at: datetime
    cover: str
    cover_words: Named
    net_g: int
    running_g: int
    fen: int | None


@dataclass(frozen=True)
class Bought:
    """All of it."""

    households: int
    deliveries: int
    net_g: int
    fen: int
    unpriced: int


def month_days(month: date) -> tuple[date, date]:
    """First and last day of the month that a day lies in."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def bought(session: Session, asked: AskPurchases) -> Bought:
    """The totals under the list."""
    figures = sa.select(sa.func.count(sa.distinct(col(Delivery.household_id))), *_SUMS).select_from(Delivery)
    row = session.execute(figures.outerjoin(DeliveryPrice, _PRICED).where(*_within(asked))).one()
    return Bought(*(int(figure or 0) for figure in row))


def in_jin(grams: int) -> Decimal:
    """Grams in 斤, exactly, as a spreadsheet reckons with it."""
    return kilograms(grams) * 2


def in_yuan(fen: int | None) -> Decimal | None:
    """Fen in yuan, exactly."""
    return None if fen is None else Decimal(fen).scaleb(-2)


def _within(asked: AskPurchases) -> list[sa.ColumnElement[bool]]:
    days = instants_within(col(Delivery.weighed_at), asked.first_day, asked.last_day)
    return [col(Delivery.producer_id) == asked.producer_id, *days]


_PRICED = col(DeliveryPrice.delivery_id) == col(Delivery.id)
_FEN = (2 * col(Delivery.net_g) * col(DeliveryPrice.fen_per_jin) + JIN_G) // (2 * JIN_G)
"""As `deliveries.price.amount_fen` reckons: each delivery to its own fen, before they are summed."""
_SUMS = (
    sa.func.count(),
    sa.func.sum(col(Delivery.net_g)),
    sa.func.coalesce(sa.func.sum(_FEN), 0),
    sa.func.count() - sa.func.count(col(DeliveryPrice.id)),
)
"""Deliveries, their net grams, what was paid, and how many have no price."""
_HOUSEHOLD = sa.func.coalesce(col(Delivery.household_id), _NOBODY)


def _purchase_keys(_session: Session, asked: AskPurchases) -> sa.Select[Any]:
    return (
        sa.select(_HOUSEHOLD)
        .select_from(Delivery)
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .where(*_within(asked))
        .group_by(_HOUSEHOLD, col(Household.number))
        .order_by(col(Household.number).is_(None), col(Household.number))
    )


def _purchase_lines(session: Session, asked: AskPurchases, wanted: Sequence[int]) -> list[PurchaseLine]:
    rows = session.execute(
        sa.select(
            _HOUSEHOLD,
            col(Household.number),
            col(HouseholdPerson.name),
            *_SUMS,
        )
        .select_from(Delivery)
        .outerjoin(DeliveryPrice, _PRICED)
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id))
        .where(*_within(asked), _HOUSEHOLD.in_(wanted))
        .group_by(_HOUSEHOLD, col(Household.number), col(HouseholdPerson.name))
    )
    found = {
        key: PurchaseLine(number or DEALERS, name, *(int(figure) for figure in figures))
        for key, number, name, *figures in rows
    }
    return in_order(wanted, found)


def _statement_keys(_session: Session, asked: AskStatement) -> sa.Select[Any]:
    return sa.select(col(Delivery.id)).where(*_of_season(asked)).order_by(*_IN_TIME)


def _statement_lines(session: Session, asked: AskStatement, wanted: Sequence[int]) -> list[StatementLine]:
    names = Names.of(session, clock.shanghai_day(clock.now()))
    running = sa.func.sum(col(Delivery.net_g)).over(order_by=_IN_TIME).label("running")
    season = sa.select(col(Delivery.id).label("key"), running).where(*_of_season(asked)).subquery()
    rows = session.execute(
        sa.select(Delivery, season.c.running, _FEN)
        .outerjoin(DeliveryPrice, _PRICED)
        .join(season, season.c.key == col(Delivery.id))
        .where(col(Delivery.id).in_(wanted))
    )
    found = {
        one.id: StatementLine(one.number, one.weighed_at, one.cover, names.cover(one.cover), one.net_g, int(total), fen)
        for one, total, fen in rows
    }
    return in_order(wanted, found)


def _of_season(asked: AskStatement) -> list[sa.ColumnElement[bool]]:
    return [
        col(Delivery.producer_id) == asked.producer_id,
        col(Delivery.household_id) == asked.household_id,
        col(Delivery.season) == asked.season,
    ]


_IN_TIME = (col(Delivery.weighed_at), col(Delivery.id))

PURCHASES: Listing[AskPurchases, PurchaseLine] = Listing(
    name="purchases",
    title="收购台账",
    asks=AskPurchases,
    keys=_purchase_keys,
    lines=_purchase_lines,
    columns=(
        Column("number", "户号", lambda one: one.number, Look.CODE, 14),
        Column("name", "姓名", lambda one: one.name, width=14),
        Column("deliveries", "交售（次）", lambda one: one.deliveries, Look.NUMBER, 10),
        Column("jin", "净重（斤）", lambda one: in_jin(one.net_g), Look.NUMBER, 14),
        Column("kilograms", "净重（公斤）", lambda one: kilograms(one.net_g), Look.NUMBER, 14),
        Column("yuan", "金额（元）", lambda one: in_yuan(one.fen if one.fen else None), Look.NUMBER, 14),
        Column("unpriced", "未记价（次）", lambda one: one.unpriced, Look.NUMBER, 12),
    ),
)

STATEMENT: Listing[AskStatement, StatementLine] = Listing(
    name="household-season",
    title="交售明细",
    asks=AskStatement,
    keys=_statement_keys,
    lines=_statement_lines,
    columns=(
        Column("number", "交售单", lambda one: one.number, Look.CODE, 18),
        Column("weighed", "过磅时间", lambda one: one.weighed_at, Look.TIME, 18),
        Column("cover", "方式", lambda one: one.cover_words, width=12),
        Column("jin", "净重（斤）", lambda one: in_jin(one.net_g), Look.NUMBER, 12),
        Column("kilograms", "净重（公斤）", lambda one: kilograms(one.net_g), Look.NUMBER, 13),
        Column("yuan", "金额（元）", lambda one: in_yuan(one.fen), Look.NUMBER, 12),
        Column("running", "本季累计（斤）", lambda one: in_jin(one.running_g), Look.NUMBER, 15),
    ),
)
