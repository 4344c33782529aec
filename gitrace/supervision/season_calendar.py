"""The season as a calendar: harvest windows, what ends and when, days of publicity. As a page and as iCalendar."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col

from gitrace.growers.rules import season_days, season_of
from gitrace.inspections.tables import ReportCoverage
from gitrace.producers.tables import Authorisation, Producer, Scale
from gitrace.profile import Profile
from gitrace.profile.goods import Cover
from gitrace.profile.values import month_day
from gitrace.supervision.phrases import Phrase
from gitrace.supervision.words import Names

PUBLICITY = (
    ((3, 15), (3, 15), "国际消费者权益日"),
    ((5, 20), (5, 20), "世界计量日"),
    ((9, 1), (9, 30), "质量月"),
    ((10, 14), (10, 14), "世界标准日"),
)
"""First and last day, and the occasion."""


class AskSeason(BaseModel):
    """Of which season; none: the present one."""

    model_config = ConfigDict(frozen=True)

    season: int | None = Field(default=None, title="产季", description="以结束年份称呼，如 2026", ge=2000, le=2099)


@dataclass(frozen=True)
class Entry:
    """Something of a day, or of several, both ends included. `whose`: the name of what it concerns; `subject`: its
    page.
    """

    first: date
    last: date
    what: Phrase
    whose: str = ""
    subject: str | None = None


def season_calendar(session: Session, season: int, profile: Profile) -> list[Entry]:
    """Everything of a season, the earliest first: three statements."""
    days = season_days(season, profile)
    found = [
        *(Entry(*window, Phrase("采收期"), cover.name) for cover in profile.covers for window in windows(cover, days)),
        *(Entry(first, last, Phrase("宣传日"), name) for first, last, name in _publicity(days)),
        *_authorisations(session, days),
        *_scales(session, days),
        *_coverage(session, days, Names(profile)),
    ]
    return sorted(found, key=lambda one: (one.first, one.last, one.what.sentence, one.whose))


def present_season(today: date, profile: Profile) -> int:
    """The season that today lies in."""
    return season_of(today, profile)


def windows(cover: Cover, days: tuple[date, date]) -> Iterator[tuple[date, date]]:
    """The days of harvest of a cover that lie in the season; a window may run over the new year."""
    first, last = month_day(cover.begins), month_day(cover.ends)
    for year in range(days[0].year - 1, days[1].year + 1):
        begins, ends = _day(year, first), _day(year + (last < first), last)
        if begins <= days[1] and ends >= days[0]:
            yield max(begins, days[0]), min(ends, days[1])


def _day(year: int, of_year: tuple[int, int]) -> date:
    # 02-29 is the last day of February of every year.
    return date(year, 3, 1) - timedelta(days=1) if of_year == (2, 29) else date(year, *of_year)


def _publicity(days: tuple[date, date]) -> Iterator[tuple[date, date, str]]:
    for year in range(days[0].year, days[1].year + 1):
        for first, last, name in PUBLICITY:
            if days[0] <= date(year, *first) <= days[1]:
                yield date(year, *first), date(year, *last), name


def _authorisations(session: Session, days: tuple[date, date]) -> Iterator[Entry]:
    last = sa.func.max(col(Authorisation.until_day))
    query = (
        sa.select(col(Producer.id), col(Producer.name), last)
        .join(Authorisation, col(Authorisation.producer_id) == col(Producer.id))
        .where(col(Authorisation.withdrawn_on).is_(None))
        .group_by(col(Producer.id), col(Producer.name))
        .having(last.between(*days))
    )
    for key, name, until in session.execute(query):
        yield Entry(until, until, Phrase("用标核准到期"), name, f"producer:{key}")


def _scales(session: Session, days: tuple[date, date]) -> Iterator[Entry]:
    query = (
        sa.select(col(Producer.id), col(Producer.name), col(Scale.number), col(Scale.valid_until))
        .join(Producer, col(Producer.id) == col(Scale.producer_id))
        .where(col(Scale.valid_until).between(*days))
    )
    for key, name, number, until in session.execute(query):
        yield Entry(until, until, Phrase("衡器检定到期"), f"{name} {number}", f"producer:{key}")


def _coverage(session: Session, days: tuple[date, date], names: Names) -> Iterator[Entry]:
    last = sa.func.max(col(ReportCoverage.until_day))
    query = (
        sa.select(col(Producer.id), col(Producer.name), col(ReportCoverage.form), last)
        .join(ReportCoverage, col(ReportCoverage.producer_id) == col(Producer.id))
        .group_by(col(Producer.id), col(Producer.name), col(ReportCoverage.form))
        .having(last.between(*days))
    )
    for key, name, form, until in session.execute(query):
        yield Entry(until, until, Phrase("检验报告覆盖到期"), f"{name} {names.form(form or '')}", f"producer:{key}")


def as_icalendar(entries: list[Entry], *, host: str, now: datetime) -> bytes:
    """The entries as days of RFC 5545, under identifiers that stay the same when they are fetched again."""
    from icalendar import Calendar, Event  # half a second of every start, for a file asked for rarely

    calendar = Calendar()
    calendar.add("prodid", "-//gitrace//season//ZH")
    calendar.add("version", "2.0")
    for one in entries:
        event = Event()
        told = f"{one.what} {one.whose}".strip()
        event.add("uid", f"{hashlib.sha256(f'{one.first} {told}'.encode()).hexdigest()[:32]}@{host}")
        event.add("dtstamp", now)
        event.add("dtstart", one.first)
        event.add("dtend", one.last + timedelta(days=1))
        event.add("summary", told)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
