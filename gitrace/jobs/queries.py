"""What pages and the command line show of jobs and effects."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from gitrace.jobs.tables import Job, Outbox


def job_of(session: Session, job_id: int) -> Job | None:
    """One job."""
    return session.get(Job, job_id)


def recent_jobs(session: Session, *, kind: str = "", made_by: str = "", limit: int = 50) -> Sequence[Job]:
    """The newest jobs first, of one kind or one actor if named."""
    query = select(Job).order_by(col(Job.id).desc()).limit(limit)
    if kind:
        query = query.where(Job.kind == kind)
    if made_by:
        query = query.where(Job.made_by == made_by)
    return session.exec(query).all()


def late_effects(session: Session) -> Sequence[Outbox]:
    """Effects still owed after a failed try, with their last error."""
    return session.exec(
        select(Outbox).where(col(Outbox.done_at).is_(None), Outbox.tries > 0).order_by(col(Outbox.id))
    ).all()
