"""Applications for the mark, and the documents that they are filed with."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the tables and put them under change notes."""
    op.create_table(
        "mark_application",
        sa.Column("id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("forms", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("filed_at", Instant, nullable=False),
        sa.Column("forwarded_at", Instant, nullable=True),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("authorisation_id", Key, nullable=True),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_mark_application_producer_id")),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["authorisation.id"], name=op.f("fk_mark_application_authorisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_application")),
    )
    op.create_index(op.f("ix_mark_application_producer_id"), "mark_application", ["producer_id"])
    op.create_index(op.f("ix_mark_application_state_filed_at"), "mark_application", ["state", "filed_at"])
    op.create_table(
        "application_document",
        sa.Column("id", Key, nullable=False),
        sa.Column("application_id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("file_sha256", sa.String, nullable=True),
        sa.Column("file_bytes", sa.BigInteger, nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["mark_application.id"], name=op.f("fk_application_document_application_id")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_application_document_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_document")),
    )
    op.create_index(op.f("ix_application_document_application_id"), "application_document", ["application_id"])
    put_under_notes("mark_application", "application_document")
