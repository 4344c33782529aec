"""Holds that failing reports propose; a report's sampling number and the reason of a correction."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns, make the table and put it under change notes."""
    op.add_column("report", sa.Column("sampling_number", sa.String, nullable=True))
    op.add_column("report", sa.Column("correction_reason", sa.String, nullable=True))
    op.create_table(
        "hold_proposal",
        sa.Column("id", Key, nullable=False),
        sa.Column("report_id", Key, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("answer", sa.String, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("held", sa.String, nullable=False),
        sa.Column("answered_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_hold_proposal_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_proposal")),
        sa.UniqueConstraint("report_id", name=op.f("uq_hold_proposal_report_id")),
    )
    op.create_index(op.f("ix_hold_proposal_answer"), "hold_proposal", ["answer"])
    put_under_notes("hold_proposal")
