"""The two tables of scans.

They have a metadata of their own, because where they stand differs: on PostgreSQL in the main database, made by its
migrations; on SQLite in `scans.db` beside the ledger's file, so that a long ledger transaction holds no scan up. In
`gitrace.db` they are not made at all: an empty table there would invite a query that always finds nothing.
"""

import sqlalchemy as sa
from sqlmodel import SQLModel

from gitrace.storage import Instant, Keeping

METADATA = sa.MetaData(naming_convention=SQLModel.metadata.naming_convention)
_OPERATIONAL = {"keeping": Keeping.OPERATIONAL}

_LABEL = ("lot", "gtin", "number")

scan = sa.Table(
    "scan",
    METADATA,
    sa.Column("lot", sa.Text, nullable=False),
    sa.Column("gtin", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    sa.Column("key", sa.Text, nullable=False, comment="what makes two requests the same scan"),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("device", sa.Text, nullable=False, comment="keyed digest; the key is destroyed within 30 days"),
    sa.Column("ordinal", sa.BigInteger, nullable=False, comment="its number among the label's scans, from 1"),
    sa.PrimaryKeyConstraint(*_LABEL, "key"),
    info=_OPERATIONAL,
    sqlite_with_rowid=False,
)

tally = sa.Table(
    "scan_tally",
    METADATA,
    sa.Column("lot", sa.Text, nullable=False),
    sa.Column("gtin", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("first_at", Instant, nullable=False),
    sa.PrimaryKeyConstraint(*_LABEL),
    info=_OPERATIONAL,
    sqlite_with_rowid=False,
)
