"""Input products, and photographs of their packages."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables and put them under change notes."""
    op.create_table(
        "input_product",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("registration", sa.String, nullable=True),
        sa.Column("interval_days", sa.Integer, nullable=True),
        sa.Column("producer_id", Key, nullable=True),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("entered_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_input_product")),
    )
    op.create_index(op.f("ix_input_product_producer_id_name"), "input_product", ["producer_id", "name"])
    op.create_table(
        "record_photo",
        sa.Column("id", Key, nullable=False),
        sa.Column("record_id", Key, nullable=False),
        sa.Column("household_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=True),
        sa.Column("file_bytes", sa.BigInteger, nullable=False),
        sa.Column("taken_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_record_photo_household_id")),
        sa.ForeignKeyConstraint(["record_id"], ["production_record.id"], name=op.f("fk_record_photo_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_photo")),
    )
    op.create_index(op.f("ix_record_photo_household_id"), "record_photo", ["household_id"])
    op.create_index(op.f("ix_record_photo_record_id"), "record_photo", ["record_id"])
    put_under_notes("input_product", "record_photo")
