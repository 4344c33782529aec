"""Messages from shoppers; denials by growers."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class Message(SQLModel, table=True):
    """A message, with the label address it was written on. All of it is the writer's own and can be erased."""

    __tablename__ = "message"
    __table_args__ = audited(
        content=Content.PERSONAL, person="message:id", blanked=("address", "text", "place", "contact", "handled_note")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    salt: str
    number: str = Field(unique=True)
    """Receipt number that the writer is given."""
    lot: str | None = Field(default=None, index=True)
    address: str | None = None
    """Path of the page it was written on, as `/01/…`."""
    text: str
    place: str | None = None
    """Where the goods were bought."""
    contact: str | None = None
    received_at: datetime = Field(sa_type=Instant, index=True)
    handled_at: datetime | None = Field(default=None, sa_type=Instant)
    handled_note: str | None = None


class MessagePhoto(SQLModel, table=True):
    """A photograph that came with a message, drawn anew; a file named by its SHA-256. It goes with its message."""

    __tablename__ = "message_photo"
    __table_args__ = audited(
        content=Content.PERSONAL, person="message:message_id", blanked=("file_sha256", "file_bytes")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    message_id: int = Field(unique=True, foreign_key="message.id", sa_type=Key)
    salt: str
    file_sha256: str | None = None
    file_bytes: int | None = Field(default=None, sa_type=sa.BigInteger)


class DenialState(StrEnum):
    """Where a denial stands."""

    OPEN = "open"
    TRUE = "true"
    """The household did not bring it: the delivery is to be corrected."""
    FALSE = "false"
    """It did."""
    SETTLED = "settled"
    """Neither: a misunderstanding, or put right between the two."""


class DenialSource(StrEnum):
    """How the household said so."""

    PAGE = "page"
    CALL = "call"


class Denial(SQLModel, table=True):
    """这不是我交的: a household says that a delivery booked on it is not its own. Once for each delivery."""

    __tablename__ = "denial"
    __table_args__ = audited(sa.UniqueConstraint("delivery_id", "household_id"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    delivery_id: int = Field(foreign_key="delivery.id", sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    source: str
    state: str = Field(index=True)
    told_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class DenialWords(SQLModel, table=True):
    """What the household wrote, and the reason with which it was settled."""

    __tablename__ = "denial_words"
    __table_args__ = audited(content=Content.PERSONAL, person="household:household_id", blanked=("words", "reason"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    denial_id: int = Field(unique=True, foreign_key="denial.id", sa_type=Key)
    household_id: int = Field(foreign_key="household.id", sa_type=Key)
    salt: str
    words: str | None = None
    reason: str | None = None
