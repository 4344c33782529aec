"""Reprints of a part of a run; one table for guesses of every kind, each with the end of its window."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Make the tables; the guesses of the last quarter of an hour, and of today's PINs, are forgotten."""
    op.create_table(
        "label_reprint",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_label_reprint_numbers")),
        sa.ForeignKeyConstraint(["run_id"], ["label_run.id"], name=op.f("fk_label_reprint_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_reprint")),
    )
    op.create_index(op.f("ix_label_reprint_run_id"), "label_reprint", ["run_id"])
    put_under_notes("label_reprint")
    op.drop_table("pin_try")
    op.drop_table("guess_counter")
    op.create_table(
        "guess_counter",
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_guess_counter")),
    )
    op.create_index(op.f("ix_guess_counter_ends_at"), "guess_counter", ["ends_at"])
