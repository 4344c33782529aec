"""Networks and regions of scans, what looks like a copied label, and what was decided of it.

On SQLite the scans stand in a file of their own, which is brought up to date as it is opened.
"""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the columns, make the tables and put the decisions under change notes."""
    if op.get_bind().dialect.name == "postgresql":
        for name, comment in (
            ("network", "keyed digest under the same key"),
            ("region", "coarse; empty where it is not known"),
        ):
            op.add_column("scan", sa.Column(name, sa.Text, nullable=False, server_default="", comment=comment))
    op.create_table(
        "copy_search",
        sa.Column("id", Key, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_search")),
    )
    op.create_table(
        "copy_suspicion",
        sa.Column("id", Key, nullable=False),
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("found_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_suspicion")),
        sa.UniqueConstraint("lot", "gtin", "number", name=op.f("uq_copy_suspicion_lot_gtin_number")),
    )
    op.create_index(op.f("ix_copy_suspicion_found_at"), "copy_suspicion", ["found_at"])
    op.create_table(
        "copy_decision",
        sa.Column("id", Key, nullable=False),
        sa.Column("lot", sa.String, nullable=False),
        sa.Column("gtin", sa.String, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("found_at", Instant, nullable=False),
        sa.Column("decided_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy_decision")),
    )
    op.create_index(op.f("ix_copy_decision_decided_at"), "copy_decision", ["decided_at"])
    op.create_index(op.f("ix_copy_decision_lot_gtin_number"), "copy_decision", ["lot", "gtin", "number"])
    put_under_notes("copy_decision")
