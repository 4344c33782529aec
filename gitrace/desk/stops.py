"""What the county has stopped of a producer, since when, by which bureau and why, for the producer's own pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from gitrace.ledger.timeline import Moment, timeline
from gitrace.people.tables import User
from gitrace.producers.tables import LabelUse, Producer

_STOPPED, _LISTED = "producer.label-use-stopped", "producer.listed"


@dataclass(frozen=True)
class Stop:
    """One of them. `bureau`: a `people.roles.Bureau`, None where the service itself or an administrator acted;
    `decision`: of the serious-violation list.
    """

    since: datetime
    bureau: str | None
    reason: str
    decision: str = ""


@dataclass(frozen=True)
class Stops:
    """Both, each None while it does not hold."""

    label_use: Stop | None = None
    listed: Stop | None = None


def stops_of(session: Session, producer: Producer) -> Stops:
    """What holds now, as the ledger tells it; nothing is read of a producer of whom nothing is stopped."""
    stopped = producer.label_use == LabelUse.STOPPED
    if not stopped and not producer.listed:
        return Stops()
    moments = timeline(session.connection(), f"producer:{producer.id}")
    return Stops(
        _newest(session, moments, _STOPPED, "reason") if stopped else None,
        _newest(session, moments, _LISTED, "ground") if producer.listed else None,
    )


def _newest(session: Session, moments: list[Moment], kind: str, reason: str) -> Stop | None:
    found = next((one for one in reversed(moments) if one.kind.partition("/")[0] == kind), None)
    if found is None:
        return None
    key = found.actor.removeprefix("user:")
    user = session.get(User, int(key)) if key.isdigit() else None
    fields = found.fields
    return Stop(found.time, user.bureau if user else None, str(fields[reason]), str(fields.get("decision", "")))
