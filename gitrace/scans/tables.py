"""The two tables of scans, and what is found in them of copied labels (疑似复制) and decided.

The two have a metadata of their own, because where they stand differs: on PostgreSQL in the main database, made by its
migrations; on SQLite in `scans.db` beside the ledger's file, so that a long ledger transaction holds no scan up. In
`gitrace.db` they are not made at all: an empty table there would invite a query that always finds nothing.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Keeping, Key, audited, operational

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
    sa.Column("network", sa.Text, nullable=False, server_default="", comment="keyed digest under the same key"),
    sa.Column("region", sa.Text, nullable=False, server_default="", comment="coarse; empty where it is not known"),
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


class CopySearch(SQLModel, table=True):
    """The one row: the last label that was judged, of those that were looked at on `day`, in the order of their names;
    an empty lot before the first of them.
    """

    __tablename__ = "copy_search"
    __table_args__ = operational()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    day: date
    lot: str = ""
    gtin: str = ""
    number: int = Field(default=0, sa_type=sa.BigInteger)


class CopySuspicion(SQLModel, table=True):
    """A label that waits for a person's decision. `facts`: as `copies.write_facts` puts them, as of the last finding.

    It is reckoned from scans, which are no entries of the ledger; what a person decides of it is one.
    """

    __tablename__ = "copy_suspicion"
    __table_args__ = operational(sa.UniqueConstraint(*_LABEL))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    lot: str
    gtin: str
    number: int = Field(sa_type=sa.BigInteger)
    facts: str
    found_at: datetime = Field(sa_type=Instant, index=True)


class PinUse(SQLModel, table=True):
    """A label's right PIN was typed. The time of a label's first stays for good; `device`, `network`: keyed digests,
    as those of scans, and empty once they are forgotten like these.
    """

    __tablename__ = "pin_use"
    __table_args__ = operational(sa.Index("ix_pin_use_lot_gtin_number_at", *_LABEL, "at"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    lot: str
    gtin: str
    number: int = Field(sa_type=sa.BigInteger)
    at: datetime = Field(sa_type=Instant, index=True)
    device: str
    network: str
    region: str


class CopyDecision(SQLModel, table=True):
    """What a regulator decided, and on which facts: the single scans behind them are forgotten after 90 days."""

    __tablename__ = "copy_decision"
    __table_args__ = audited(sa.Index("ix_copy_decision_lot_gtin_number", *_LABEL))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    lot: str
    gtin: str
    number: int = Field(sa_type=sa.BigInteger)
    outcome: str
    reason: str
    facts: str
    found_at: datetime = Field(sa_type=Instant)
    decided_at: datetime = Field(sa_type=Instant, index=True)
