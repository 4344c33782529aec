"""Every return of the house, by the name under which it is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.supervision.returns.book import inspection_book
from gitrace.supervision.returns.monthly import month_sheet
from gitrace.supervision.returns.period import AskDays, AskMonth, AskYear, Days, Period
from gitrace.supervision.returns.remembered import remembered
from gitrace.supervision.returns.sheet import Return
from gitrace.supervision.returns.yearly import mark_report

MOST_ON_PAGE = 100
"""Lines of a register that a page shows; the spreadsheet holds all."""

Made = Callable[[Session, Days, Profile, int | None], Return]


@dataclass(frozen=True)
class Kind:
    """A return: what it is called and for, what may be asked of it, and how it is made. `summed`: it is sums of audited
    tables alone, however many lines it is asked for.
    """

    name: str
    title: str
    purpose: str
    asks: type[Any]
    made: Made
    summed: bool = True

    def of(self, session: Session, asked: Period, today: date, most: int | None = None) -> Return:
        """The return of the days asked for, under the profile in force today."""
        profile = profile_on(session, today)
        days = asked.days(today, profile)
        if not self.summed:
            return self.made(session, days, profile, most)
        return remembered(session, (self.name, days, today), lambda: self.made(session, days, profile, most))


RETURNS = {
    one.name: one
    for one in (
        Kind("monthly", "月报", "一个月的交售、包装、标签和检验。", AskMonth, month_sheet),
        Kind("yearly", "专用标志使用年报", "一年的用标主体、标签、产量和用标覆盖率。", AskYear, mark_report),
        Kind("book", "迎检台账", "一段时间的各类台账，供上级检查。", AskDays, inspection_book, summed=False),
    )
}
