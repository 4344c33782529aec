"""Issues of cards, and the keys to households' own pages."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class CardIssue(SQLModel, table=True):
    """Cards issued and printed together."""

    __tablename__ = "card_issue"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    cards: int
    issued_at: datetime = Field(sa_type=Instant)


class HouseholdKey(SQLModel, table=True):
    """A key to a household's own page; `gitrace.identifiers.card_token` makes the token of the nonce.

    The card's opens all of it and belongs to an issue. A buyer's, `producer_id`, is printed on the slips that this
    buyer hands out, and opens only what this buyer weighed.
    """

    __tablename__ = "household_key"
    __table_args__ = audited(sa.Index("ix_household_key_household_id", "household_id"), content=Content.SECRET)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", sa_type=Key)
    producer_id: int | None = Field(default=None, foreign_key="producer.id", sa_type=Key)
    issue_id: int | None = Field(default=None, foreign_key="card_issue.id", index=True, sa_type=Key)
    token_hash: str = Field(unique=True)
    nonce: str
    key_number: int
    """Of the label master key that the token is derived from."""
    issued_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
