"""Who was erased, on what ground, and what is still to be cleared away."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited, operational


class Erasure(SQLModel, table=True):
    """One erasure. `person`: as annex parts name her, `household:17`; `entry`: of the log, by which it was done."""

    __tablename__ = "erasure"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    person: str = Field(index=True)
    ground: str
    """A `people.erasable.Ground`."""
    basis: str
    """The request or decision, in the words of the one who erased; without a name."""
    entry: int = Field(sa_type=sa.BigInteger)
    rows_blanked: int = Field(sa_type=sa.BigInteger)
    parts: int = Field(sa_type=sa.BigInteger)
    """Parts of earlier entries that were erased."""
    files: int = Field(sa_type=sa.BigInteger)
    erased_at: datetime = Field(sa_type=Instant)


class ErasureClearing(SQLModel, table=True):
    """What is left of an erased text outside the rows, until the keeper cleared it away. `files`: JSON list of SHA-256,
    emptied with them.
    """

    __tablename__ = "erasure_clearing"
    __table_args__ = operational()

    erasure_id: int = Field(primary_key=True, foreign_key="erasure.id", sa_type=sa.BigInteger)
    files: str
    cleared_at: datetime | None = Field(default=None, sa_type=Instant)
