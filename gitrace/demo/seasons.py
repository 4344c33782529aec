"""Which days the demo's season covers: the two latest harvests before a day, so that the newest of them is going on.

Natural shoots are dug in spring, covered ones in winter; one of the two windows is always the last that opened.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gitrace.clock import SHANGHAI
from gitrace.profile import Profile
from gitrace.profile.goods import Cover
from gitrace.profile.values import month_day

EARLIER_DAYS, EARLIER_STEP = 10, 3
LATEST_DAYS = 12


@dataclass(frozen=True)
class Harvest:
    """One cover's harvest: its window, and the days of it on which the demo weighs, in order."""

    cover: str
    begins: date
    ends: date
    days: tuple[date, ...]


def harvests(today: date, profile: Profile) -> tuple[Harvest, Harvest]:
    """The harvest before the last one, and the last one up to today.

    Of the former ten days of its last month; of the latter the last twelve days there were, fewer when it has just
    begun.
    """
    windows = sorted((_window(cover, today), cover.code) for cover in profile.covers)
    (begins, ends), former = windows[-2]
    span = timedelta(days=(EARLIER_DAYS - 1) * EARLIER_STEP)
    earlier = Harvest(former, begins, ends, _days(ends - span, ends, EARLIER_STEP))
    (begins, ends), last = windows[-1]
    newest = min(today, ends)
    return earlier, Harvest(last, begins, ends, _days(max(begins, newest - timedelta(days=LATEST_DAYS - 1)), newest))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def _window(cover: Cover, today: date) -> tuple[date, date]:
    """The cover's newest window that has begun."""
    month, day = month_day(cover.begins)
    begins = date(today.year, month, day)
    if begins > today:
        begins = begins.replace(year=today.year - 1)
    return begins, _end(cover, begins)


def _end(cover: Cover, begins: date) -> date:
    """The last day of a window: the day before the first that lies outside, for a window may end on 29 February."""
    last = begins
    while cover.in_window(last + timedelta(days=1)):
        last += timedelta(days=1)
    return last


def _days(first: date, last: date, step: int = 1) -> tuple[date, ...]:
    return tuple(first + timedelta(days=n) for n in range(0, (last - first).days + 1, step))
