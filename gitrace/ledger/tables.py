"""The ledger's own tables. Evidence: appended by `gitrace.ledger.append` alone, changed by nobody."""

import sqlalchemy as sa
from sqlmodel import SQLModel

from gitrace.storage import Instant, Keeping, Key

_EVIDENCE = {"keeping": Keeping.EVIDENCE}

ABOUT_A_PERSON = sa.text("name NOT IN ('rows', 'record', 'changes')")
"""Of annex parts. A query that is to use the index says it in the same words."""

head = sa.Table(
    "ledger_head",
    SQLModel.metadata,
    sa.Column("id", Key, sa.CheckConstraint("id = 1", name="single"), primary_key=True, autoincrement=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("time", Instant, nullable=False),
    sa.Column("peaks", sa.Text, nullable=False, comment="hexadecimal, 64 characters a peak, left to right"),
    sa.Column("checkpoint", sa.Text, nullable=False, comment="signed note of this size"),
    info=_EVIDENCE,
)

entry = sa.Table(
    "ledger_entry",
    SQLModel.metadata,
    sa.Column("entry_index", Key, primary_key=True, autoincrement=False),
    sa.Column("leaf", sa.Text, nullable=False, comment="canonical JSON, what is hashed"),
    sa.Column("tag", sa.Text, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False, index=True),
    sa.Column("time", Instant, nullable=False, index=True),
    info=_EVIDENCE,
)

annex = sa.Table(
    "ledger_annex",
    SQLModel.metadata,
    sa.Column("entry_index", Key, sa.ForeignKey("ledger_entry.entry_index"), primary_key=True, autoincrement=False),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("salt", sa.Text, nullable=True, comment="16 bytes, hexadecimal; null once erased"),
    sa.Column("body", sa.Text, nullable=True, comment="canonical JSON; null once erased"),
    sa.Column("seal", sa.Text, nullable=True, comment="SHA-256 of salt and body, hexadecimal; kept of an erased part"),
    sa.Column("erased_by", sa.BigInteger, nullable=True, comment="index of the entry that erased it"),
    # Of one part in five or fewer, so that the others cost nothing more: what is kept about one person.
    sa.Index("ix_ledger_annex_person", "name", sqlite_where=ABOUT_A_PERSON, postgresql_where=ABOUT_A_PERSON),
    info=_EVIDENCE,
)

node = sa.Table(
    "ledger_node",
    SQLModel.metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    info=_EVIDENCE,
)

subject = sa.Table(
    "ledger_subject",
    SQLModel.metadata,
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("entry_index", Key, primary_key=True, autoincrement=False),
    info=_EVIDENCE,
)
