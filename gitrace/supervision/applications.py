"""Applications for the mark, searched and filtered: what waits for the county, and what became of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace import clock
from gitrace.producers.queries import producers_like
from gitrace.producers.tables import OPEN_APPLICATIONS, ApplicationState, MarkApplication, Producer
from gitrace.supervision.listing import Column, Listing, Look, in_order
from gitrace.supervision.phrases import Named, Phrase
from gitrace.supervision.words import Names

APPLICATION_STATES = {
    ApplicationState.FILED: "已提交，待初审",
    ApplicationState.FORWARDED: "初审通过，已上报",
    ApplicationState.APPROVED: "已公告核准",
    ApplicationState.REFUSED: "不予通过",
    ApplicationState.WITHDRAWN: "已撤回",
}
APPLICATION_TONES = {
    ApplicationState.FILED: "warn",
    ApplicationState.FORWARDED: "note",
    ApplicationState.APPROVED: "go",
    ApplicationState.REFUSED: "stop",
    ApplicationState.WITHDRAWN: "plain",
}


class Stage(StrEnum):
    """What a regulator looks for: those under way, or those in one state."""

    OPEN = "open"
    FILED = "filed"
    FORWARDED = "forwarded"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STAGES = {Stage.OPEN: "在办理"} | {Stage(state.value): words for state, words in APPLICATION_STATES.items()}


class AskApplications(BaseModel):
    """What may be asked of applications."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(default="", title="查找", description="生产者名称的一部分、拼音首字母或信用代码", max_length=60)
    stage: Stage | None = Field(default=None, title="状态")


@dataclass(frozen=True)
class ApplicationLine:
    """An application in a list."""

    id: int
    producer: str
    uscc: str
    forms: Named
    filed_at: datetime
    decided_at: datetime | None
    state: ApplicationState


def _keys(session: Session, asked: AskApplications) -> sa.Select[Any]:
    found: list[sa.ColumnElement[bool]] = []
    if asked.text:
        found.append(col(MarkApplication.producer_id).in_(producers_like(session, asked.text)))
    if asked.stage:
        states = OPEN_APPLICATIONS if asked.stage is Stage.OPEN else (asked.stage.value,)
        found.append(col(MarkApplication.state).in_(states))
    newest = col(MarkApplication.filed_at).desc(), col(MarkApplication.id).desc()
    return sa.select(col(MarkApplication.id)).where(*found).order_by(*newest)


def _lines(session: Session, _asked: AskApplications, wanted: Sequence[int]) -> list[ApplicationLine]:
    names = Names.of(session, clock.shanghai_day(clock.now()))
    rows = session.execute(
        sa.select(MarkApplication, col(Producer.name), col(Producer.uscc))
        .join(Producer, col(Producer.id) == col(MarkApplication.producer_id))
        .where(col(MarkApplication.id).in_(wanted))
    )
    found = {
        row.id: ApplicationLine(
            id=row.id,
            producer=producer,
            uscc=uscc,
            forms=names.forms(row.forms),
            filed_at=row.filed_at,
            decided_at=row.decided_at,
            state=ApplicationState(row.state),
        )
        for row, producer, uscc in rows
    }
    return in_order(wanted, found)


APPLICATIONS: Listing[AskApplications, ApplicationLine] = Listing(
    name="applications",
    title="用标申请",
    asks=AskApplications,
    keys=_keys,
    lines=_lines,
    columns=(
        Column("producer", "申请人", lambda one: one.producer, width=28, leads_to=lambda one: f"application:{one.id}"),
        Column("uscc", "统一社会信用代码", lambda one: one.uscc, Look.CODE, 20),
        Column("forms", "申请品类", lambda one: one.forms),
        Column("filed", "申请时间", lambda one: one.filed_at, Look.TIME),
        Column("decided", "办结时间", lambda one: one.decided_at, Look.TIME),
        Column(
            "state",
            "状态",
            lambda one: Phrase(APPLICATION_STATES[one.state]),
            tone=lambda one: APPLICATION_TONES[one.state],
        ),
    ),
)
