"""Indexes for what lists are narrowed to and sorted by."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """A producer's own production records; reports by day of issue."""
    op.create_index("ix_production_record_producer_id", "production_record", ["producer_id"])
    op.create_index("ix_report_issued_on", "report", ["issued_on"])
