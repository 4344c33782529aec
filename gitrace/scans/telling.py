"""Who entered a fact, as the public reads it: the kind of organisation, never a person; and what was amended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.ledger import tables as ledger
from gitrace.people.roles import PRODUCER, Role
from gitrace.people.tables import User


class Teller(StrEnum):
    """The kinds of organisation that enter facts."""

    PRODUCER = "producer"
    LABORATORY = "laboratory"
    REGULATOR = "regulator"
    IMPORT = "import"
    """A whole season's sheets, brought in by the regulator."""


@dataclass(frozen=True)
class Told:
    """By whom, and when."""

    by: Teller
    at: datetime


@dataclass(frozen=True)
class Amendment:
    """Something that was changed after a lot's first label; `tag`: of the event, without version."""

    tag: str
    at: datetime

    @property
    def words(self) -> str:
        """What it was, in plain words."""
        return AMENDING[self.tag]


AMENDING = {
    "batch.held": "暂停标签使用，开始核实",
    "batch.released": "核实结束，恢复标签使用",
    "batch.recalled": "发布召回",
    "batch.recall-lifted": "召回解除",
    "delivery.corrected": "更正了交售重量",
    "labels.voided": "作废了部分标签",
    "labels.returned": "退回注销了部分未用的标签",
    "record.corrected": "更正了生产记录",
    "yield.changed": "调整了核定产量",
}
"""Tags of events that amend what a lot's page said, in plain words. What merely goes on (pouring, putting in use, a
report that comes in) amends nothing.
"""

_FIRST_LABEL = "labels.issued"


def told(session: Session, subjects: Mapping[str, tuple[str, ...]]) -> dict[str, Told]:
    """Who entered it last, by subject. `subjects`: each with the tags, without version, that count as entering it."""
    entry = ledger.entry.c
    found = session.execute(
        sa.select(entry.subject, entry.tag, entry.actor, entry.time)
        .join(ledger.subject, ledger.subject.c.entry_index == entry.entry_index)
        .where(ledger.subject.c.subject.in_(subjects), ledger.subject.c.subject == entry.subject)
        .order_by(entry.entry_index)
    ).all()
    latest = {row.subject: row for row in found if _bare(row.tag) in subjects[row.subject]}
    tellers = _tellers(session, {row.actor for row in latest.values()})
    return {subject: Told(tellers[row.actor], row.time) for subject, row in latest.items() if row.actor in tellers}


def _tellers(session: Session, actors: set[str]) -> dict[str, Teller]:
    users = {actor: int(actor.removeprefix("user:")) for actor in actors if actor.startswith("user:")}
    roles = dict(session.exec(select(User.id, User.role).where(col(User.id).in_(users.values()))).all())
    people = {actor: _teller(roles[key]) for actor, key in users.items() if key in roles}
    return dict.fromkeys(actors - users.keys(), Teller.IMPORT) | people


def _teller(role: str) -> Teller:
    if role == Role.LAB:
        return Teller.LABORATORY
    return Teller.PRODUCER if role in PRODUCER else Teller.REGULATOR


def amendments(session: Session, lot: str) -> tuple[Amendment, ...]:
    """What was amended after the first label of a lot was issued, oldest first."""
    entry = ledger.entry.c
    found = session.execute(
        sa.select(entry.tag, entry.time)
        .join(ledger.subject, ledger.subject.c.entry_index == entry.entry_index)
        .where(ledger.subject.c.subject == f"lot:{lot}")
        .order_by(entry.entry_index)
    ).all()
    tags = [(_bare(tag), time) for tag, time in found]
    first = next((place for place, (tag, _) in enumerate(tags) if tag == _FIRST_LABEL), len(tags))
    return tuple(Amendment(tag, time) for tag, time in _once_a_minute(tags[first:]) if tag in AMENDING)


def _once_a_minute(tags: Iterable[tuple[str, datetime]]) -> Iterable[tuple[str, datetime]]:
    # Ten deliveries corrected in one go are one line of the page.
    last: tuple[str, datetime] | None = None
    for tag, time in tags:
        minute = (tag, time.replace(second=0, microsecond=0))
        if minute != last:
            yield tag, time
        last = minute


def _bare(kind: str) -> str:
    return kind.partition("/")[0]
