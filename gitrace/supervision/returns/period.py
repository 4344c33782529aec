"""Which days a return is of, as its address asks it."""

from datetime import date, timedelta
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gitrace.growers.rules import season_days, season_of
from gitrace.profile import Profile

Days = tuple[date, date]
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"


class Period(Protocol):
    """What may be asked of a return: days, both included, or those that are usual today."""

    def days(self, today: date, profile: Profile) -> Days:
        """First and last day."""
        ...


class AskMonth(BaseModel):
    """A month; none: the present one."""

    model_config = ConfigDict(frozen=True)

    month: str = Field(default="", title="月份", pattern=f"{MONTH}|^$")

    def days(self, today: date, _profile: Profile) -> Days:
        """First and last day of the month."""
        first = date.fromisoformat(f"{self.month or today.isoformat()[:7]}-01")
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


class AskYear(BaseModel):
    """A calendar year, by which the use of the mark is reported; none: the present one."""

    model_config = ConfigDict(frozen=True)

    year: int | None = Field(default=None, title="年份", ge=2000, le=2099)

    def days(self, today: date, _profile: Profile) -> Days:
        """New Year's day and the last of December."""
        year = self.year or today.year
        return date(year, 1, 1), date(year, 12, 31)


class AskDays(BaseModel):
    """Any days; none: the season so far."""

    model_config = ConfigDict(frozen=True)

    from_day: date | None = Field(default=None, title="起始日期")
    until_day: date | None = Field(default=None, title="截止日期")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_day and self.until_day and self.until_day < self.from_day:
            raise ValueError("截止日期不能早于起始日期。")
        return self

    def days(self, today: date, profile: Profile) -> Days:
        """The days asked for; what is not said is the season's."""
        begins, _ = season_days(season_of(self.until_day or today, profile), profile)
        until = self.until_day or max(today, self.from_day or today)
        return self.from_day or min(begins, until), until
