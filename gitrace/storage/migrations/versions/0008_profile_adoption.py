"""Why a version of the profile was adopted, and on what its newly verified figures rest."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the table and put it under change notes."""
    op.create_table(
        "profile_adoption",
        sa.Column("id", Key, nullable=False),
        sa.Column("version_id", Key, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("basis", sa.String, nullable=True),
        sa.Column("adopted_by", sa.String, nullable=False),
        sa.Column("adopted_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["profile_version.id"], name=op.f("fk_profile_adoption_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_adoption")),
        sa.UniqueConstraint("version_id", name=op.f("uq_profile_adoption_version_id")),
    )
    put_under_notes("profile_adoption")
