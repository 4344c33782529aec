"""Producers, their authorisations, scales and trade items."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class ProducerKind(StrEnum):
    """合作社, 企业, 家庭农场."""

    COOPERATIVE = "cooperative"
    COMPANY = "company"
    FARM = "farm"


class LabelUse(StrEnum):
    """Whether the county supplies labels now: allowed, or 暂停标签使用."""

    ALLOWED = "allowed"
    STOPPED = "stopped"


class Producer(SQLModel, table=True):
    """A lawful user of the mark, or one who applies. `listed`: on the serious-violation list, 严重违法失信名单."""

    __tablename__ = "producer"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    uscc: str = Field(unique=True)
    uscc_reason: str | None = None
    """Why a code that fails its check was registered all the same."""
    name: str
    kind: str
    township: str
    food_licence: str | None = None
    label_use: str = LabelUse.ALLOWED
    label_use_reason: str | None = None
    listed: bool = False
    first_season_labels: int | None = Field(default=None, sa_type=sa.BigInteger)
    """Labels on hand that the regulator allows while there are no busiest days to reckon from; None: the profile's."""


class ProducerContact(SQLModel, table=True):
    """Whom to call, and where."""

    __tablename__ = "producer_contact"
    __table_args__ = audited(
        content=Content.PERSONAL, person="producer:producer_id", blanked=("name", "phone", "address")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(unique=True, foreign_key="producer.id", sa_type=Key)
    salt: str
    name: str | None = None
    phone: str | None = None
    address: str | None = None


class Authorisation(SQLModel, table=True):
    """Permission to use the mark, by announcement, for days from `from_day` to `until_day`, both included."""

    __tablename__ = "authorisation"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    from_day: date
    until_day: date
    announcement: str = ""
    forms: str
    """Codes of the profile's forms, joined by spaces."""
    withdrawn_on: date | None = None
    withdrawn_reason: str | None = None


class ApplicationState(StrEnum):
    """Filed: the county has it. Forwarded: it was found complete and sent up. The others are final."""

    FILED = "filed"
    FORWARDED = "forwarded"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN_APPLICATIONS = (ApplicationState.FILED, ApplicationState.FORWARDED)


class MarkApplication(SQLModel, table=True):
    """An application for the use of the mark, 用标申请. `forms`: codes of the profile's forms, joined by spaces.

    `authorisation_id`: what the announcement granted, once it is recorded. `reason`: why it was refused.
    """

    __tablename__ = "mark_application"
    __table_args__ = audited(sa.Index("ix_mark_application_state_filed_at", "state", "filed_at"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    forms: str
    note: str | None = None
    """What the applicant adds in words."""
    state: str = ApplicationState.FILED
    filed_at: datetime = Field(sa_type=Instant)
    forwarded_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str | None = None
    authorisation_id: int | None = Field(default=None, foreign_key="authorisation.id", sa_type=Key)


class DocumentKind(StrEnum):
    """What an application is filed with."""

    REQUEST = "request"
    LICENCE = "licence"
    ORIGIN = "origin"
    REPORT = "report"
    OTHER = "other"


class ApplicationDocument(SQLModel, table=True):
    """A document of an application, a file named by its SHA-256. Personal: a licence may be one person's."""

    __tablename__ = "application_document"
    __table_args__ = audited(
        content=Content.PERSONAL, person="producer:producer_id", blanked=("file_sha256", "file_bytes")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    application_id: int = Field(foreign_key="mark_application.id", index=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", sa_type=Key)
    salt: str
    kind: str
    media_type: str
    file_sha256: str | None = None
    file_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)


class Scale(SQLModel, table=True):
    """A weighing instrument under 强制检定, with its latest certificate."""

    __tablename__ = "scale"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    number: str = Field(unique=True)
    certificate: str
    verified_on: date
    valid_until: date
    display_unit: str
    """jin or kg: what its display shows."""
    capacity_g: int = Field(sa_type=sa.BigInteger)
    division_g: int | None = Field(default=None, sa_type=sa.BigInteger)
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    verified_by: str | None = None


class TradeItem(SQLModel, table=True):
    """A pack under its GTIN. `shoot_g`: grams of shoots (drained solids for boiled goods) that one pack takes from the
    lot; `net_content` is the text on the pack.
    """

    __tablename__ = "trade_item"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", index=True, sa_type=Key)
    gtin: str = Field(unique=True)
    name: str
    name_en: str
    form: str
    net_content: str
    shoot_g: int = Field(sa_type=sa.BigInteger)
    retired: bool = False
