"""Lists of a village and season, what is claimed in them, objections, and the figures that claims are held against."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from gitrace.storage import Content, Instant, Key, audited


class ListState(StrEnum):
    """Where a list stands."""

    DRAFT = "draft"
    NOTICE = "notice"
    CHECKED = "checked"
    CERTIFIED = "certified"


class VillageList(SQLModel, table=True):
    """A village's list, 名册, of one season. The village is named as its households name it."""

    __tablename__ = "village_list"
    __table_args__ = audited(
        sa.UniqueConstraint("season", "township", "village"), sa.Index(None, "season", "state", "township")
    )

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    season: int
    township: str
    village: str
    state: str = ListState.DRAFT
    notice_from: date | None = None
    notice_until: date | None = None
    """Last day on which somebody may object."""
    object_to: str | None = None
    """Where to object, as the poster says it: an office, its telephone."""
    returned: str | None = None
    """Why it was sent back; None once it is put on notice again."""


class ListLine(SQLModel, table=True):
    """What is claimed for one plot, with area and holder as they were when it was claimed. Decimals as text."""

    __tablename__ = "village_list_line"
    __table_args__ = audited(sa.UniqueConstraint("list_id", "plot_id"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    list_id: int = Field(foreign_key="village_list.id", sa_type=Key)
    plot_id: int = Field(foreign_key="plot.id", index=True, sa_type=Key)
    household_id: int = Field(foreign_key="household.id", index=True, sa_type=Key)
    cover: str
    area_mu: str
    kg_per_mu: str
    grams: int = Field(sa_type=sa.BigInteger)
    measured_sample: str | None = None


class Objection(SQLModel, table=True):
    """异议: what somebody said against a list, and what came of it. All of it is the objector's and can be erased."""

    __tablename__ = "objection"
    __table_args__ = audited(content=Content.PERSONAL, person="objection:id", blanked=("objector", "words", "outcome"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    salt: str
    list_id: int = Field(foreign_key="village_list.id", index=True, sa_type=Key)
    raised_on: date
    objector: str | None = None
    words: str | None = None
    outcome: str | None = None
    upheld: bool | None = None
    entered_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class AreaFigure(SQLModel, table=True):
    """What the county knows of a place in a season: bearing area and norms. None, or no row: 未记录.

    `township` empty: the whole county; `village` empty: the whole township. Decimals as text.
    """

    __tablename__ = "area_figure"
    __table_args__ = audited(sa.UniqueConstraint("season", "township", "village"))

    id: int = Field(default=None, primary_key=True, sa_type=Key)
    season: int
    township: str = ""
    village: str = ""
    bearing_mu: str | None = None
    norm_natural: str | None = None
    norm_covered: str | None = None
    source: str
    """Which document says so, of which year."""
