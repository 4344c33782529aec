"""The ledger: head, entries, annex parts, tree nodes, subjects."""

import sqlalchemy as sa
from alembic import op

from gitrace.storage import Instant, Key
from gitrace.storage.migrate import make_append_only, prepare_notes

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the evidence tables and refuse changes of what is appended."""
    prepare_notes()
    op.create_table(
        "ledger_head",
        sa.Column("id", Key, nullable=False, autoincrement=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("time", Instant, nullable=False),
        sa.Column("peaks", sa.Text, nullable=False, comment="hexadecimal, 64 characters a peak, left to right"),
        sa.Column("checkpoint", sa.Text, nullable=False, comment="signed note of this size"),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("entry_index", Key, nullable=False, autoincrement=False),
        sa.Column("leaf", sa.Text, nullable=False, comment="canonical JSON, what is hashed"),
        sa.Column("tag", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("time", Instant, nullable=False),
        sa.PrimaryKeyConstraint("entry_index", name=op.f("pk_ledger_entry")),
    )
    for column in ("tag", "actor", "time"):
        op.create_index(op.f(f"ix_ledger_entry_{column}"), "ledger_entry", [column])
    op.create_table(
        "ledger_annex",
        sa.Column("entry_index", Key, nullable=False, autoincrement=False),
        sa.Column("part", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("salt", sa.Text, nullable=True, comment="16 bytes, hexadecimal; null once erased"),
        sa.Column("body", sa.Text, nullable=True, comment="canonical JSON; null once erased"),
        sa.Column(
            "seal", sa.Text, nullable=True, comment="SHA-256 of salt and body, hexadecimal; kept of an erased part"
        ),
        sa.Column("erased_by", sa.BigInteger, nullable=True, comment="index of the entry that erased it"),
        sa.ForeignKeyConstraint(
            ["entry_index"], ["ledger_entry.entry_index"], name=op.f("fk_ledger_annex_entry_index")
        ),
        sa.PrimaryKeyConstraint("entry_index", "part", name=op.f("pk_ledger_annex")),
    )
    op.create_table(
        "ledger_node",
        sa.Column("level", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_ledger_node")),
    )
    op.create_table(
        "ledger_subject",
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("entry_index", Key, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("subject", "entry_index", name=op.f("pk_ledger_subject")),
    )
    for table in ("ledger_entry", "ledger_node", "ledger_subject"):
        make_append_only(table)
    make_append_only("ledger_annex", but=("salt", "body", "seal", "erased_by"))
