"""The second factor of regulators and administrators, and two pairs of eyes for lifting a hold."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the tables, put the audited ones under change notes, and give sign-ins the time of their last proof."""
    op.create_table(
        "second_factor",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("recovery", sa.String, nullable=False),
        sa.Column("enrolled_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_factor_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    op.create_table(
        "used_step",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_used_step_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_used_step")),
    )
    op.add_column("user_session", sa.Column("proved_at", Instant, nullable=True))
    op.create_table(
        "release_proposal",
        sa.Column("id", Key, nullable=False),
        sa.Column("batch_id", Key, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("proposed_by", Key, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("decided_by", Key, nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_release_proposal_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_proposal")),
    )
    op.create_index("ix_release_proposal_state_batch_id", "release_proposal", ["state", "batch_id"])
    put_under_notes("release_proposal", "second_factor")
