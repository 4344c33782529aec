"""Versions of the profile as they were adopted."""

from datetime import date

from sqlmodel import Field, SQLModel

from gitrace.storage import Key, audited


class ProfileVersion(SQLModel, table=True):
    """One adopted version; `content` is `Profile.to_json`, in force for production days from `from_day` on."""

    __tablename__ = "profile_version"
    __table_args__ = audited()

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    version: int = Field(unique=True)
    content: str
    from_day: date
