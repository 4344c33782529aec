"""What the keeper would have told the public in the season: each week its balance, each night the looks of the day."""

from datetime import date, timedelta
from functools import partial

from gitrace import clock
from gitrace.demo.seasons import at
from gitrace.demo.stage import Stage
from gitrace.scans.days import last_day_counted
from gitrace.scans.jobs import count_scan_days
from gitrace.storage import reading
from gitrace.supervision.balance_sheet.statements import tell_weeks

_WEEK = timedelta(days=7)


def plan_weeks(stage: Stage) -> None:
    """Put on the agenda the weeks in which anything was weighed, the one after each harvest, and the last one."""
    days = [*stage.earlier.days, stage.earlier.days[-1] + _WEEK, *stage.latest.days, stage.today - _WEEK]
    for monday in sorted({_monday(day) for day in days}):
        stage.agenda.at(at(monday + _WEEK, 8, 30), partial(tell_weeks, stage.store, monday))


def count_looks(stage: Stage) -> None:
    """Tell each day's looks."""
    yesterday = stage.today - timedelta(days=1)
    with clock.pretend(stage.agenda.until):
        while (counted := _last_counted(stage)) != yesterday:
            count_scan_days(stage.store, clock.now())
            if _last_counted(stage) == counted:  # nobody has looked yet, or midnight was just now
                return


def _last_counted(stage: Stage) -> date | None:
    with reading(stage.store) as session:
        return last_day_counted(session)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
