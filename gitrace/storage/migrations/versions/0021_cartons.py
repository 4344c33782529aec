"""Cartons with a weight or with packs, runs whose labels bear a PIN, and what was typed of these PINs."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables, put the cartons under change notes and add the column, which is false for every run so far."""
    op.add_column("label_run", sa.Column("coated", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "carton",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("packs_gtin", sa.String, nullable=True),
        sa.Column("packs_first", sa.BigInteger, nullable=True),
        sa.Column("packs_last", sa.BigInteger, nullable=True),
        sa.CheckConstraint(
            "grams > 0 OR (grams = 0 AND packs_gtin IS NOT NULL)", name=op.f("ck_carton_weight_or_packs")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["label_run.id"], name=op.f("fk_carton_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carton")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_carton_run_id_number")),
    )
    op.create_table(
        "pin_try",
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("lot", "gtin", "number", name=op.f("pk_pin_try")),
    )
    op.create_index(op.f("ix_pin_try_day"), "pin_try", ["day"])
    op.create_table(
        "pin_use",
        sa.Column("id", Key, nullable=False),
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("network", sa.String, nullable=False),
        sa.Column("region", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_use")),
    )
    op.create_index(op.f("ix_pin_use_at"), "pin_use", ["at"])
    op.create_index(op.f("ix_pin_use_lot_gtin_number_at"), "pin_use", ["lot", "gtin", "number", "at"])
    put_under_notes("carton")
