"""Running one job after the other; those that can go on where they were, in turns."""

import json
import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from gitrace import clock
from gitrace.errors import Refusal, Unavailable
from gitrace.jobs.progress import JobCancelled, JobYielded, Progress
from gitrace.jobs.registry import IN_TURNS, JOBS
from gitrace.jobs.tables import Job, JobState
from gitrace.storage import Store, keeping, reading

MOST_TRIES = 3
RETRY_AFTER = timedelta(seconds=10)
TURN = 2.0
"""Seconds that a job may have while others wait, if it goes on where it was."""
_logger = logging.getLogger(__name__)

_BROKEN = "处理时出错，试了 3 次仍未成功，请联系系统管理员。"
_INTERRUPTED = "处理 3 次均被中断，请联系系统管理员。"
_UNKNOWN = "本版本不认识这类任务，无法办理。"


def put_back(store: Store, now: datetime) -> None:
    """Put running jobs back: their keeper died. One that cost three keepers their lives and came no further with any
    of them fails instead.
    """
    running = col(Job.state) == JobState.RUNNING
    lost = sa.update(Job).where(running, col(Job.fruitless) >= MOST_TRIES)
    with keeping(store) as session:
        connection = session.connection()
        connection.execute(lost.values(state=JobState.FAILED, failure=_INTERRUPTED, ended_at=now))
        connection.execute(sa.update(Job).where(running).values(state=JobState.WAITING, run_after=now))


def run_next(store: Store, now: datetime, ending: Callable[[], bool] = lambda: False) -> bool:
    """Run the job that has waited longest, to its end or for its turn; returns whether there was one. Raises
    Unavailable.
    """
    job = _claim(store, now)
    if job is None:
        return False
    progress = Progress(store, job.id, job.tries, job.progress, job.total, ending, fruitless=job.fruitless)
    progress.furthest = job.furthest
    if job.kind in IN_TURNS:
        progress.turn_over = _turn_over(store, time.monotonic() + TURN)
    try:
        _finish(progress, **_run(job, progress))
    except JobCancelled:
        _logger.info("job %s (%s) was cancelled", job.id, job.kind)
    return True


def _claim(store: Store, now: datetime) -> Job | None:
    due = _due(now)
    with reading(store) as session:
        if session.exec(due).first() is None:
            return None
    with keeping(store) as session:
        job = session.exec(due.with_for_update()).first()
        if job is not None:
            job.state, job.tries, job.heartbeat = JobState.RUNNING, job.tries + 1, now
            job.fruitless += 1
            job.started_at = job.started_at or now
            session.add(job)
            session.flush()
            session.expunge(job)
    return job


def _due(now: datetime) -> SelectOfScalar[Job]:
    """The job that waits and has waited longest since it came, or since its last turn."""
    waiting = select(Job).where(Job.state == JobState.WAITING, Job.run_after <= now)
    return waiting.order_by(col(Job.run_after), col(Job.id)).limit(1)


def _turn_over(store: Store, until: float) -> Callable[[], bool]:
    def over() -> bool:
        if time.monotonic() < until:
            return False
        with reading(store) as session:
            return session.exec(_due(clock.now())).first() is not None

    return over


def _run(job: Job, progress: Progress) -> dict[str, object]:
    """Run the handler; returns what its end changes in the job's row. Raises JobCancelled."""
    handler = JOBS.get(job.kind, _refuse_unknown)
    try:
        result = handler(progress.store, json.loads(job.payload), progress)
    except JobCancelled:
        raise
    except JobYielded:
        place = {} if progress.ending() else {"run_after": clock.now()}
        return {"state": JobState.WAITING, **place, **_uncounted(job, progress)}
    except Refusal as no:
        return _failed(str(no))
    except Unavailable:
        return {"state": JobState.WAITING, "run_after": clock.now() + RETRY_AFTER, **_uncounted(job, progress)}
    except Exception:
        _logger.exception("job %s (%s), try %s", job.id, job.kind, job.tries)
        if progress.fruitless >= MOST_TRIES:
            return _failed(_BROKEN)
        return {"state": JobState.WAITING, "run_after": clock.now() + RETRY_AFTER * max(1, progress.fruitless)}
    return {"state": JobState.DONE, "result": json.dumps(result), "ended_at": clock.now()}


def _uncounted(job: Job, progress: Progress) -> dict[str, object]:
    """As if this run had not been: it ended through no fault of the job's."""
    return {"tries": job.tries - 1, "fruitless": max(0, progress.fruitless - 1)}


def _refuse_unknown(_store: Store, _payload: object, _progress: Progress) -> None:
    raise Refusal("job-unknown", _UNKNOWN)


def _failed(sentence: str) -> dict[str, object]:
    return {"state": JobState.FAILED, "failure": sentence, "ended_at": clock.now()}


def _finish(progress: Progress, **values: object) -> None:
    progress.note(**{**progress.reached, "heartbeat": clock.now(), **values})
