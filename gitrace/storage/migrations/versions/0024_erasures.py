"""Erasures by law: who was erased on what ground, and what is still to be cleared away."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import put_under_notes

revision = "0024"
down_revision = "0023"

_ABOUT_A_PERSON = sa.text("name NOT IN ('rows', 'record', 'changes')")
_PERSONAL = {
    "application_document": ("file_sha256",),
    "call": ("words",),
    "certificate_contact": ("contact",),
    "denial_words": ("words", "reason"),
    "household_person": ("name", "phone", "id_digest"),
    "household_succession": ("kind", "reason"),
    "ledger_annex": ("salt", "body"),
    "message": ("address", "text", "place", "contact", "handled_note"),
    "message_photo": ("file_sha256",),
    "objection": ("objector", "words", "outcome"),
    "plot_correction": ("area_mu", "parcel", "reason"),
    "plot_place": ("parcel",),
    "producer_contact": ("name", "phone", "address"),
    "record_photo": ("file_sha256",),
    "user_person": ("login", "display_name"),
}


def upgrade() -> None:
    """Make the tables and the index, and let PostgreSQL keep no samples of personal columns in its statistics."""
    op.create_table(
        "erasure",
        sa.Column("id", Key, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("ground", sa.String, nullable=False),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("entry", sa.BigInteger, nullable=False),
        sa.Column("rows_blanked", sa.BigInteger, nullable=False),
        sa.Column("parts", sa.BigInteger, nullable=False),
        sa.Column("files", sa.BigInteger, nullable=False),
        sa.Column("erased_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_person"), "erasure", ["person"])
    op.create_table(
        "erasure_clearing",
        sa.Column("erasure_id", sa.BigInteger, nullable=False),
        sa.Column("files", sa.String, nullable=False),
        sa.Column("cleared_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasure.id"], name=op.f("fk_erasure_clearing_erasure_id")),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasure_clearing")),
    )
    put_under_notes("erasure")
    op.create_index(
        "ix_ledger_annex_person",
        "ledger_annex",
        ["name"],
        sqlite_where=_ABOUT_A_PERSON,
        postgresql_where=_ABOUT_A_PERSON,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _PERSONAL.items():
            for column in columns:
                # Statistics hold the commonest values as they are. To its own type: drops those that are there.
                kind = "text" if table == "ledger_annex" else "varchar"
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}')
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
