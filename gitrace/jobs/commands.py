"""Asking for a job, and taking the wish back."""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.jobs.tables import OPEN_STATES, Job, JobState


def order(
    session: Session, kind: str, payload: Any, *, made_by: str, now: datetime, run_after: datetime | None = None
) -> Job:
    """Ask for a job, in the caller's transaction: `work.session` of a recorded write, or a session of `keeping`.

    `payload` is JSON; `made_by` an actor's name. The row has its id on return.
    """
    row = Job(kind=kind, payload=json.dumps(payload), made_by=made_by, made_at=now, run_after=run_after or now)
    session.add(row)
    session.flush()
    return row


def cancel(session: Session, job_id: int, *, now: datetime) -> bool:
    """Cancel a job that is not over; returns whether it was so. A running one stops at its next step."""
    still_open = (col(Job.id) == job_id, col(Job.state).in_(OPEN_STATES))
    cancelled = sa.update(Job).where(*still_open).values(state=JobState.CANCELLED, ended_at=now)
    return bool(session.connection().execute(cancelled).rowcount)
