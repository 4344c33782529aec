"""Batches and what was poured into them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class BatchState(StrEnum):
    """Open: may be filled and labelled. Closed: nothing is left in it."""

    OPEN = "open"
    CLOSED = "closed"


class Hold(StrEnum):
    """暂停标签使用: none, while something is checked, or for safety (the page then advises not to eat it for now)."""

    NONE = "none"
    CHECK = "check"
    SAFETY = "safety"


STOPPED = sa.text("recall_notice IS NOT NULL OR hold <> 'none'")
"""Recalled or on hold."""


class Batch(SQLModel, table=True):
    """One producer, one form, one cover type, one packing day.

    The recall columns are empty unless the lot is being recalled under a published notice.
    """

    __tablename__ = "batch"
    __table_args__ = audited(
        sa.Index("ix_batch_producer_id_packed_on", "producer_id", "packed_on"),
        # The few that are stopped: the front page asks for them.
        sa.Index("ix_batch_stopped", "packed_on", sqlite_where=STOPPED, postgresql_where=STOPPED),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    lot: str = Field(unique=True)
    producer_id: int = Field(foreign_key="producer.id", sa_type=Key)
    form: str
    cover: str
    grade: str | None = None
    packed_on: date = Field(index=True)
    best_before: date | None = None
    """The date that the producer prints on the pack; only such a date can be past."""
    state: str = BatchState.OPEN
    hold: str = Hold.NONE
    hold_reason: str | None = None
    """Why it is held, or why it was released last. For the regulator and the producer; the public page says only that
    the lot is being checked."""
    recall_notice: str | None = None
    recall_issuer: str | None = None
    recall_phone: str | None = None
    recalled_on: date | None = None
    profile_version: int
    opened_at: datetime = Field(sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class ProposalState(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    """The lot was held anew, for another reason than the one that was looked into."""


class ReleaseProposal(SQLModel, table=True):
    """One regulator proposes to let a held lot's labels be used again; another one confirms it. At most one is open."""

    __tablename__ = "release_proposal"
    __table_args__ = audited(sa.Index("ix_release_proposal_state_batch_id", "state", "batch_id"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    batch_id: int = Field(foreign_key="batch.id", sa_type=Key)
    reason: str
    proposed_by: int = Field(sa_type=Key)
    """The user's key."""
    proposed_at: datetime = Field(sa_type=Instant)
    state: str = ProposalState.OPEN
    decided_by: int | None = Field(default=None, sa_type=Key)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


class Pour(SQLModel, table=True):
    """Grams of one delivery poured into one batch, 投料; the way from label to plots and from plots to labels.

    `grams` as corrected since; a pour that a correction took back wholly stays, at zero, for the shoots went that way.
    """

    __tablename__ = "pour"
    __table_args__ = audited(
        sa.Index("ix_pour_poured", "batch_id", "delivery_id", "grams"),
        sa.CheckConstraint("grams >= 0", name="nothing_or_more"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    batch_id: int = Field(foreign_key="batch.id", sa_type=Key)
    delivery_id: int = Field(foreign_key="delivery.id", index=True, sa_type=Key)
    grams: int = Field(sa_type=sa.BigInteger)
    poured_at: datetime = Field(sa_type=Instant)


class Carry(SQLModel, table=True):
    """Grams left in one batch and carried over into another, 结转."""

    __tablename__ = "carry"
    __table_args__ = audited(sa.CheckConstraint("grams > 0", name="more_than_nothing"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    from_batch_id: int = Field(foreign_key="batch.id", index=True, sa_type=Key)
    to_batch_id: int = Field(foreign_key="batch.id", index=True, sa_type=Key)
    grams: int = Field(sa_type=sa.BigInteger)
    carried_at: datetime = Field(sa_type=Instant)
