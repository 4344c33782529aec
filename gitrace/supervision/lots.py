"""Lots, searched, filtered and sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace import clock
from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.releasing import proposed_for_release
from gitrace.batches.rules import FRESH
from gitrace.batches.tables import Batch, BatchState, Hold, Pour
from gitrace.certificates.tables import Certificate
from gitrace.deliveries.tables import Delivery
from gitrace.growers.finding import households_meant
from gitrace.growers.tables import Household
from gitrace.labels.accounting import labels_left
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.producers.queries import producers_like
from gitrace.producers.tables import Producer
from gitrace.storage.sorting import Sort
from gitrace.supervision.days import days_within
from gitrace.supervision.deliveries import HOUSEHOLD_HINT, having_failed, owner_of
from gitrace.supervision.listing import Column, Listing, Look, in_order, kilograms
from gitrace.supervision.phrases import Named, Phrase
from gitrace.supervision.words import BATCH_STATES, HOLDS, Names

TEXT_HINT = "批次号或生产者的一部分；生产者可用拼音首字母"


class LotState(StrEnum):
    """What a regulator looks for."""

    OPEN = "open"
    CLOSED = "closed"
    HELD = "held"
    PROPOSED = "release-proposed"
    RECALLED = "recalled"
    DEFICIT = "deficit"
    LABELS_LEFT = "labels-left"
    FAILING = "failing"
    UNCERTIFIED = "uncertified"


STATES = {
    LotState.OPEN: "进行中",
    LotState.CLOSED: "已结批",
    LotState.HELD: "已暂停标签使用",
    LotState.PROPOSED: "待确认恢复标签使用",
    LotState.RECALLED: "召回中",
    LotState.DEFICIT: "有差额",
    LotState.LABELS_LEFT: "有没交代的标签",
    LotState.FAILING: "投有检查未通过的交售单",
    LotState.UNCERTIFIED: "鲜笋没有承诺达标合格证",
}


class LotSort(Sort):
    """In which order."""

    NEWEST = "newest", "packed", "包装日期，由近到远", col(Batch.packed_on).desc(), col(Batch.id).desc()
    OLDEST = "oldest", "packed", "包装日期，由远到近", col(Batch.packed_on), col(Batch.id)
    LOT_LAST = "lot-last", "lot", "批次号，由大到小", col(Batch.lot).desc()
    LOT = "lot", "lot", "批次号，由小到大", col(Batch.lot)


class AskLots(BaseModel):
    """What may be asked of lots. Days are packing days; household, township and finding are of what was poured in."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(
        default="", title="查找", description="批次号或生产者的一部分；生产者可用拼音首字母", max_length=60
    )
    producer: int | None = Field(default=None, title="生产者")
    household: str = Field(default="", title="农户", description=HOUSEHOLD_HINT, max_length=200)
    township: str = Field(default="", title="乡镇", max_length=12)
    state: LotState | None = Field(default=None, title="状态")
    finding: str = Field(default="", title="未通过的检查", max_length=40)
    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")
    sort: LotSort = Field(default=LotSort.NEWEST, title="排序")


@dataclass(frozen=True)
class LotLine:
    """One lot as a list shows it. `printed`: labels issued; `left_g`: grams neither in use nor gone."""

    id: int
    lot: str
    packed_on: date
    producer_id: int
    producer: str
    form: Named
    cover: Named
    grade: Named | None
    poured_g: int
    households: int
    left_g: int
    deficit_g: int
    printed: int
    in_use: int
    closed: bool
    hold: str
    recalled: bool

    @property
    def subject(self) -> str:
        """Under which it stands in the ledger."""
        return f"lot:{self.lot}"

    @property
    def state(self) -> Phrase:
        """The first thing to know of it."""
        if self.recalled:
            return Phrase(STATES[LotState.RECALLED])
        if self.hold != Hold.NONE:
            return Phrase(HOLDS[Hold(self.hold)])
        if self.deficit_g:
            return Phrase(STATES[LotState.DEFICIT])
        return Phrase(BATCH_STATES[BatchState.CLOSED if self.closed else BatchState.OPEN])

    @property
    def tone(self) -> str:
        """How loud that is."""
        if self.recalled or self.hold != Hold.NONE:
            return "stop"
        return "warn" if self.deficit_g else "plain"


def keys(session: Session, asked: AskLots) -> sa.Select[Any]:
    """Keys of the lots that answer, in order."""
    return sa.select(col(Batch.id)).where(*_conditions(session, asked)).order_by(*asked.sort.columns)


def _conditions(session: Session, asked: AskLots) -> list[sa.ColumnElement[bool]]:
    found = days_within(col(Batch.packed_on), asked.from_day, asked.until_day)
    if asked.text:
        text = asked.text.strip()
        by_producer = col(Batch.producer_id).in_(producers_like(session, text))
        found.append(col(Batch.lot).icontains(text, autoescape=True) | by_producer)
    if asked.producer is not None:
        found.append(col(Batch.producer_id) == asked.producer)
    if asked.household:
        meant = col(Household.id).in_(households_meant(session, asked.household))
        found.append(_fed_by(_from_household(meant)))
    if asked.township:
        found.append(_fed_by(_from_household(col(Household.township) == asked.township)))
    if asked.finding:
        found.append(_fed_by(having_failed(asked.finding)))
    return found + ([_in_state(asked.state)] if asked.state else [])


def _from_household(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return col(Delivery.household_id).in_(sa.select(col(Household.id)).where(condition))


def _fed_by(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    deliveries = sa.select(col(Delivery.id)).where(condition)
    return col(Batch.id).in_(sa.select(col(Pour.batch_id)).where(col(Pour.delivery_id).in_(deliveries)))


def _in_state(state: LotState) -> sa.ColumnElement[bool]:
    deficit = sa.exists().where(
        col(Account.kind) == AccountKind.DEFICIT,
        col(Account.owner) == owner_of(col(Batch.id), "lot"),
        col(Account.balance_g) > 0,
    )
    conditions: dict[LotState, sa.ColumnElement[bool]] = {
        LotState.OPEN: col(Batch.state) == BatchState.OPEN,
        LotState.CLOSED: col(Batch.state) == BatchState.CLOSED,
        LotState.HELD: col(Batch.hold) != Hold.NONE,
        LotState.PROPOSED: col(Batch.id).in_(proposed_for_release()),
        LotState.RECALLED: col(Batch.recall_notice).is_not(None),
        LotState.DEFICIT: deficit,
        LotState.LABELS_LEFT: labels_left(),
        LotState.FAILING: _fed_by(col(Delivery.failing) != ""),
        LotState.UNCERTIFIED: (col(Batch.form) == FRESH) & _filled() & ~_certified(),
    }
    return conditions[state]


def lines(session: Session, _asked: AskLots, wanted: Sequence[int]) -> list[LotLine]:
    """The lots of these keys, in their order: six statements, however many."""
    names = Names.of(session, clock.shanghai_day(clock.now()))
    figures = _Figures(session, wanted)
    rows = session.execute(
        sa.select(Batch, col(Producer.name))
        .join(Producer, col(Producer.id) == col(Batch.producer_id))
        .where(col(Batch.id).in_(wanted))
    )
    return in_order(wanted, {batch.id: figures.line(batch, producer, names) for batch, producer in rows})


def _filled() -> sa.ColumnElement[bool]:
    return sa.exists().where(col(Pour.batch_id) == col(Batch.id), col(Pour.grams) > 0)


def _certified() -> sa.ColumnElement[bool]:
    return sa.exists().where(col(Certificate.batch_id) == col(Batch.id), col(Certificate.withdrawn_at).is_(None))


class _Figures:
    """Sums over what belongs to the lots, a statement for each kind."""

    def __init__(self, session: Session, wanted: Sequence[int]) -> None:
        self._session, self._wanted = session, wanted
        self._poured = self._sums(Pour, col(Pour.batch_id), col(Pour.grams))
        self._printed = self._sums(Run, col(Run.batch_id), col(Run.last) - col(Run.first) + 1)
        self._in_use = self._labels_in_use()
        self._households = self._count_households()
        self._balances = self._read_balances()

    def line(self, batch: Batch, producer: str, names: Names) -> LotLine:
        """The line of one lot."""
        return LotLine(
            id=batch.id,
            lot=batch.lot,
            packed_on=batch.packed_on,
            producer_id=batch.producer_id,
            producer=producer,
            form=names.form(batch.form),
            cover=names.cover(batch.cover),
            grade=names.grade(batch.grade),
            poured_g=self._poured.get(batch.id, 0),
            households=self._households.get(batch.id, 0),
            left_g=self._balances.get((AccountKind.LOT, batch.id), 0),
            deficit_g=self._balances.get((AccountKind.DEFICIT, batch.id), 0),
            printed=self._printed.get(batch.id, 0),
            in_use=self._in_use.get(batch.id, 0),
            closed=batch.state == BatchState.CLOSED,
            hold=batch.hold,
            recalled=batch.recall_notice is not None,
        )

    def _sums(self, table: type, key: Any, figure: Any) -> dict[int, int]:
        query = sa.select(key, sa.func.sum(figure)).select_from(table).where(key.in_(self._wanted)).group_by(key)
        return {lot: int(sum_) for lot, sum_ in self._session.execute(query)}

    def _labels_in_use(self) -> dict[int, int]:
        query = (
            sa.select(col(Run.batch_id), sa.func.sum(col(LabelRange.last) - col(LabelRange.first) + 1))
            .join(LabelRange, col(LabelRange.run_id) == col(Run.id))
            .where(col(Run.batch_id).in_(self._wanted), col(LabelRange.state) == RangeState.IN_USE)
            .group_by(col(Run.batch_id))
        )
        return {lot: int(labels) for lot, labels in self._session.execute(query)}

    def _count_households(self) -> dict[int, int]:
        query = (
            sa.select(col(Pour.batch_id), sa.func.count(sa.distinct(col(Delivery.household_id))))
            .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
            .where(col(Pour.batch_id).in_(self._wanted))
            .group_by(col(Pour.batch_id))
        )
        return {lot: int(households) for lot, households in self._session.execute(query)}

    def _read_balances(self) -> dict[tuple[str, int], int]:
        owners = {f"lot:{key}": key for key in self._wanted}
        query = sa.select(col(Account.kind), col(Account.owner), col(Account.balance_g)).where(
            col(Account.kind).in_([AccountKind.LOT, AccountKind.DEFICIT]), col(Account.owner).in_(owners)
        )
        return {(kind, owners[owner]): grams for kind, owner, grams in self._session.execute(query)}


LOTS: Listing[AskLots, LotLine] = Listing(
    name="lots",
    title="批次",
    asks=AskLots,
    keys=keys,
    lines=lines,
    columns=(
        Column("lot", "批次号", lambda one: one.lot, Look.CODE, leads_to=lambda one: one.subject),
        Column("packed", "包装日期", lambda one: one.packed_on, Look.TIME, 12),
        Column("producer", "生产者", lambda one: one.producer, width=28),
        Column("form", "品类", lambda one: one.form, width=10),
        Column("cover", "方式", lambda one: one.cover, on_page=False),
        Column("poured", "投料（公斤）", lambda one: kilograms(one.poured_g), Look.NUMBER, 12),
        Column("households", "农户数", lambda one: one.households, Look.NUMBER, 9, on_page=False),
        Column("left", "未启用余量（公斤）", lambda one: kilograms(one.left_g), Look.NUMBER, 12),
        Column("printed", "已印标签", lambda one: one.printed, Look.NUMBER, 10),
        Column("in-use", "已启用", lambda one: one.in_use, Look.NUMBER, 10),
        Column("deficit", "差额（公斤）", lambda one: kilograms(one.deficit_g), Look.NUMBER, 12, on_page=False),
        Column("state", "状态", lambda one: one.state, tone=lambda one: one.tone),
    ),
)
