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
