"""Households, their plots, what each plot is certified to yield, and production records.

A household's name and a plot's place stand in tables of their own: they are a person's data, can be erased by law,
and appear in no public entry.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class Household(SQLModel, table=True):
    """A grower household, 农户. `contract_mu`: decimal text."""

    __tablename__ = "household"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    number: str = Field(unique=True)
    township: str = Field(index=True)
    village: str
    contract_mu: str


class HouseholdPerson(SQLModel, table=True):
    """Who the household is. `id_digest`: keyed digest of the ID number; the number itself is not kept."""

    __tablename__ = "household_person"
    __table_args__ = audited(
        content=Content.PERSONAL, person="household:household_id", blanked=("name", "phone", "id_digest")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    household_id: int = Field(unique=True, foreign_key="household.id", sa_type=Key)
    salt: str
    name: str | None = Field(default=None, index=True)
    phone: str | None = None
    id_digest: str | None = Field(default=None, unique=True)


class HouseholdClosing(SQLModel, table=True):
    """A household that is no more: what it delivered stays its own, it delivers nothing further."""

    __tablename__ = "household_closing"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    household_id: int = Field(unique=True, foreign_key="household.id", sa_type=Key)
    successor_id: int = Field(foreign_key="household.id", sa_type=Key)
    closed_at: datetime = Field(sa_type=Instant)


class HouseholdSuccession(SQLModel, table=True):
    """Why plots of a household passed to another, in the words of the one who entered it."""

    __tablename__ = "household_succession"
    __table_args__ = audited(content=Content.PERSONAL, person="household:household_id", blanked=("kind", "reason"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    salt: str
    successor_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    kind: str | None = None
    """A `Succession`."""
    reason: str | None = None
    entered_at: datetime = Field(sa_type=Instant)


class PlotTransfer(SQLModel, table=True):
    """A plot that passed from one household to another. What was weighed before is judged as the former one's."""

    __tablename__ = "plot_transfer"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    plot_id: int = Field(foreign_key="plot.id", index=True, sa_type=Key)
    from_household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    to_household_id: int = Field(foreign_key="household.id", sa_type=Key)
    moved_at: datetime = Field(sa_type=Instant)


class Plot(SQLModel, table=True):
    """A plot, 地块, of one household. `area_mu`: decimal text."""

    __tablename__ = "plot"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    number: str = Field(unique=True)
    township: str
    area_mu: str
    planted_year: int | None = None


class PlotPlace(SQLModel, table=True):
    """Where a plot lies: parcel number (unique in the county) and point, WGS-84, in 10⁻⁶ degree."""

    __tablename__ = "plot_place"
    __table_args__ = audited(
        content=Content.PERSONAL, person="household:household_id", blanked=("parcel", "longitude_e6", "latitude_e6")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    plot_id: int = Field(unique=True, foreign_key="plot.id", sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    salt: str
    parcel: str | None = Field(default=None, unique=True)
    longitude_e6: int | None = None
    latitude_e6: int | None = None


class PlotCorrection(SQLModel, table=True):
    """A correction of a plot's area or parcel number: why, and both as they were. The plot has them as they are."""

    __tablename__ = "plot_correction"
    __table_args__ = audited(
        content=Content.PERSONAL, person="household:household_id", blanked=("area_mu", "parcel", "reason")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    plot_id: int = Field(foreign_key="plot.id", index=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", sa_type=Key)
    salt: str
    area_mu: str | None = None
    parcel: str | None = None
    reason: str | None = None
    corrected_at: datetime = Field(sa_type=Instant)


class CertifiedYield(SQLModel, table=True):
    """What a plot may deliver in one season: kg per mu as decimal text, and the grams that follow with its area."""

    __tablename__ = "certified_yield"
    __table_args__ = audited(sa.UniqueConstraint("plot_id", "season"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    plot_id: int = Field(foreign_key="plot.id", sa_type=Key)
    season: int
    """Named after the year it ends in."""
    kg_per_mu: str
    grams: int = Field(sa_type=sa.BigInteger)
    measured_sample: str | None = None
    """Where the norm is exceeded: the sample that was measured."""


class InputProduct(SQLModel, table=True):
    """A pesticide, fertiliser or cover as it can be bought, 投入品: what its label says, entered once.

    An entry is never changed, only retired: records copied what it said.
    """

    __tablename__ = "input_product"
    __table_args__ = audited(sa.Index("ix_input_product_producer_id_name", "producer_id", "name"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    name: str
    kind: str
    """An `InputKind`."""
    registration: str | None = None
    interval_days: int | None = None
    producer_id: int | None = Field(default=None, sa_type=Key)
    """Whose own addition it is, by key only; None: the county's."""
    retired: bool = False
    entered_at: datetime = Field(sa_type=Instant)


class ProductionRecord(SQLModel, table=True):
    """An input used on a plot: 农产品质量安全法, name, source, usage, dose, start and stop."""

    __tablename__ = "production_record"
    __table_args__ = audited(sa.Index("ix_production_record_plot_id_kind", "plot_id", "kind"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    plot_id: int = Field(foreign_key="plot.id", sa_type=Key)
    number: str = Field(unique=True)
    kind: str
    """An `InputKind`."""
    product: str
    """Empty where only a photograph of the package tells it as yet."""
    registration: str | None = None
    dose: str | None = None
    started_on: date
    ended_on: date | None = None
    interval_days: int | None = None
    """安全间隔期, pre-harvest interval, from the product's label."""
    purpose: str | None = None
    """The pest or disease it was used against."""
    source: str | None = None
    """Where it was bought."""
    producer_id: int | None = Field(default=None, index=True, sa_type=Key)
    """The producer for whom it was entered, by key only, for that room comes after this one; None: the county."""
    entered_at: datetime = Field(sa_type=Instant)


class RecordPhoto(SQLModel, table=True):
    """A photograph of the package that a production record tells of, a file named by its SHA-256."""

    __tablename__ = "record_photo"
    __table_args__ = audited(content=Content.PERSONAL, person="household:household_id", blanked=("file_sha256",))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    record_id: int = Field(foreign_key="production_record.id", index=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    salt: str
    file_sha256: str | None = None
    file_bytes: int = Field(sa_type=sa.BigInteger)
    taken_at: datetime = Field(sa_type=Instant)
