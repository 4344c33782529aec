"""Deliveries, 交售单: one weighing of one household's shoots, its corrections, and what was paid for it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class Delivery(SQLModel, table=True):
    """A delivery as it stands now; what it said before is in `delivery_correction` and in the ledger.

    Without `household_id` it is a dealer's load: weighed, never labelled. `failing`: codes of the findings that fail,
    sorted, joined by spaces, empty for a delivery that may be poured. `findings`: all of them as canonical JSON, judged
    under profile version `profile_version`.
    """

    __tablename__ = "delivery"
    __table_args__ = audited(
        sa.UniqueConstraint("producer_id", "number"),
        sa.Index("ix_delivery_producer_id_weighed_at", "producer_id", "weighed_at"),
        sa.Index("ix_delivery_producer_id_household_id", "producer_id", "household_id"),
        # All that lists count and returns sum, household by household, so that the rows with their findings stay shut.
        sa.Index(
            "ix_delivery_summed",
            *("season", "household_id", "producer_id", "cover", "weighed_at", "failing", "net_g", "number"),
        ),
        sa.CheckConstraint("net_g > 0", name="net_weight"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    number: str = Field(index=True)
    producer_id: int = Field(foreign_key="producer.id", sa_type=Key)
    household_id: int | None = Field(default=None, foreign_key="household.id", index=True, sa_type=Key)
    plot_id: int | None = Field(default=None, foreign_key="plot.id", sa_type=Key)
    scale_id: int = Field(foreign_key="scale.id", sa_type=Key)
    weighed_at: datetime = Field(sa_type=Instant, index=True)
    entered_at: datetime = Field(sa_type=Instant)
    season: int
    cover: str
    grade: str
    unit: str
    """jin or kg, as keyed."""
    gross_g: int = Field(sa_type=sa.BigInteger)
    tare_g: int = Field(sa_type=sa.BigInteger)
    deduction_g: int = Field(sa_type=sa.BigInteger)
    net_g: int = Field(sa_type=sa.BigInteger)
    failing: str = ""
    findings: str
    profile_version: int
    corrections: int = 0
    dug_on: date | None = None
    """The day on which the grower says that they were dug; None: nobody asked."""


class DeliveryCorrection(SQLModel, table=True):
    """A correction, appended: why, and the delivery's fields before and after as canonical JSON."""

    __tablename__ = "delivery_correction"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery_id: int = Field(foreign_key="delivery.id", index=True, sa_type=Key)
    reason: str
    before: str
    after: str
    corrected_at: datetime = Field(sa_type=Instant)


class DeliveryPrice(SQLModel, table=True):
    """What a producer paid, fen for a 斤. It is the producer's own business: the log keeps its digest alone, which the
    `salt` keeps from being guessed, and no page but the producer's own shows it.
    """

    __tablename__ = "delivery_price"
    __table_args__ = audited(sa.CheckConstraint("fen_per_jin > 0", name="price"), content=Content.SECRET)

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery_id: int = Field(unique=True, foreign_key="delivery.id", sa_type=Key)
    salt: str
    fen_per_jin: int = Field(sa_type=sa.BigInteger)
