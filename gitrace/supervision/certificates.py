"""Certificates of conformity, searched, filtered and sorted; for the regulator all, for a producer its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Hold
from gitrace.certificates.face import BASIS_NAMES
from gitrace.certificates.queries import states_of
from gitrace.certificates.rules import CertificateState
from gitrace.certificates.tables import Basis, Certificate
from gitrace.producers.queries import producers_like
from gitrace.producers.tables import Producer
from gitrace.storage.sorting import Sort
from gitrace.supervision.days import instants_within
from gitrace.supervision.listing import Column, Listing, Look, in_order, kilograms
from gitrace.supervision.phrases import Phrase

STATE_NAMES = {
    CertificateState.STANDING: "有效",
    CertificateState.HELD: "批次暂停，正在核实",
    CertificateState.CORRECTED: "已被更正",
    CertificateState.WITHDRAWN: "已作废",
    CertificateState.FAILED: "检验不符合",
    CertificateState.RECALLED: "批次召回中",
}
TONES = {
    CertificateState.STANDING: "go",
    CertificateState.HELD: "warn",
    CertificateState.CORRECTED: "plain",
    CertificateState.WITHDRAWN: "plain",
}
"""How loud a state is; what is not here stops."""


_PLACES = ("{first}", "{second}", "{third}")


class Wanted(StrEnum):
    """What is looked for in a list."""

    IN_FORCE = "in-force"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"


WANTED = {
    Wanted.IN_FORCE: "未更正、未作废",
    Wanted.CORRECTED: "已被更正",
    Wanted.WITHDRAWN: "已作废",
    Wanted.STOPPED: "批次暂停或召回",
}


class CertificateSort(Sort):
    """In which order."""

    NEWEST = "newest", "issued", "开具时间，由近到远", col(Certificate.issued_at).desc(), col(Certificate.id).desc()
    OLDEST = "oldest", "issued", "开具时间，由远到近", col(Certificate.issued_at), col(Certificate.id)


class AskCertificates(BaseModel):
    """What may be asked of certificates. Days are days of issue."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(default="", title="查找", description="编号、批次号或生产者的一部分", max_length=60)
    producer: int | None = Field(default=None, title="生产者")
    wanted: Wanted | None = Field(default=None, title="状态")
    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")
    sort: CertificateSort = Field(default=CertificateSort.NEWEST, title="排序")


@dataclass(frozen=True)
class CertificateLine:
    """One certificate as a list shows it."""

    certificate: Certificate
    lot: str
    producer: str
    state: CertificateState

    @property
    def basis(self) -> Phrase:
        """What it rests on, in words."""
        words = [Phrase(BASIS_NAMES[Basis(one)]) for one in self.certificate.rests_on.split()]
        return Phrase("、".join(_PLACES[: len(words)]), dict(zip(("first", "second", "third"), words, strict=False)))

    @property
    def tone(self) -> str:
        """How loud its state is."""
        return TONES.get(self.state, "stop")


def keys(session: Session, asked: AskCertificates) -> sa.Select[Any]:
    """Keys of the certificates that answer, in order."""
    return sa.select(col(Certificate.id)).where(*_conditions(session, asked)).order_by(*asked.sort.columns)


def lines(session: Session, _asked: AskCertificates, wanted: Sequence[int]) -> list[CertificateLine]:
    """The lines of these keys, in their order: six statements, however many."""
    rows = session.exec(
        select(Certificate, Batch.lot, Producer.name)
        .join(Batch, col(Batch.id) == Certificate.batch_id)
        .join(Producer, col(Producer.id) == Certificate.producer_id)
        .where(col(Certificate.id).in_(wanted))
    ).all()
    states = states_of(session, [one for one, _, _ in rows])
    return in_order(wanted, {one.id: CertificateLine(one, lot, name, states[one.id]) for one, lot, name in rows})


def _conditions(session: Session, asked: AskCertificates) -> list[sa.ColumnElement[bool]]:
    found = instants_within(col(Certificate.issued_at), asked.from_day, asked.until_day)
    if asked.text:
        text = asked.text.strip()
        by_producer = col(Certificate.producer_id).in_(producers_like(session, text))
        found.append(col(Certificate.number).icontains(text, autoescape=True) | by_producer)
    if asked.producer is not None:
        found.append(col(Certificate.producer_id) == asked.producer)
    return found + ([_is(asked.wanted)] if asked.wanted else [])


def _is(wanted: Wanted) -> sa.ColumnElement[bool]:
    newer = aliased(Certificate)
    corrected = sa.exists().where(col(newer.corrects_id) == col(Certificate.id)).correlate(Certificate)
    withdrawn = col(Certificate.withdrawn_at).is_not(None)
    stopped = sa.or_(col(Batch.recall_notice).is_not(None), col(Batch.hold) != Hold.NONE)
    conditions: dict[Wanted, sa.ColumnElement[bool]] = {
        Wanted.IN_FORCE: ~corrected & ~withdrawn,
        Wanted.CORRECTED: corrected,
        Wanted.WITHDRAWN: withdrawn,
        Wanted.STOPPED: col(Certificate.batch_id).in_(sa.select(col(Batch.id)).where(stopped)),
    }
    return conditions[wanted]


CERTIFICATES: Listing[AskCertificates, CertificateLine] = Listing(
    name="certificates",
    title="承诺达标合格证",
    asks=AskCertificates,
    keys=keys,
    lines=lines,
    columns=(
        Column(
            "number",
            "编号",
            lambda one: one.certificate.number,
            Look.CODE,
            20,
            leads_to=lambda one: f"certificate:{one.certificate.number}",
        ),
        Column("issued", "开具时间", lambda one: one.certificate.issued_at, Look.TIME),
        Column("producer", "生产者", lambda one: one.producer, width=28),
        Column("goods", "产品名称", lambda one: one.certificate.goods, width=20),
        Column("kilograms", "数量（公斤）", lambda one: kilograms(one.certificate.grams), Look.NUMBER, 12),
        Column("basis", "承诺依据", lambda one: one.basis, width=24),
        Column("households", "农户数", lambda one: one.certificate.households, Look.NUMBER, 9, on_page=False),
        Column("deliveries", "交售单数", lambda one: one.certificate.deliveries, Look.NUMBER, 9, on_page=False),
        Column("received", "收取合格证的交售单数", lambda one: one.certificate.received, Look.NUMBER, 9, on_page=False),
        Column("kept", "保存至", lambda one: one.certificate.kept_until, Look.TIME, 12),
        Column("state", "状态", lambda one: Phrase(STATE_NAMES[one.state]), tone=lambda one: one.tone),
    ),
)
