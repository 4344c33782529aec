"""A weighing as it is keyed, and as it is once every part of it was looked up and read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlmodel import Session

from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.deliveries import weight
from gitrace.deliveries.grounds import Grounds, KnownScale, read_grounds, read_scale
from gitrace.deliveries.judging import judge
from gitrace.deliveries.price import price_fen
from gitrace.deliveries.queries import keyed
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import Weighing
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code
from gitrace.profile import Finding, Profile
from gitrace.profile.commands import profile_on

CLOCKS_DIFFER = timedelta(minutes=10)

UNITS = {500: "jin", 1000: "kg"}
"""How a delivery's row names the unit that was keyed, by its grams."""


class Keyed(BaseModel):
    """What is keyed of one weighing of one household's shoots. Weights are what the scale shows, in `unit`; without one
    in the unit that the scale displays.
    """

    model_config = ConfigDict(frozen=True)

    household: Code | None = Field(
        default=None, title="户号", description="户号、农户卡扫码、姓名或拼音首字母，如 wxm。"
    )
    plot: Code | None = Field(
        default=None, title="地块编号", description="不知道是哪块地就留空，按该户同类地块判定和扣减。"
    )
    scale: Code = Field(title="衡器编号")
    gross: str = Field(title="毛重", max_length=20)
    tare: str = Field(default="", title="皮重", max_length=20)
    deduction: str = Field(default="", title="扣杂", max_length=20)
    unit: str = Field(default="", title="单位", description="留空按衡器显示的单位。", max_length=10)
    cover: str = Field(title="方式")
    grade: str = Field(default="ungraded", title="等级")
    dug: Literal["today", "yesterday"] | None = Field(default=None, title="挖笋")
    price: str = Field(default="", title="单价", description="元/斤；只有本单位看得到。", max_length=20)
    weighed_at: datetime | None = Field(
        default=None, title="过磅时间", description="留空为现在；补录写成 2026-03-09 06:30。"
    )

    @field_validator("weighed_at")
    @classmethod
    def _in_shanghai(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=SHANGHAI) if value is not None and value.tzinfo is None else value


class Weigh(Keyed):
    """A weighing to be recorded."""

    number: Code | None = Field(default=None, title="交售单号", description="留空由系统编号。")


@dataclass(frozen=True)
class Entry:
    """A weighing, every part of it found and read."""

    profile: Profile
    weighed_at: datetime
    cover: str
    grade: str
    unit: str
    weighing: Weighing
    scale: KnownScale
    grounds: Grounds
    dug_on: date | None = None
    price_fen: int | None = None

    @property
    def day(self) -> date:
        """The day of the weighing in Shanghai."""
        return shanghai_day(self.weighed_at)

    @property
    def net_g(self) -> int:
        """What is delivered, > 0."""
        return self.weighing.net_g

    def findings(self, used_g: int) -> tuple[Finding, ...]:
        """All findings. `used_g`: used of the candidates' certified grams, this delivery counted."""
        return judge(
            self.grounds,
            used_g=used_g,
            scale=self.scale.facts,
            cover=self.cover,
            day=self.day,
            profile=self.profile,
        )

    def columns(self) -> dict[str, Any]:
        """What a delivery's row takes from the weighing."""
        return {
            "household_id": self.grounds.household_id,
            "plot_id": self.grounds.plot_id,
            "scale_id": self.scale.key,
            "weighed_at": self.weighed_at,
            "season": self.grounds.season,
            "cover": self.cover,
            "grade": self.grade,
            "unit": self.unit,
            "gross_g": self.weighing.gross_g,
            "tare_g": self.weighing.tare_g,
            "deduction_g": self.weighing.deduction_g,
            "net_g": self.weighing.net_g,
            "profile_version": self.profile.version,
            "dug_on": self.dug_on,
        }


def read_entry(session: Session, form: Keyed, *, producer_id: int, now: datetime) -> Entry:
    """Look up and read what was keyed, field by field.

    Raises Refusal("future-date" | "invalid-cover" | "unknown-household" | "unknown-plot" | "invalid-weight" |
    "invalid-unit" | "invalid-grade" | "unknown-scale" | "over-scale-capacity" | "invalid-price").
    """
    weighed_at = form.weighed_at or now
    day = shanghai_day(weighed_at)
    refuse_ahead(weighed_at, now)
    profile = profile_on(session, day)
    cover = known_cover(form.cover, profile)
    grounds = read_grounds(
        session, household=form.household or "", plot=form.plot or "", cover=cover, day=day, profile=profile
    )
    scale = read_scale(session, form.scale, producer_id)
    unit = form.unit or scale.displays
    weighing = weight.weigh(form.gross, form.tare, form.deduction, unit)
    weight.refuse_over_capacity(weighing.gross_g, scale.facts.capacity_g)
    grade = known_grade(form.grade, profile)
    return Entry(
        profile=profile,
        weighed_at=weighed_at,
        cover=cover,
        grade=grade,
        unit=UNITS[weight.unit_grams(unit)],
        weighing=weighing,
        scale=scale,
        grounds=grounds,
        dug_on=_dug_on(form.dug, day),
        price_fen=price_fen(form.price),
    )


def entry_of(session: Session, delivery: Delivery) -> Entry:
    """A recorded weighing with its grounds as the records have them now. Refuses nothing: it is a fact."""
    said = keyed(session, delivery)
    day = shanghai_day(delivery.weighed_at)
    profile = profile_on(session, day)
    grounds = read_grounds(
        session,
        household=said["household"],
        plot=said["plot"],
        cover=delivery.cover,
        day=day,
        profile=profile,
    )
    return Entry(
        profile=profile,
        weighed_at=delivery.weighed_at,
        cover=delivery.cover,
        grade=delivery.grade,
        unit=delivery.unit,
        weighing=Weighing(delivery.gross_g, delivery.tare_g, delivery.deduction_g),
        scale=read_scale(session, said["scale"], delivery.producer_id),
        grounds=grounds,
        dug_on=delivery.dug_on,
    )


def refuse_ahead(weighed_at: datetime, now: datetime) -> None:
    """What is recorded has been weighed; a wrong clock is forgiven some minutes. Raises Refusal("future-date")."""
    if weighed_at > now + CLOCKS_DIFFER:
        raise Refusal("future-date", "过磅时间晚于现在，请核对。", "weighed_at")


def known_cover(code: str, profile: Profile) -> str:
    """A cover type of the profile. Raises Refusal("invalid-cover")."""
    if code not in {cover.code for cover in profile.covers}:
        raise Refusal("invalid-cover", "方式应为 自然 或 覆盖。", "cover")
    return code


def known_grade(code: str, profile: Profile) -> str:
    """A grade of the profile. Raises Refusal("invalid-grade")."""
    if code not in {grade.code for grade in profile.grades}:
        raise Refusal("invalid-grade", "等级应为 特级、一级、二级 或 统货。", "grade")
    return code


def _dug_on(dug: str | None, day: date) -> date | None:
    """The day of digging, of what is said of it on the day of the weighing."""
    return None if dug is None else day - timedelta(days=dug == "yesterday")
