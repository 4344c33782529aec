"""When shoots were dug, what was paid for them, and which households deliver to whom."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Key
from gitrace.storage.migrate import put_under_notes

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the day of digging to deliveries, make the table of prices and put it under change notes."""
    op.add_column("delivery", sa.Column("dug_on", sa.Date, nullable=True))
    op.create_index("ix_delivery_producer_id_household_id", "delivery", ["producer_id", "household_id"])
    op.create_table(
        "delivery_price",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("fen_per_jin", sa.BigInteger, nullable=False),
        sa.CheckConstraint("fen_per_jin > 0", name=op.f("ck_delivery_price_price")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_price_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_price")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_delivery_price_delivery_id")),
    )
    put_under_notes("delivery_price")
