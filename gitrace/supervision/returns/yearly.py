"""专用标志使用年报: who may use the mark and does, labels, output by form and township, coverage."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch
from gitrace.clock import shanghai_day
from gitrace.labels.tables import LabelRange, Run
from gitrace.producers.tables import Authorisation, Producer, ProducerKind
from gitrace.profile import Profile
from gitrace.supervision.listing import kilograms
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.registers import KINDS
from gitrace.supervision.returns.breakdowns import WITHOUT_HOUSEHOLD, by_form, by_township
from gitrace.supervision.returns.period import Days
from gitrace.supervision.returns.sheet import Figure, Return, Row, Table, code, moment, number, table, words
from gitrace.supervision.returns.sums import (
    Labelled,
    Packed,
    delivered,
    labelled,
    of_forms,
    of_producers,
    packed,
    poured_by_origin,
    whole,
)
from gitrace.supervision.words import UNKNOWN, Names

FRESH = "fresh"
OF_WHICH = {
    ProducerKind.COOPERATIVE: "其中合作社",
    ProducerKind.COMPANY: "其中企业",
    ProducerKind.FARM: "其中家庭农场",
}
_IN_USE_AT: Any = LabelRange.in_use_at


def mark_report(session: Session, days: Days, profile: Profile, _most: int | None = None) -> Return:
    """The return of a year: some ten statements."""
    names = Names(profile)
    townships = delivered(session, days).townships
    lots, labels = packed(session, days), labelled(session, days)
    forms = of_forms(Labelled, labels)
    entities = _with_labels(session, of_producers(Labelled, labels), authorised(session, days, names))
    delivered_g = sum(one.net_g for key, one in townships.items() if key)
    return Return(
        "地理标志专用标志使用年报",
        *days,
        figures=[
            *_entities(entities),
            *_labels(whole(Labelled, labels.values()), whole(Packed, lots.values())),
            *_coverage(delivered_g, forms.get(FRESH, Labelled()).in_use_g),
        ],
        tables=[
            _entity_table(entities),
            by_form(of_forms(Packed, lots), forms, names),
            _output(session, days, names),
            by_township(townships, names),
        ],
    )


def _entities(entities: list[Row]) -> list[Figure]:
    using = [one for one in entities if one["in_use"]]
    kinds = [
        Figure(words, sum(one["kind"] == Phrase(KINDS[kind]) for one in entities), "按登记的类型。")
        for kind, words in OF_WHICH.items()
    ]
    return [
        Figure("用标主体", len(entities), "本年至少有一天核准有效的生产者。"),
        *kinds,
        Figure("有用标的主体", len(using), "上述主体中本年有启用且仍在用标签的。"),
        Figure("没有用标的主体", len(entities) - len(using), "上述主体中本年没有启用标签的；连续两年不用会失去核准。"),
    ]


def _labels(labels: Labelled, lots: Packed) -> list[Figure]:
    return [
        Figure("包装批次", lots.lots, "包装日期在本年的批次数。"),
        Figure("已印标签（枚）", labels.printed, "本年申领付印的标签枚数，重印不另计。"),
        Figure("启用标签（枚）", labels.in_use, "本年启用、至今仍在用的标签枚数。"),
        Figure("作废标签（枚）", labels.void, "本年作废的标签枚数，启用后作废的也在内。"),
        Figure("退回注销标签（枚）", labels.returned, "本年退回注销的标签枚数。"),
    ]


def _coverage(delivered_g: int, labelled_g: int) -> list[Figure]:
    return [
        Figure("交售量（公斤）", kilograms(delivered_g), "本年分户过磅的净重合计，未分户收购不在内。"),
        Figure("鲜笋贴标量（公斤）", kilograms(labelled_g), "本年启用、仍在用的鲜笋标签乘以每枚用笋。"),
        Figure(
            "用标覆盖率（%）",
            share(labelled_g, delivered_g),
            "鲜笋贴标量 ÷ 交售量；加工品按得率另计，不在内。没有交售的，为未记录。",
        ),
    ]


def share(part: int, of: int) -> Decimal | None:
    """Per cent to one place; None of nothing."""
    return (Decimal(part * 100) / Decimal(of)).quantize(Decimal("0.1")) if of else None


def authorised(session: Session, days: Days, names: Names) -> dict[int, Row]:
    """Every producer whose authorisation was in force on one of these days, with the last that was, by key."""
    first, last = days
    query = (
        sa.select(Producer, Authorisation)
        .join(Authorisation, col(Authorisation.producer_id) == col(Producer.id))
        .where(
            col(Authorisation.from_day) <= last,
            col(Authorisation.until_day) >= first,
            sa.or_(col(Authorisation.withdrawn_on).is_(None), col(Authorisation.withdrawn_on) > first),
        )
        .order_by(col(Producer.name), col(Producer.id), col(Authorisation.until_day))
    )
    return {producer.id: _entity(producer, permission, names) for producer, permission in session.execute(query)}


def _entity(producer: Producer, permission: Authorisation, names: Names) -> Row:
    return {
        "name": producer.name,
        "uscc": producer.uscc,
        "kind": Phrase(KINDS[ProducerKind(producer.kind)]),
        "township": names.township(producer.township),
        "forms": names.forms(permission.forms),
        "announcement": permission.announcement or Phrase(UNKNOWN),
        "from": permission.from_day,
        "until": permission.withdrawn_on or permission.until_day,
    }


def _with_labels(session: Session, labels: Mapping[int, Labelled], entities: dict[int, Row]) -> list[Row]:
    used = _last_used(session)
    return [
        {
            **entity,
            "printed": labels.get(key, Labelled()).printed,
            "in_use": labels.get(key, Labelled()).in_use,
            "void": labels.get(key, Labelled()).void,
            "used": used.get(key),
        }
        for key, entity in entities.items()
    ]


def _last_used(session: Session) -> dict[int, date]:
    query = (
        sa.select(col(Batch.producer_id), sa.func.max(_IN_USE_AT, type_=_IN_USE_AT.type))
        .select_from(LabelRange)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(_IN_USE_AT.is_not(None))
        .group_by(col(Batch.producer_id))
    )
    return {key: shanghai_day(at) for key, at in session.execute(query)}


ENTITY = (
    words("name", "名称", 30),
    code("uscc", "统一社会信用代码"),
    words("kind", "类型", 10),
    words("township", "乡镇", 12),
    words("forms", "核准品类", 20),
    words("announcement", "公告号", 20),
    moment("from", "起始日期"),
    moment("until", "截止日期"),
)


def _entity_table(entities: list[Row]) -> Table:
    used = (number("printed", "已印标签"), number("in_use", "已启用"), number("void", "已作废"))
    note = "标签数为本年的；最近启用日期不限本年。"
    columns = (*ENTITY, *used, moment("used", "最近启用"))
    return table("用标主体", note, columns, entities, "printed", "in_use", "void")


def _output(session: Session, days: Days, names: Names) -> Table:
    rows = [
        {
            "form": names.form(form),
            "township": names.township(township) if township else WITHOUT_HOUSEHOLD,
            "households": households,
            "poured": kilograms(grams),
        }
        for form, township, households, grams in poured_by_origin(session, days)
    ]
    columns = (
        words("form", "品类"),
        words("township", "乡镇"),
        number("households", "农户数"),
        number("poured", "投料（公斤）"),
    )
    note = "投入本年包装批次的鲜笋，按批次的品类和交售农户所在乡镇。"
    return table("产量（按品类和乡镇）", note, columns, rows, "poured")
