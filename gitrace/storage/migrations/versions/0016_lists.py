"""Indexes from which counts and sums of a season are read, without its rows."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Deliveries by season and household with all that lists count and returns sum; what was poured into a lot."""
    summed = ["season", "household_id", "producer_id", "cover", "weighed_at", "failing", "net_g", "number"]
    op.create_index("ix_delivery_summed", "delivery", summed)
    op.drop_index("ix_pour_batch_id", "pour")
    op.create_index("ix_pour_poured", "pour", ["batch_id", "delivery_id", "grams"])
