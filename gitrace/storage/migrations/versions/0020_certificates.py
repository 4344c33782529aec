"""Certificates of conformity: issued for lots, and received with deliveries."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the tables and put them under change notes."""
    op.create_table(
        "certificate",
        sa.Column("id", Key, nullable=False),
        sa.Column("number", sa.String, nullable=False),
        sa.Column("batch_id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("goods", sa.String, nullable=False),
        sa.Column("grams", sa.BigInteger, nullable=False),
        sa.Column("townships", sa.String, nullable=False),
        sa.Column("households", sa.Integer, nullable=False),
        sa.Column("deliveries", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("rests_on", sa.String, nullable=False),
        sa.Column("reports", sa.String, nullable=False),
        sa.Column("issued_at", Instant, nullable=False),
        sa.Column("kept_until", sa.Date, nullable=False),
        sa.Column("corrects_id", Key, nullable=True),
        sa.Column("correction_reason", sa.String, nullable=True),
        sa.Column("withdrawn_at", Instant, nullable=True),
        sa.Column("withdrawn_reason", sa.String, nullable=True),
        sa.CheckConstraint("grams > 0", name=op.f("ck_certificate_something")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_certificate_batch_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_certificate_producer_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["certificate.id"], name=op.f("fk_certificate_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("batch_id", "ordinal", name=op.f("uq_certificate_batch_id_ordinal")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_certificate_corrects_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index(op.f("ix_certificate_issued_at"), "certificate", ["issued_at"])
    op.create_index(op.f("ix_certificate_producer_id_issued_at"), "certificate", ["producer_id", "issued_at"])
    op.create_table(
        "certificate_contact",
        sa.Column("id", Key, nullable=False),
        sa.Column("certificate_id", Key, nullable=False),
        sa.Column("producer_id", Key, nullable=False),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_contact_certificate_id")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_certificate_contact_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_contact")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_certificate_contact_certificate_id")),
    )
    op.create_table(
        "received_certificate",
        sa.Column("id", Key, nullable=False),
        sa.Column("delivery_id", Key, nullable=False),
        sa.Column("received_at", Instant, nullable=False),
        sa.Column("cancelled_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_received_certificate_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_certificate")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_received_certificate_delivery_id")),
    )
    put_under_notes("certificate", "certificate_contact", "received_certificate")
