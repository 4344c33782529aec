"""Print orders, and how far jobs came without their keepers' deaths being counted."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the columns, make the table and put it under change notes."""
    op.add_column("job", sa.Column("fruitless", sa.Integer, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("furthest", sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "print_order",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("first", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("form", sa.String, nullable=False),
        sa.Column("stock", sa.String, nullable=False),
        sa.Column("wishes", sa.String, nullable=False),
        sa.Column("recipient", sa.String, nullable=True),
        sa.Column("sealed", sa.Boolean, nullable=False),
        sa.Column("job_id", Key, nullable=True),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_print_order_numbers")),
        sa.ForeignKeyConstraint(["run_id"], ["label_run.id"], name=op.f("fk_print_order_run_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_print_order_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_order")),
    )
    op.create_index(op.f("ix_print_order_run_id"), "print_order", ["run_id"])
    op.create_index(op.f("ix_print_order_producer_id"), "print_order", ["producer_id"])
    put_under_notes("print_order")
