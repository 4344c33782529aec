"""Jobs and owed effects. Operational: what they change that matters is recorded by the writes they make."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, operational


class JobState(StrEnum):
    """Where a job stands. The last three are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (JobState.WAITING, JobState.RUNNING)


class Job(SQLModel, table=True):
    """Long work that somebody asked for: an import, a verification, a large document."""

    __tablename__ = "job"
    __table_args__ = operational(sa.Index(None, "state", "run_after"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    kind: str
    payload: str
    """JSON."""
    state: str = JobState.WAITING
    progress: int = Field(default=0, sa_type=sa.BigInteger)
    """Steps done, of `total`."""
    total: int | None = Field(default=None, sa_type=sa.BigInteger)
    result: str | None = None
    """JSON."""
    failure: str | None = None
    """Why it failed, for the person who asked."""
    tries: int = 0
    """How often it was begun; tells one run of it from another."""
    fruitless: int = 0
    """How many of them came no further than those before: what counts when it is given up."""
    furthest: int = Field(default=0, sa_type=sa.BigInteger)
    """The greatest progress of all runs."""
    run_after: datetime = Field(sa_type=Instant)
    made_by: str = Field(index=True)
    """The actor's name."""
    made_at: datetime = Field(sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    heartbeat: datetime | None = Field(default=None, sa_type=Instant)
    """When the keeper last wrote its progress."""

    @property
    def answer(self) -> Any:
        """The result, parsed; None before the job is done."""
        return None if self.result is None else json.loads(self.result)


class Outbox(SQLModel, table=True):
    """An effect that a committed write owes to the world outside the database."""

    __tablename__ = "outbox"
    # Of one kind and key at most one is owed at a time, so that a burst of writes makes one row.
    __table_args__ = operational(
        sa.Index(
            "uq_outbox_owed",
            "kind",
            "key",
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    kind: str
    key: str
    payload: str
    """JSON."""
    asked: int = 1
    """How often it was owed since it was last done; tells the keeper of a write that came while it was at it."""
    due_at: datetime = Field(sa_type=Instant)
    tries: int = 0
    done_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    last_error: str | None = None
