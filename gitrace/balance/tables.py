"""Accounts of grams, and postings between them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class AccountKind(StrEnum):
    """What grams can be. The first four are where they come from, and alone may stand below zero."""

    CERTIFICATION = "certification"
    """The county's certifying of a season."""
    UNATTRIBUTED = "unattributed"
    """A dealer's load without a household: weighed, never labelled."""
    RECOVERY = "recovery"
    """Product that processing gave from fresh shoots; the shoots themselves went to PROCESSING."""
    OVERDRAFT = "overdraft"
    """Counterpart of every deficit."""
    CERTIFIED = "certified"
    DELIVERY = "delivery"
    LOT = "lot"
    IN_USE = "in-use"
    DEFICIT = "deficit"
    LOOSE_SALE = "loose-sale"
    PROCESSING = "processing"
    TRANSFER = "transfer"
    SAMPLE = "sample"
    OWN_USE = "own-use"
    LOSS = "loss"


SOURCES = frozenset({AccountKind.CERTIFICATION, AccountKind.UNATTRIBUTED, AccountKind.RECOVERY, AccountKind.OVERDRAFT})
WITHOUT_LABEL = frozenset(
    {
        AccountKind.LOOSE_SALE,
        AccountKind.PROCESSING,
        AccountKind.TRANSFER,
        AccountKind.SAMPLE,
        AccountKind.OWN_USE,
        AccountKind.LOSS,
    }
)
"""Where shoots go that leave without a label."""


class Account(SQLModel, table=True):
    """Grams of one kind at one owner, as `plot:12/2026`, `delivery:88`, `lot:41`, `lot:41/06901234000016`.

    The balance is kept in the row with a CHECK behind the rule, so that no race can pass it.
    """

    __tablename__ = "account"
    __table_args__ = audited(
        sa.UniqueConstraint("kind", "owner"),
        sa.CheckConstraint("balance_g >= 0 OR is_source", name="not_below_zero"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    kind: str
    owner: str
    is_source: bool = False
    balance_g: int = Field(default=0, sa_type=sa.BigInteger)


class Posting(SQLModel, table=True):
    """Grams moved from one account to another for a reason: `weigh`, `pour`, `put-in-use`, … on a document."""

    __tablename__ = "posting"
    __table_args__ = audited(sa.CheckConstraint("grams > 0", name="more_than_nothing"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    from_account_id: int = Field(foreign_key="account.id", index=True, sa_type=Key)
    to_account_id: int = Field(foreign_key="account.id", index=True, sa_type=Key)
    grams: int = Field(sa_type=sa.BigInteger)
    reason: str
    document: str = Field(index=True)
    """The subject of the event that posted it: `delivery:88`, `lot:CY260312A001`."""
    posted_at: datetime = Field(sa_type=Instant)
