"""Reading deliveries: a day's list and total, what may be poured, what a household may still deliver, filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.balance.tables import Account, AccountKind
from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.deliveries.price import typed_price
from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.growers.tables import Household, Plot
from gitrace.producers.tables import Scale

PAGE = 50

UNPOURED = (col(Account.kind) == AccountKind.DELIVERY.value) & (
    col(Account.owner) == sa.literal("delivery:") + sa.cast(col(Delivery.id), sa.String)
)
"""Joins a delivery to the account of its grams that are in no lot and not gone."""
_KEYED_UNITS = {"jin": ("斤", 500), "kg": ("公斤", 1000)}


@dataclass(frozen=True)
class DeliveryLine:
    """A delivery as a list shows it; `unpoured_g`: grams of it in no lot and not gone."""

    delivery: Delivery
    household: str
    unpoured_g: int


class DeliveryFilter(BaseModel):
    """Which deliveries a list shows; every field empty: all."""

    model_config = ConfigDict(frozen=True)

    producer_id: int | None = None
    household: str = Field(default="", title="户号")
    township: str = Field(default="", title="乡镇")
    cover: str = Field(default="", title="方式")
    finding: str = Field(default="", title="不通过项")
    failing: bool = Field(default=False, title="只看不通过的")
    first_day: date | None = Field(default=None, title="起始日期")
    last_day: date | None = Field(default=None, title="截止日期")
    text: str = Field(default="", title="交售单号")


@dataclass(frozen=True)
class Total:
    """How many deliveries, their net grams, and the grams of those that fail."""

    count: int
    net_g: int
    failing_g: int


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The first instant of a day in Shanghai, and of the next."""
    start = datetime.combine(day, time(), SHANGHAI)
    return start, start + timedelta(days=1)


def get_delivery(session: Session, delivery_id: int) -> Delivery | None:
    """The delivery with this key."""
    return session.get(Delivery, delivery_id)


def find_deliveries(session: Session, wanted: DeliveryFilter, page: int = 1) -> tuple[Sequence[DeliveryLine], Total]:
    """One page of the deliveries that fit, newest first, and the total of all of them."""
    conditions = _conditions(wanted)
    rows = session.execute(
        _lines()
        .where(*conditions)
        .order_by(col(Delivery.weighed_at).desc(), col(Delivery.id).desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [_line(row) for row in rows], _total(session, conditions)


def day_list(session: Session, producer_id: int, day: date) -> Sequence[DeliveryLine]:
    """All of a producer's deliveries of a day, the newest first."""
    conditions = _conditions(DeliveryFilter(producer_id=producer_id, first_day=day, last_day=day))
    newest = _lines().where(*conditions).order_by(col(Delivery.weighed_at).desc(), col(Delivery.id).desc())
    return [_line(row) for row in session.execute(newest)]


def day_total(session: Session, producer_id: int, day: date) -> Total:
    """The total of a producer's day."""
    return _total(session, _conditions(DeliveryFilter(producer_id=producer_id, first_day=day, last_day=day)))


def pourable(
    session: Session, *, producer_id: int, cover: str, since: datetime, until: datetime, failing: str = ""
) -> Sequence[DeliveryLine]:
    """A producer's deliveries of a cover, weighed between two instants, that pass and are not wholly poured; with
    `failing` those that would be, were it not for these findings.
    """
    fitting = _lines().where(
        col(Delivery.producer_id) == producer_id,
        col(Delivery.cover) == cover,
        col(Delivery.failing) == failing,
        col(Delivery.weighed_at) >= since,
        col(Delivery.weighed_at) < until,
        col(Account.balance_g) > 0,
    )
    return [_line(row) for row in session.execute(fitting.order_by(col(Delivery.weighed_at), col(Delivery.id)))]


def unpoured(session: Session, keys: Sequence[int]) -> dict[int, DeliveryLine]:
    """The deliveries with these keys, by key."""
    return {row[0].id: _line(row) for row in session.execute(_lines().where(col(Delivery.id).in_(keys)))}


def corrections_of(session: Session, delivery_id: int) -> Sequence[DeliveryCorrection]:
    """A delivery's corrections, the first one first."""
    of_delivery = select(DeliveryCorrection).where(DeliveryCorrection.delivery_id == delivery_id)
    return session.exec(of_delivery.order_by(col(DeliveryCorrection.id))).all()


def keyed(session: Session, delivery: Delivery) -> dict[str, str]:
    """A delivery as it would be keyed now: the values that a correction's form starts with."""
    household = session.get(Household, delivery.household_id) if delivery.household_id else None
    plot = session.get(Plot, delivery.plot_id) if delivery.plot_id else None
    weights = {"gross": delivery.gross_g, "tare": delivery.tare_g, "deduction": delivery.deduction_g}
    shown = {name: in_unit(grams, delivery.unit) for name, grams in weights.items()}
    return shown | {
        "household": household.number if household else "",
        "plot": plot.number if plot else "",
        "scale": session.exec(select(Scale.number).where(Scale.id == delivery.scale_id)).one(),
        "unit": _KEYED_UNITS[delivery.unit][0],
        "cover": delivery.cover,
        "grade": delivery.grade,
        "dug": dug_word(delivery),
        "price": typed_price(session, delivery.id),
        "weighed_at": delivery.weighed_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S"),
    }


def in_unit(grams: int, unit: str) -> str:
    """Grams as a scale of that unit, jin or kg, displays them."""
    return f"{(Decimal(grams) / _KEYED_UNITS[unit][1]).normalize():f}"


def dug_word(delivery: Delivery) -> str:
    """When a delivery was dug, as it is keyed: today, yesterday, or nothing where nobody asked."""
    if delivery.dug_on is None:
        return ""
    return "today" if delivery.dug_on == shanghai_day(delivery.weighed_at) else "yesterday"


def _lines() -> sa.Select[Delivery, str, int]:
    return (
        sa.select(Delivery, col(Household.number), col(Account.balance_g))
        .outerjoin(Household, col(Household.id) == Delivery.household_id)
        .outerjoin(Account, UNPOURED)
    )


def _line(row: sa.Row[Delivery, str, int]) -> DeliveryLine:
    return DeliveryLine(row[0], row[1] or "", int(row[2] or 0))


def _total(session: Session, conditions: Sequence[sa.ColumnElement[bool]]) -> Total:
    failing_g = sa.case((col(Delivery.failing) != "", col(Delivery.net_g)), else_=0)
    count, net_g, failing = session.exec(
        select(sa.func.count(), sa.func.sum(Delivery.net_g), sa.func.sum(failing_g))
        .select_from(Delivery)
        .outerjoin(Household, col(Household.id) == Delivery.household_id)
        .where(*conditions)
    ).one()
    return Total(count, int(net_g or 0), int(failing or 0))


def _conditions(wanted: DeliveryFilter) -> list[sa.ColumnElement[bool]]:
    words = col(Delivery.failing)
    asked: list[tuple[object, sa.ColumnElement[bool]]] = [
        (wanted.producer_id, col(Delivery.producer_id) == wanted.producer_id),
        (wanted.household, col(Household.number) == wanted.household.strip().upper()),
        (wanted.township, col(Household.township) == wanted.township),
        (wanted.cover, col(Delivery.cover) == wanted.cover),
        (wanted.failing, words != ""),
        (wanted.finding, (sa.literal(" ") + words + sa.literal(" ")).contains(f" {wanted.finding} ", autoescape=True)),
        (wanted.text, col(Delivery.number).contains(wanted.text.strip().upper(), autoescape=True)),
    ]
    if wanted.first_day:
        asked.append((True, col(Delivery.weighed_at) >= day_bounds(wanted.first_day)[0]))
    if wanted.last_day:
        asked.append((True, col(Delivery.weighed_at) < day_bounds(wanted.last_day)[1]))
    return [condition for given, condition in asked if given]
