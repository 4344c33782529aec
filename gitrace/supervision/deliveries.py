"""Deliveries, searched, filtered and sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace import clock
from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.tables import Pour
from gitrace.deliveries.tables import Delivery
from gitrace.growers.finding import households_like, households_meant
from gitrace.growers.tables import Household, HouseholdPerson, Plot
from gitrace.identifiers.entries import tidy_code
from gitrace.producers.queries import producers_like
from gitrace.producers.tables import Producer
from gitrace.storage.sorting import Sort
from gitrace.supervision.days import instants_within
from gitrace.supervision.listing import Column, Listing, Look, Rows, in_order, jin, kilograms
from gitrace.supervision.phrases import Named, Phrase
from gitrace.supervision.words import Names, finding_words

TEXT_HINT = "交售单号、农户或生产者的一部分；农户和生产者可用拼音首字母"
HOUSEHOLD_HINT = "户号、姓名或拼音首字母"


class DeliveryState(StrEnum):
    """What a regulator looks for."""

    LEFT = "left"
    POURED = "poured"
    FAILING = "failing"
    FAILING_POURED = "failing-poured"
    CORRECTED = "corrected"
    UNATTRIBUTED = "unattributed"


STATES = {
    DeliveryState.LEFT: "有余量",
    DeliveryState.POURED: "无余量",
    DeliveryState.FAILING: "检查未通过",
    DeliveryState.FAILING_POURED: "检查未通过而已投料",
    DeliveryState.CORRECTED: "有更正",
    DeliveryState.UNATTRIBUTED: "未分户收购",
}


class DeliverySort(Sort):
    """In which order."""

    NEWEST = "newest", "weighed", "过磅时间，由近到远", col(Delivery.weighed_at).desc(), col(Delivery.id).desc()
    OLDEST = "oldest", "weighed", "过磅时间，由远到近", col(Delivery.weighed_at), col(Delivery.id)
    HEAVIEST = "heaviest", "net", "净重，由大到小", col(Delivery.net_g).desc(), col(Delivery.id).desc()
    LIGHTEST = "lightest", "net", "净重，由小到大", col(Delivery.net_g), col(Delivery.id)


class AskDeliveries(BaseModel):
    """What may be asked of deliveries. Days are days of weighing."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(
        default="",
        title="查找",
        description=TEXT_HINT,
        max_length=60,
    )
    producer: int | None = Field(default=None, title="生产者")
    household: str = Field(default="", title="农户", description=HOUSEHOLD_HINT, max_length=200)
    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)
    state: DeliveryState | None = Field(default=None, title="状态")
    finding: str = Field(default="", title="未通过的检查", max_length=40)
    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")
    sort: DeliverySort = Field(default=DeliverySort.NEWEST, title="排序")


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery as a list shows it. `left_g`: grams not yet poured nor otherwise gone."""

    id: int
    number: str
    weighed_at: datetime
    entered_at: datetime
    producer_id: int
    producer: str
    household: str
    person: str
    township: Named | None
    plot: str
    cover: Named
    grade: Named | None
    net_g: int
    poured_g: int
    left_g: int
    failing: str
    corrections: int

    @property
    def subject(self) -> str:
        """Under which it stands in the ledger."""
        return f"delivery:{self.id}"

    @property
    def state(self) -> Phrase:
        """The first thing to know of it."""
        if self.failing:
            return Phrase(STATES[DeliveryState.FAILING_POURED if self.poured_g else DeliveryState.FAILING])
        return Phrase(STATES[DeliveryState.LEFT if self.left_g else DeliveryState.POURED])

    @property
    def tone(self) -> str:
        """How loud that is."""
        if self.failing:
            return "stop" if self.poured_g else "warn"
        return "plain"


def owner_of(key: sa.SQLColumnExpression[int], kind: str) -> sa.ColumnElement[str]:
    """The owner of an account, `delivery:88`, from the key's column."""
    return sa.literal(f"{kind}:") + sa.cast(key, sa.Text)


def having_failed(code: str) -> sa.ColumnElement[bool]:
    """Deliveries that failed the check with this code."""
    spaced: sa.ColumnElement[str] = sa.literal(" ") + col(Delivery.failing) + sa.literal(" ")
    return sa.and_(col(Delivery.failing) != "", spaced.contains(f" {code} ", autoescape=True))


def keys(session: Session, asked: AskDeliveries) -> sa.Select[Any]:
    """Keys of the deliveries that answer, in order."""
    return sa.select(col(Delivery.id)).where(*_conditions(session, asked)).order_by(*asked.sort.columns)


def _conditions(session: Session, asked: AskDeliveries) -> list[sa.ColumnElement[bool]]:
    found = instants_within(col(Delivery.weighed_at), asked.from_day, asked.until_day)
    if asked.text:
        found.append(_having(session, asked.text.strip()))
    if asked.producer is not None:
        found.append(col(Delivery.producer_id) == asked.producer)
    if asked.household:
        found.append(col(Delivery.household_id).in_(households_meant(session, asked.household)))
    if asked.township:
        of_township = sa.select(col(Household.id)).where(col(Household.township) == asked.township)
        found.append(col(Delivery.household_id).in_(of_township))
    if asked.village:
        of_village = sa.select(col(Household.id)).where(col(Household.village) == asked.village)
        found.append(col(Delivery.household_id).in_(of_village))
    if asked.finding:
        found.append(having_failed(asked.finding))
    return found + (_in_state(asked.state) if asked.state else [])


def _having(session: Session, text: str) -> sa.ColumnElement[bool]:
    return sa.or_(
        col(Delivery.producer_id).in_(producers_like(session, text)),
        col(Delivery.household_id).in_(households_like(session, text)),
        col(Delivery.number).contains(tidy_code(text), autoescape=True),
    )


def _in_state(state: DeliveryState) -> list[sa.ColumnElement[bool]]:
    poured = sa.exists().where(col(Pour.delivery_id) == col(Delivery.id))
    left = col(Delivery.id).in_(_with_something_left())
    failing = col(Delivery.failing) != ""
    conditions: dict[DeliveryState, list[sa.ColumnElement[bool]]] = {
        DeliveryState.LEFT: [left],
        DeliveryState.POURED: [~left],
        DeliveryState.FAILING: [failing],
        DeliveryState.FAILING_POURED: [failing, poured],
        DeliveryState.CORRECTED: [col(Delivery.corrections) > 0],
        DeliveryState.UNATTRIBUTED: [col(Delivery.household_id).is_(None)],
    }
    return conditions[state]


def _with_something_left() -> sa.Select[Any]:
    # From the few accounts that hold something to their deliveries: the other way round is 200,000 look-ups.
    key = sa.cast(sa.func.substr(col(Account.owner), len("delivery:") + 1), sa.BigInteger)
    return sa.select(key).where(col(Account.kind) == AccountKind.DELIVERY, col(Account.balance_g) > 0)


def lines(session: Session, _asked: AskDeliveries, wanted: Sequence[int]) -> list[DeliveryLine]:
    """The deliveries of these keys, in their order: three statements, however many."""
    return named_lines(session, wanted, Names.of(session, clock.shanghai_day(clock.now())))


def named_lines(session: Session, wanted: Sequence[int], names: Names) -> list[DeliveryLine]:
    """The same, for who has read names already."""
    poured = _poured(session, wanted)
    found = {row[0].id: _line(row, names, poured.get(row[0].id, 0)) for row in session.execute(_joined(wanted))}
    return in_order(wanted, found)


def _joined(wanted: Sequence[int]) -> Rows:
    left = sa.and_(
        col(Account.kind) == AccountKind.DELIVERY, col(Account.owner) == owner_of(col(Delivery.id), "delivery")
    )
    return (
        sa.select(
            Delivery,
            col(Producer.name),
            col(Household.number),
            col(HouseholdPerson.name),
            col(Household.township),
            col(Plot.number),
            col(Account.balance_g),
        )
        .join(Producer, col(Producer.id) == col(Delivery.producer_id))
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .outerjoin(HouseholdPerson, col(HouseholdPerson.household_id) == col(Delivery.household_id))
        .outerjoin(Plot, col(Plot.id) == col(Delivery.plot_id))
        .outerjoin(Account, left)
        .where(col(Delivery.id).in_(wanted))
    )


def _poured(session: Session, wanted: Sequence[int]) -> dict[int, int]:
    sums = (
        sa.select(col(Pour.delivery_id), sa.func.sum(col(Pour.grams)))
        .where(col(Pour.delivery_id).in_(wanted))
        .group_by(col(Pour.delivery_id))
    )
    return {key: int(grams) for key, grams in session.execute(sums)}


def _line(row: sa.Row[*tuple[Any, ...]], names: Names, poured_g: int) -> DeliveryLine:
    delivery, producer, household, person, township, plot, left = row
    return DeliveryLine(
        id=delivery.id,
        number=delivery.number,
        weighed_at=delivery.weighed_at,
        entered_at=delivery.entered_at,
        producer_id=delivery.producer_id,
        producer=producer,
        household=household or "",
        person=person or "",
        township=names.township(township) if township else None,
        plot=plot or "",
        cover=names.cover(delivery.cover),
        grade=names.grade(delivery.grade),
        net_g=delivery.net_g,
        poured_g=poured_g,
        left_g=left or 0,
        failing=delivery.failing,
        corrections=delivery.corrections,
    )


DELIVERIES: Listing[AskDeliveries, DeliveryLine] = Listing(
    name="deliveries",
    title="交售单",
    asks=AskDeliveries,
    keys=keys,
    lines=lines,
    columns=(
        Column("number", "交售单号", lambda one: one.number, Look.CODE, leads_to=lambda one: one.subject),
        Column("weighed", "过磅时间", lambda one: one.weighed_at, Look.TIME),
        Column("producer", "生产者", lambda one: one.producer, width=28),
        Column("household", "农户", lambda one: f"{one.person} {one.household}".strip(), width=22),
        Column("township", "乡镇", lambda one: one.township, width=10),
        Column("plot", "地块", lambda one: one.plot, Look.CODE, on_page=False),
        Column("cover", "方式", lambda one: one.cover),
        Column("net", "净重（斤）", lambda one: jin(one.net_g), Look.NUMBER, 12),
        Column("net-kg", "净重（公斤）", lambda one: kilograms(one.net_g), Look.NUMBER, 12),
        Column("poured", "已投料（公斤）", lambda one: kilograms(one.poured_g), Look.NUMBER, 12, on_page=False),
        Column("left", "余量（斤）", lambda one: jin(one.left_g), Look.NUMBER, 12),
        Column("left-kg", "余量（公斤）", lambda one: kilograms(one.left_g), Look.NUMBER, 12, on_page=False),
        Column("state", "状态", lambda one: one.state, tone=lambda one: one.tone),
        Column("failing", "未通过的检查", lambda one: finding_words(one.failing), width=24, on_page=False),
        Column("corrections", "更正次数", lambda one: one.corrections, Look.NUMBER, 9, on_page=False),
        Column("entered", "录入时间", lambda one: one.entered_at, Look.TIME, on_page=False),
    ),
)
