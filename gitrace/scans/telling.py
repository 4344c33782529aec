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
    """Something that was changed after a lot's first label; `tag`: of the event, without version; `by`: None where
    the service itself did it.
    """

    tag: str
    at: datetime
    by: Teller | None

    @property
    def words(self) -> str:
        """What it was, in plain words."""
        return AMENDING[self.tag]


AMENDING = {
    "batch.held": "暂停标签使用，开始核实",
    "batch.released": "核实结束，恢复标签使用",
    "batch.recalled": "发布召回",
    "batch.recall-lifted": "召回解除",
    "carton.reweighed": "更正了整件的净重",
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
_PERSON = "user:"


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
    people = _people(session, actors)
    return dict.fromkeys((actor for actor in actors if not _is_person(actor)), Teller.IMPORT) | people


def _people(session: Session, actors: Iterable[str]) -> dict[str, Teller]:
    users = {actor: int(actor.removeprefix(_PERSON)) for actor in actors if _is_person(actor)}
    roles = dict(session.exec(select(User.id, User.role).where(col(User.id).in_(users.values()))).all())
    return {actor: _teller(roles[key]) for actor, key in users.items() if key in roles}


def _is_person(actor: str) -> bool:
    return actor.startswith(_PERSON)


def _teller(role: str) -> Teller:
    if role == Role.LAB:
        return Teller.LABORATORY
    return Teller.PRODUCER if role in PRODUCER else Teller.REGULATOR


def amendments(session: Session, lot: str) -> tuple[Amendment, ...]:
    """What was amended after the first label of a lot was issued, oldest first."""
    entry = ledger.entry.c
    found = session.execute(
        sa.select(entry.tag, entry.time, entry.actor)
        .join(ledger.subject, ledger.subject.c.entry_index == entry.entry_index)
        .where(ledger.subject.c.subject == f"lot:{lot}")
        .order_by(entry.entry_index)
    ).all()
    known = [(_bare(tag), time, actor) for tag, time, actor in found]
    first = next((place for place, (tag, _, _) in enumerate(known) if tag == _FIRST_LABEL), len(known))
    amending = [one for one in _once_a_minute(known[first:]) if one[0] in AMENDING]
    tellers = _people(session, {actor for _, _, actor in amending})
    return tuple(Amendment(tag, time, tellers.get(actor)) for tag, time, actor in amending)


def _once_a_minute(entries: Iterable[tuple[str, datetime, str]]) -> Iterable[tuple[str, datetime, str]]:
    # Ten deliveries corrected in one go are one line of the page.
    last: tuple[str, datetime] | None = None
    for tag, time, actor in entries:
        minute = (tag, time.replace(second=0, microsecond=0))
        if minute != last:
            yield tag, time, actor
        last = minute


def _bare(kind: str) -> str:
    return kind.partition("/")[0]
