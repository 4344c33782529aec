"""The registers as lists, to be taken out whole: producers, scales, households, plots, reports, labels, messages."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace import clock
from gitrace.batches.tables import Batch
from gitrace.cases.tables import Message
from gitrace.growers.register import HouseholdFilter, households_matching
from gitrace.growers.tables import CertifiedYield, Household, HouseholdPerson, Plot
from gitrace.inspections.tables import EnteredBy, Laboratory, Report, Verdict
from gitrace.labels.tables import Run
from gitrace.producers.tables import LabelUse, Producer, ProducerKind, Scale
from gitrace.supervision.listing import Column, Listing, Look, Rows, in_order, kilograms
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.words import VERDICTS, Names

Line = dict[str, Any]
Narrow = Callable[[Session, Any], list[sa.ColumnElement[bool]]]

_COUNTS = {"first", "last", "labels", "prints"}
KINDS = {ProducerKind.COOPERATIVE: "合作社", ProducerKind.COMPANY: "企业", ProducerKind.FARM: "家庭农场"}
ENTERERS = {EnteredBy.LABORATORY: "检验机构", EnteredBy.PRODUCER: "生产者上传"}


class AskNothing(BaseModel):
    """A register is taken out whole."""

    model_config = ConfigDict(frozen=True)


class AskHouseholds(BaseModel):
    """Households, and what is theirs, as their page's filter narrows them."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(default="", title="查找", max_length=40)
    township: str = Field(default="", title="乡镇", max_length=12)
    village: str = Field(default="", title="村", max_length=40)

    @property
    def filter(self) -> HouseholdFilter:
        """As the growers' register takes it."""
        return HouseholdFilter(self.text, self.township, self.village)


def _households(key: Any) -> Narrow:
    """Narrowed to the households that are asked for; `key`: whose column."""
    return lambda session, asked: [key.in_(households_matching(session, asked.filter))]


def _register(
    name: str,
    title: str,
    rows: Rows,
    key: Any,
    columns: Sequence[tuple[str, str, Callable[[Line], Any]]],
    *,
    asks: type[BaseModel] = AskNothing,
    narrow: Narrow = lambda _session, _asked: [],
) -> Listing[Any, Line]:
    """A list of rows in the order of their key; `columns`: key, header, value of a line."""

    def keys(session: Session, asked: BaseModel) -> sa.Select[Any]:
        return rows.with_only_columns(key).where(*narrow(session, asked)).order_by(key)

    def lines(session: Session, _asked: BaseModel, wanted: Sequence[int]) -> list[Line]:
        names = Names.of(session, clock.shanghai_day(clock.now()))
        found = session.execute(rows.add_columns(key.label("key")).where(key.in_(wanted))).mappings()
        return in_order(wanted, {row["key"]: {**row, "names": names} for row in found})

    declared = tuple(Column(one, header, value, _look(one, header)) for one, header, value in columns)
    return Listing(name=name, title=title, asks=asks, columns=declared, keys=keys, lines=lines)


def _look(key: str, header: str) -> Look:
    return Look.NUMBER if key in _COUNTS or header.endswith("）") else Look.TEXT


def _yes(value: bool) -> Phrase:
    return Phrase("是" if value else "否")


def _value(name: str) -> Callable[[Line], Any]:
    return lambda line: line[name]


def _decimal(name: str) -> Callable[[Line], Decimal]:
    return lambda line: Decimal(line[name])


PRODUCERS = _register(
    "producers",
    "生产者",
    sa.select(*Producer.__table__.columns),  # type: ignore[attr-defined]
    col(Producer.id),
    (
        ("uscc", "统一社会信用代码", _value("uscc")),
        ("name", "名称", _value("name")),
        ("kind", "类型", lambda one: Phrase(KINDS[one["kind"]])),
        ("township", "乡镇", lambda one: one["names"].township(one["township"])),
        ("food-licence", "食品生产许可证", _value("food_licence")),
        ("stopped", "已暂停标签使用", lambda one: _yes(one["label_use"] == LabelUse.STOPPED)),
        ("listed", "列入失信名单", lambda one: _yes(one["listed"])),
    ),
)

SCALES = _register(
    "scales",
    "衡器",
    sa.select(*Scale.__table__.columns, col(Producer.name).label("producer")).join(  # type: ignore[attr-defined]
        Producer, col(Producer.id) == col(Scale.producer_id)
    ),
    col(Scale.id),
    (
        ("number", "编号", _value("number")),
        ("producer", "生产者", _value("producer")),
        ("certificate", "检定证书", _value("certificate")),
        ("verified", "检定日期", _value("verified_on")),
        ("until", "有效期至", _value("valid_until")),
        ("capacity", "最大秤量（公斤）", lambda one: kilograms(one["capacity_g"])),
    ),
)

HOUSEHOLDS = _register(
    "households",
    "农户",
    sa.select(*Household.__table__.columns, col(HouseholdPerson.name).label("person")).outerjoin(  # type: ignore[attr-defined]
        HouseholdPerson, col(HouseholdPerson.household_id) == col(Household.id)
    ),
    col(Household.id),
    (
        ("number", "编号", _value("number")),
        ("person", "姓名", _value("person")),
        ("township", "乡镇", lambda one: one["names"].township(one["township"])),
        ("village", "村", _value("village")),
        ("contract", "承包面积（亩）", _decimal("contract_mu")),
    ),
    asks=AskHouseholds,
    narrow=_households(col(Household.id)),
)

YIELDS = _register(
    "yields",
    "核定产量",
    sa.select(
        col(Plot.number).label("plot"),
        col(Household.number).label("household"),
        col(Plot.township).label("township"),
        col(Plot.area_mu).label("area_mu"),
        col(CertifiedYield.season).label("season"),
        col(CertifiedYield.kg_per_mu).label("kg_per_mu"),
        col(CertifiedYield.grams).label("grams"),
    )
    .join(Plot, col(Plot.id) == col(CertifiedYield.plot_id))
    .join(Household, col(Household.id) == col(Plot.household_id)),
    col(CertifiedYield.id),
    (
        ("plot", "地块", _value("plot")),
        ("household", "农户", _value("household")),
        ("township", "乡镇", lambda one: one["names"].township(one["township"])),
        ("area", "面积（亩）", _decimal("area_mu")),
        ("season", "产季", lambda one: str(one["season"])),
        ("norm", "每亩核定（公斤）", _decimal("kg_per_mu")),
        ("kilograms", "核定（公斤）", lambda one: kilograms(one["grams"])),
    ),
    asks=AskHouseholds,
    narrow=_households(col(Plot.household_id)),
)

REPORTS = _register(
    "reports",
    "检验报告",
    sa.select(
        *Report.__table__.columns,  # type: ignore[attr-defined]
        col(Laboratory.name).label("laboratory"),
        col(Producer.name).label("producer"),
    )
    .join(Laboratory, col(Laboratory.id) == col(Report.laboratory_id))
    .join(Producer, col(Producer.id) == col(Report.producer_id)),
    col(Report.id),
    (
        ("number", "报告号", _value("number")),
        ("laboratory", "检验机构", _value("laboratory")),
        ("producer", "生产者", _value("producer")),
        ("form", "品类", lambda one: one["names"].form(one["form"])),
        ("sampled", "抽样日期", _value("sampled_on")),
        ("issued", "签发日期", _value("issued_on")),
        ("conclusion", "机构结论", lambda one: Phrase(VERDICTS[Verdict(one["conclusion"])])),
        ("recomputed", "系统复算", lambda one: Phrase(VERDICTS[Verdict(one["recomputed"])])),
        ("review", "待复核", lambda one: _yes(one["under_review"])),
        ("entered-by", "录入方", lambda one: Phrase(ENTERERS[EnteredBy(one["entered_by"])])),
    ),
)

RUNS = _register(
    "runs",
    "标签申领单",
    sa.select(*Run.__table__.columns, col(Batch.lot).label("lot"), col(Producer.name).label("producer"))  # type: ignore[attr-defined]
    .join(Batch, col(Batch.id) == col(Run.batch_id))
    .join(Producer, col(Producer.id) == col(Batch.producer_id)),
    col(Run.id),
    (
        ("lot", "批次号", _value("lot")),
        ("producer", "生产者", _value("producer")),
        ("gtin", "商品条码", _value("gtin")),
        ("first", "起号", _value("first")),
        ("last", "止号", _value("last")),
        ("labels", "枚数", lambda one: one["last"] - one["first"] + 1),
        ("shoot", "每枚用笋（克）", _value("shoot_g")),
        ("made", "申领时间", _value("made_at")),
        ("prints", "付印次数", _value("prints")),
    ),
)

MESSAGES = _register(
    "messages",
    "反映问题",
    sa.select(*Message.__table__.columns),  # type: ignore[attr-defined]
    col(Message.id),
    (
        ("number", "编号", _value("number")),
        ("received", "收到时间", _value("received_at")),
        ("lot", "批次号", _value("lot")),
        ("text", "内容", _value("text")),
        ("place", "购买地点", _value("place")),
        ("contact", "联系方式", _value("contact")),
        ("handled", "处理时间", _value("handled_at")),
        ("note", "处理情况", _value("handled_note")),
    ),
)

REGISTERS = (PRODUCERS, SCALES, HOUSEHOLDS, YIELDS, REPORTS, RUNS, MESSAGES)
