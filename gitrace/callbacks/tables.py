"""A week's draw, the deliveries that came out, and each call."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class CallState(StrEnum):
    """Where a call-back stands."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    NOT_REACHED = "not-reached"


class Draw(SQLModel, table=True):
    """One week's draw, which anyone may replay. `week`: its Monday; `candidates`: the keys of all deliveries weighed in
    it that name a household, in order, as JSON; `wanted`: how many the profile asks for.
    """

    __tablename__ = "callback_draw"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    week: date = Field(unique=True)
    seed: str
    candidates: str
    wanted: int
    profile_version: int
    drawn_at: datetime = Field(sa_type=Instant)


class Callback(SQLModel, table=True):
    """A delivery that was drawn. `household_id`: whom it named then; `tries`: calls so far."""

    __tablename__ = "callback"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    draw_id: int = Field(foreign_key="callback_draw.id", index=True, sa_type=Key)
    delivery_id: int = Field(foreign_key="delivery.id", unique=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", sa_type=Key)
    state: str = Field(index=True)
    tries: int = 0
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class Call(SQLModel, table=True):
    """One call, and what was said."""

    __tablename__ = "call"
    __table_args__ = audited(content=Content.PERSONAL, person="household:household_id", blanked=("words",))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    callback_id: int = Field(foreign_key="callback.id", index=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", sa_type=Key)
    salt: str
    result: str
    words: str | None = None
    called_at: datetime = Field(sa_type=Instant)
