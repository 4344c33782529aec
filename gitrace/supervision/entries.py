"""Entries of the ledger as a regulator reads them: a list with a filter, and one entry with what it changed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace import clock
from gitrace.ledger import tables
from gitrace.ledger.events import REGISTER, RESTRICTED
from gitrace.ledger.timeline import Moment, entries_at
from gitrace.supervision.actors import actor_names, actors_like
from gitrace.supervision.codes import worded
from gitrace.supervision.days import instants_within
from gitrace.supervision.listing import Column, Listing, Look, in_order
from gitrace.supervision.phrases import Phrase, Told
from gitrace.supervision.words import Names

_LOOK_BACK = 200
"""Earlier entries of a subject in which a row's former values are looked for."""


class AskEntries(BaseModel):
    """What may be asked of the log. Days are days of recording."""

    model_config = ConfigDict(frozen=True)

    subject: str = Field(
        default="", title="对象", description="如 lot:CY260312A001、delivery:88、producer:3", max_length=80
    )
    tag: str = Field(default="", title="事件", max_length=60)
    actor: str = Field(default="", title="经办人", description="姓名的一部分，或 user:3", max_length=40)
    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")


@dataclass(frozen=True)
class EntryLine:
    """One entry of the log."""

    index: int
    time: datetime
    tag: str
    subject: str
    actor: Phrase
    told: Told


def tags() -> list[str]:
    """Every tag that this release records, without versions."""
    return sorted({kind.rpartition("/")[0] for kind in REGISTER})


def keys(session: Session, asked: AskEntries) -> sa.Select[Any]:
    """Indexes of the entries that answer, newest first."""
    entry = tables.entry.c
    found = instants_within(entry.time, asked.from_day, asked.until_day)
    if asked.subject:
        of_subject = sa.select(tables.subject.c.entry_index)
        found.append(entry.entry_index.in_(of_subject.where(tables.subject.c.subject == asked.subject.strip())))
    if asked.tag:
        found.append(entry.tag.startswith(f"{asked.tag}/", autoescape=True))
    if asked.actor:
        found.append(entry.actor.in_(actors_like(session, asked.actor.strip())))
    return sa.select(entry.entry_index).where(*found).order_by(entry.entry_index.desc())


def lines(session: Session, _asked: AskEntries, wanted: Sequence[int]) -> list[EntryLine]:
    """The entries of these indexes, in their order: four statements, however many."""
    moments = entries_at(session.connection(), wanted)
    actors = actor_names(session, {moment.actor for moment in moments})
    names = Names.of(session, clock.shanghai_day(clock.now()))
    return in_order(wanted, {moment.index: _line(moment, actors[moment.actor], names) for moment in moments})


def _line(moment: Moment, actor: Phrase, names: Names) -> EntryLine:
    told = Told(moment.kind, worded(moment.fields, names))
    return EntryLine(moment.index, moment.time, moment.kind, moment.subject, actor, told)


@dataclass(frozen=True)
class Entry:
    """One entry, what it changed, and its leaf: the canonical JSON that is hashed and published."""

    moment: Moment
    leaf: str

    @property
    def is_public(self) -> bool:
        """Whether an outsider reads what it says."""
        return bool(json.loads(self.leaf)["tag"] != RESTRICTED)


def entry_at(session: Session, index: int) -> Entry | None:
    """One entry; None beyond the log's end. A row's values before come from its subject's earlier entries."""
    connection = session.connection()
    found = connection.execute(
        sa.select(tables.entry.c.subject, tables.entry.c.leaf).where(tables.entry.c.entry_index == index)
    ).one_or_none()
    if found is None:
        return None
    subject, leaf = found
    moment = entries_at(connection, [*_earlier(session, subject, index), index])[-1]
    return Entry(moment, leaf)


def _earlier(session: Session, subject: str, index: int) -> list[int]:
    listed = tables.subject.c
    query = sa.select(listed.entry_index).where(listed.subject == subject, listed.entry_index < index)
    return list(session.connection().execute(query.order_by(listed.entry_index.desc()).limit(_LOOK_BACK)).scalars())


ENTRIES: Listing[AskEntries, EntryLine] = Listing(
    name="events",
    title="事件",
    asks=AskEntries,
    keys=keys,
    lines=lines,
    columns=(
        Column("index", "账本序号", lambda one: one.index, Look.NUMBER, 10, leads_to=lambda one: f"entry:{one.index}"),
        Column("time", "时间", lambda one: one.time, Look.TIME),
        Column("told", "事件", lambda one: one.told, width=60),
        Column("subject", "对象", lambda one: one.subject, Look.CODE, 22, leads_to=lambda one: one.subject),
        Column("actor", "经办人", lambda one: one.actor, width=22),
        Column("tag", "事件代码", lambda one: one.tag, Look.CODE, 26, on_page=False),
    ),
)
