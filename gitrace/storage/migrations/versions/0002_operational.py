"""Idempotency records, jobs and outbox."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the operational tables that the write path and the keeper use."""
    op.create_table(
        "idempotency",
        sa.Column("id", Key, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("route", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("body_digest", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency")),
        sa.UniqueConstraint("actor", "route", "key", name=op.f("uq_idempotency_actor_route_key")),
    )
    op.create_index(op.f("ix_idempotency_made_at"), "idempotency", ["made_at"])
    op.create_table(
        "job",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("payload", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("progress", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=True),
        sa.Column("result", sa.String, nullable=True),
        sa.Column("failure", sa.String, nullable=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("run_after", Instant, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("started_at", Instant, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("heartbeat", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index(op.f("ix_job_state_run_after"), "job", ["state", "run_after"])
    op.create_index(op.f("ix_job_made_by"), "job", ["made_by"])
    op.create_index(op.f("ix_job_ended_at"), "job", ["ended_at"])
    op.create_table(
        "outbox",
        sa.Column("id", Key, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("payload", sa.String, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done_at", Instant, nullable=True),
        sa.Column("last_error", sa.String, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    owed = sa.text("done_at IS NULL")
    op.create_index("uq_outbox_owed", "outbox", ["kind", "key"], unique=True, sqlite_where=owed, postgresql_where=owed)
    op.create_index(op.f("ix_outbox_done_at"), "outbox", ["done_at"])
