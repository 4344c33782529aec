"""How far a running job is: shown to the person who waits, and where a job is told to stop."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import col

from gitrace import clock
from gitrace.errors import Unavailable
from gitrace.jobs.tables import Job, JobState
from gitrace.storage import Store, keeping

WRITE_EVERY = 0.5
"""Seconds between two writes of progress."""


class JobCancelled(Exception):
    """The job is no longer ours to do: cancelled, or taken by another keeper."""


class JobYielded(Exception):
    """The keeper is ending, and the job goes on with the next one; or its turn is over, and others go first."""


@dataclass
class Progress:
    """Handed to a job's handler, which calls `reach` after each step.

    Not inside an open write transaction: progress is written in one of its own, and on SQLite the two would wait for
    each other.
    """

    store: Store
    job_id: int
    tries: int
    """This run's number; another keeper's run of the same job has another."""
    done: int = 0
    """Steps done, by earlier runs at first."""
    total: int | None = None
    ending: Callable[[], bool] = field(default=lambda: False)
    turn_over: Callable[[], bool] = field(default=lambda: False)
    """Asked after a step that came further than all before: each turn of a job brings it on."""
    fruitless: int = 0
    """Runs without progress, this one among them until it comes further than all before."""
    furthest: int = 0
    _written: float = -WRITE_EVERY
    """The first step is written at once: it may be all that a keeper lives for."""

    def reach(self, done: int, total: int | None = None) -> None:
        """Say that `done` steps are done, of `total` if known. Raises JobCancelled, JobYielded: let both pass."""
        self.done = done
        self.total = self.total if total is None else total
        further = done > self.furthest
        if further:
            self.furthest, self.fruitless = done, 0
        if self.ending() or (further and self.turn_over()):
            self._write()
            raise JobYielded
        if time.monotonic() - self._written > WRITE_EVERY:
            self._write()

    def _write(self) -> None:
        with suppress(Unavailable):  # a figure on a page is not worth a failed job
            self.note(**self.reached, heartbeat=clock.now())
        self._written = time.monotonic()

    @property
    def reached(self) -> dict[str, object]:
        """What of it stands in the job's row."""
        return {
            "progress": self.done,
            "total": self.total,
            "furthest": self.furthest,
            "fruitless": self.fruitless,
        }

    def note(self, **values: object) -> None:
        """Write columns of the job's row. Raises JobCancelled when the run is no longer this one, Unavailable."""
        mine = (col(Job.id) == self.job_id, col(Job.state) == JobState.RUNNING, col(Job.tries) == self.tries)
        with keeping(self.store) as session:
            changed = session.connection().execute(sa.update(Job).where(*mine).values(**values)).rowcount
        if not changed:
            raise JobCancelled
