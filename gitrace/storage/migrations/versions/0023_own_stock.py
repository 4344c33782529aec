"""Producers' own label stock."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Key
from gitrace.storage.migrate import put_under_notes

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table and put it under change notes."""
    op.create_table(
        "own_stock",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("code", sa.String, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_own_stock_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_stock")),
    )
    op.create_index(op.f("ix_own_stock_producer_id"), "own_stock", ["producer_id"])
    put_under_notes("own_stock")
