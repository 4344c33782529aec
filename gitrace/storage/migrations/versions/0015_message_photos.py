"""Photographs that shoppers send with their messages."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Key
from gitrace.storage.migrate import put_under_notes

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table and put it under change notes."""
    op.create_table(
        "message_photo",
        sa.Column("id", Key, nullable=False),
        sa.Column("message_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=True),
        sa.Column("file_bytes", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_photo_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_photo")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_photo_message_id")),
    )
    put_under_notes("message_photo")
