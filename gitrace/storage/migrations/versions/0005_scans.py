"""Scans and their tally, on PostgreSQL. On SQLite they stand in a file of their own, `scans.db`, and not here."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.create_table(
        "scan",
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("key", sa.Text, nullable=False, comment="what makes two requests the same scan"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("device", sa.Text, nullable=False, comment="keyed digest; the key is destroyed within 30 days"),
        sa.Column("ordinal", sa.BigInteger, nullable=False, comment="its number among the label's scans, from 1"),
        sa.PrimaryKeyConstraint("lot", "gtin", "number", "key", name=op.f("pk_scan")),
    )
    op.create_index(op.f("ix_scan_at"), "scan", ["at"])
    op.create_table(
        "scan_tally",
        sa.Column("lot", sa.Text, nullable=False),
        sa.Column("gtin", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("first_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("lot", "gtin", "number", name=op.f("pk_scan_tally")),
    )
