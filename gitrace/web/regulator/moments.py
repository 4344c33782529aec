"""What happened to a subject of a register, for the page that shows it."""

from typing import Any

from sqlmodel import Session

from gitrace.ledger.timeline import timeline
from gitrace.supervision.actors import actor_names


def told_of(session: Session, subject: str) -> dict[str, Any]:
    """`moments` and the names of those who acted, `actors`, as parts/timeline.html takes them."""
    moments = timeline(session.connection(), subject)
    return {"moments": moments, "actors": actor_names(session, (one.actor for one in moments))}
