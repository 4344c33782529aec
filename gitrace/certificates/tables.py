"""Certificates as they were issued, and those that were received with deliveries."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class Basis(StrEnum):
    """承诺依据: what the commitment rests on; one or several."""

    CONTROL = "control"
    OWN_TEST = "own-test"
    COMMISSIONED = "commissioned"


class Certificate(SQLModel, table=True):
    """One certificate of a lot, for ever as it was issued; a correction is another one that names it, `corrects_id`.

    `townships`: codes, `rests_on`: of `Basis`, `reports`: keys of the reports behind it; each joined by spaces.
    """

    __tablename__ = "certificate"
    __table_args__ = audited(
        sa.UniqueConstraint("batch_id", "ordinal"),
        sa.Index("ix_certificate_producer_id_issued_at", "producer_id", "issued_at"),
        sa.CheckConstraint("grams > 0", name="something"),
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    number: str = Field(unique=True)
    batch_id: int = Field(foreign_key="batch.id", sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", sa_type=Key)
    ordinal: int
    goods: str
    grams: int = Field(sa_type=sa.BigInteger)
    townships: str
    households: int
    deliveries: int
    received: int
    """Of these deliveries, those with which a certificate of the grower's was received."""
    rests_on: str
    reports: str = ""
    issued_at: datetime = Field(sa_type=Instant, index=True)
    kept_until: date
    corrects_id: int | None = Field(default=None, foreign_key="certificate.id", unique=True, sa_type=Key)
    correction_reason: str | None = None
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_reason: str | None = None
    """For the producer and the regulator; the public page says only that and when it was withdrawn."""


class CertificateContact(SQLModel, table=True):
    """联系方式 as printed on a certificate: what the law has a seller tell every buyer."""

    __tablename__ = "certificate_contact"
    __table_args__ = audited(content=Content.PERSONAL, person="producer:producer_id", blanked=("contact",))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    certificate_id: int = Field(unique=True, foreign_key="certificate.id", sa_type=Key)
    producer_id: int = Field(foreign_key="producer.id", sa_type=Key)
    salt: str
    contact: str | None = None


class ReceivedCertificate(SQLModel, table=True):
    """A certificate of the grower's, or another proof of conformity, received with a delivery and kept on paper."""

    __tablename__ = "received_certificate"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery_id: int = Field(unique=True, foreign_key="delivery.id", sa_type=Key)
    received_at: datetime = Field(sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    """When a tick that was wrong was taken back."""
