"""What happened to a subject, for the page that shows it."""

from typing import Any

from sqlmodel import Session

from gitrace.supervision.amendments import amended
from gitrace.supervision.chronicle import chronicle


def told_of(session: Session, subject: str) -> dict[str, Any]:
    """`moments`, as parts/timeline.html takes them, and those that changed a fact, as parts/amended.html does."""
    happenings = chronicle(session, subject)
    return {"moments": happenings, "amended": amended(happenings)}
