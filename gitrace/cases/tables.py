"""Messages from shoppers."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class Message(SQLModel, table=True):
    """A message, with the label address it was written on. All of it is the writer's own and can be erased."""

    __tablename__ = "message"
    __table_args__ = audited(content=Content.PERSONAL, person="message:id")

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
