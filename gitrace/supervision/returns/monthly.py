"""月报: what a month brought, by township, by producer and by form, with each figure's definition."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.cases.tables import Message
from gitrace.deliveries.tables import DeliveryCorrection
from gitrace.inspections.tables import Report, Verdict
from gitrace.producers.queries import producer_names
from gitrace.profile import Profile
from gitrace.supervision.days import days_within, instants_within
from gitrace.supervision.listing import jin, kilograms
from gitrace.supervision.returns.breakdowns import by_cover, by_form, by_producer, by_township
from gitrace.supervision.returns.period import Days
from gitrace.supervision.returns.sheet import Behind, Figure, Return
from gitrace.supervision.returns.sums import (
    Delivered,
    Labelled,
    Packed,
    delivered,
    labelled,
    of_forms,
    of_producers,
    packed,
    whole,
)
from gitrace.supervision.words import Names


def month_sheet(session: Session, days: Days, profile: Profile, _most: int | None = None) -> Return:
    """The return of a month: some fifteen statements, however much was delivered."""
    names = Names(profile)
    weighed, lots, labels = delivered(session, days), packed(session, days), labelled(session, days)
    return Return(
        "崇阳雷竹笋产销与标签月报",
        *days,
        figures=[
            *_delivered(weighed.whole, len(weighed.producers), days),
            *_packed(whole(Packed, lots.values()), whole(Labelled, labels.values()), days),
            *_decided(session, days),
        ],
        tables=[
            by_township(weighed.townships, names),
            by_cover(weighed.covers, names),
            by_producer(
                weighed.producers,
                of_producers(Packed, lots),
                of_producers(Labelled, labels),
                producer_names(session),
            ),
            by_form(of_forms(Packed, lots), of_forms(Labelled, labels), names),
        ],
    )


def _delivered(weighed: Delivered, producers: int, days: Days) -> list[Figure]:
    asked = {"from_day": days[0].isoformat(), "until_day": days[1].isoformat()}
    return [
        Figure("交售单", weighed.deliveries, "本期过磅的交售单份数。", Behind("deliveries", asked)),
        Figure("交售量（公斤）", kilograms(weighed.net_g), "本期过磅的净重合计，按更正后的数。"),
        Figure("交售量（斤）", jin(weighed.net_g), "同上，1 斤为 0.5 公斤。"),
        Figure("交售农户", weighed.households, "本期至少交售一次的不同农户；未分户收购不计户数。"),
        Figure("收购的生产者", producers, "本期至少收购一次的不同生产者。"),
        Figure(
            "检查未通过的交售单",
            weighed.failing,
            "本期过磅、至今有检查未通过的交售单份数。",
            Behind("deliveries", {**asked, "state": "failing"}),
        ),
    ]


def _packed(lots: Packed, labels: Labelled, days: Days) -> list[Figure]:
    asked = {"from_day": days[0].isoformat(), "until_day": days[1].isoformat()}
    return [
        Figure("包装批次", lots.lots, "包装日期在本期的批次数。", Behind("lots", asked)),
        Figure("投料（公斤）", kilograms(lots.poured_g), "投入上述批次的鲜笋合计。"),
        Figure("已印标签（枚）", labels.printed, "本期申领付印的标签枚数，重印不另计。"),
        Figure("启用标签（枚）", labels.in_use, "本期启用、至今仍在用的标签枚数。"),
        Figure("贴标量（公斤）", kilograms(labels.in_use_g), "上述在用标签乘以每枚用笋（清水笋按固形物）。"),
        Figure("作废标签（枚）", labels.void, "本期作废的标签枚数，启用后作废的也在内。"),
        Figure("退回注销标签（枚）", labels.returned, "本期退回注销的标签枚数。"),
    ]


def _decided(session: Session, days: Days) -> list[Figure]:
    issued = days_within(col(Report.issued_on), *days)
    received = instants_within(col(Message.received_at), *days)
    corrected = instants_within(col(DeliveryCorrection.corrected_at), *days)
    failing = [*issued, col(Report.conclusion) == Verdict.FAIL]
    return [
        Figure("检验报告", _count(session, Report, issued), "签发日期在本期的检验报告份数，速测在内。"),
        Figure("结论为不符合的报告", _count(session, Report, failing), "上述报告中检验机构结论为不符合的份数。"),
        Figure("更正交售单（次）", _count(session, DeliveryCorrection, corrected), "本期登记的交售单更正次数。"),
        Figure("消费者反映", _count(session, Message, received), "本期收到的反映条数。"),
    ]


def _count(session: Session, counted: type[Any], where: list[sa.ColumnElement[bool]]) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(counted).where(*where)).scalar_one())
