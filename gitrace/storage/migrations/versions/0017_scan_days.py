"""Scans of whole days, for the open figures."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "scan_day",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("scans", sa.BigInteger, nullable=False),
        sa.Column("labels", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_scan_day")),
    )
