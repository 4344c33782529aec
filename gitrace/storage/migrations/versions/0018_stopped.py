"""An index of the few lots that are recalled or on hold."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """For the front page, which says how many there are."""
    stopped = sa.text("recall_notice IS NOT NULL OR hold <> 'none'")
    op.create_index("ix_batch_stopped", "batch", ["packed_on"], sqlite_where=stopped, postgresql_where=stopped)
