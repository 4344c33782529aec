"""Label runs and the ranges of labels that are in use, void or returned. No row per label."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class RangeState(StrEnum):
    """启用, 作废, 退回注销."""

    IN_USE = "in-use"
    VOID = "void"
    RETURNED = "returned"


class Ending(StrEnum):
    """Why labels ended. SETTLED and OPENED gave their grams back: to the lot's deficit, and to the lot."""

    SPOILED = "spoiled"
    """Never in use: torn, misprinted, lost."""
    GONE = "gone"
    """In use, and the shoots are gone too."""
    OPENED = "opened"
    """In use, and the shoots are still there: a pack opened, or a label that never came on one."""
    SETTLED = "settled"
    """As OPENED, while the lot had a deficit."""
    UNPACKED = "unpacked"
    """In use on a carton that was taken apart; its packs are sold one by one."""
    CLOSED = "closed"
    """Never in use when the lot was closed."""
    RETURNED = "returned"
    """Never in use, and handed back."""


class Run(SQLModel, table=True):
    """Labels `first` to `last` of one lot and GTIN, issued at once under one label key.

    `findings`: the checks before labels (出标前检查) as canonical JSON, frozen with the profile version.
    """

    __tablename__ = "label_run"
    __table_args__ = audited(
        sa.UniqueConstraint("batch_id", "gtin", "first"),
        sa.CheckConstraint("first >= 1 AND last >= first", name="numbers"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    batch_id: int = Field(foreign_key="batch.id", index=True, sa_type=Key)
    trade_item_id: int = Field(foreign_key="trade_item.id", sa_type=Key)
    gtin: str
    first: int = Field(sa_type=sa.BigInteger)
    last: int = Field(sa_type=sa.BigInteger)
    shoot_g: int = Field(sa_type=sa.BigInteger)
    """Grams of shoots that each of these labels takes when it is put in use."""
    key_number: int
    stock: str
    findings: str
    profile_version: int
    made_by: str
    made_at: datetime = Field(sa_type=Instant)
    prints: int = 1
    """How often all of it was let to the printer."""
    printed_at: datetime = Field(sa_type=Instant)
    """When it last was: at the issue, or at a reprint of the whole."""
    coated: bool = False
    """Whether its labels bear a PIN under a scratch-off coat (带涂层验证码)."""


class Reprint(SQLModel, table=True):
    """A part of a run that was let to the printer once more (补打), such as the labels that a jam spoiled."""

    __tablename__ = "label_reprint"
    __table_args__ = audited(sa.CheckConstraint("first >= 1 AND last >= first", name="numbers"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    run_id: int = Field(foreign_key="label_run.id", index=True, sa_type=Key)
    first: int = Field(sa_type=sa.BigInteger)
    last: int = Field(sa_type=sa.BigInteger)
    made_at: datetime = Field(sa_type=Instant)


class Carton(SQLModel, table=True):
    """A label that stands on more than one pack (整件): one weighed by itself, or one that holds numbered packs.

    `grams`: what it takes of the lot, its net weight; 0 where packs with labels of their own take theirs. The packs are
    labels of the same lot, `packs_first` to `packs_last` under `packs_gtin`, or all three are None.
    """

    __tablename__ = "carton"
    __table_args__ = audited(
        sa.UniqueConstraint("run_id", "number"),
        sa.CheckConstraint("grams > 0 OR (grams = 0 AND packs_gtin IS NOT NULL)", name="weight_or_packs"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    run_id: int = Field(foreign_key="label_run.id", sa_type=Key)
    number: int = Field(sa_type=sa.BigInteger)
    grams: int = Field(sa_type=sa.BigInteger)
    packs_gtin: str | None = None
    packs_first: int | None = Field(default=None, sa_type=sa.BigInteger)
    packs_last: int | None = Field(default=None, sa_type=sa.BigInteger)


class LabelRange(SQLModel, table=True):
    """Labels `first` to `last` of one run in one state. Ranges of a run never overlap: a part that changes its state
    is split off.
    """

    __tablename__ = "label_range"
    __table_args__ = audited(
        sa.UniqueConstraint("run_id", "first"),
        sa.CheckConstraint("first >= 1 AND last >= first", name="numbers"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    run_id: int = Field(foreign_key="label_run.id", sa_type=Key)
    first: int = Field(sa_type=sa.BigInteger)
    last: int = Field(sa_type=sa.BigInteger)
    state: str
    reason: str | None = None
    """Why it is no longer in use, as `Ending` says."""
    note: str | None = None
    """The same in the words of who did it."""
    in_use_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    """When it was voided or returned."""
