"""Versions of the profile as they were adopted."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from gitrace.storage import Instant, Key, audited


class ProfileVersion(SQLModel, table=True):
    """One adopted version; `content` is `Profile.to_json`, in force for production days from `from_day` on."""

    __tablename__ = "profile_version"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    version: int = Field(unique=True)
    content: str
    from_day: date


class ProfileAdoption(SQLModel, table=True):
    """Why a version was adopted, and on what its newly verified figures rest, in the words of who adopted it."""

    __tablename__ = "profile_adoption"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    version_id: int = Field(unique=True, foreign_key="profile_version.id", sa_type=Key)
    reason: str
    basis: str | None = None
    adopted_by: str
    """The actor's name in the ledger."""
    adopted_at: datetime = Field(sa_type=Instant)
