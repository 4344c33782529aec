"""Scans of whole days, counted once each when the day is over: single scans are forgotten after 90 days, and nobody
counts ten million labels for a page.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.scans.place import scans_of
from gitrace.scans.tables import scan
from gitrace.storage import Store, operational

_SETTLED = timedelta(minutes=10)
"""After a day's end, when whatever is counted to it is committed."""
_A_DAY = timedelta(days=1)


class ScanDay(SQLModel, table=True):
    """One day in Shanghai. `labels`: those that were looked at for the first time on it."""

    __tablename__ = "scan_day"
    __table_args__ = operational()

    day: date = Field(primary_key=True)
    scans: int = Field(sa_type=sa.BigInteger)
    labels: int = Field(sa_type=sa.BigInteger)


def next_day_to_count(session: Session, store: Store) -> date | None:
    """The day after the last one counted; at first that of the earliest scan on record; None without any."""
    last = last_day_counted(session)
    return first_day_scanned(store) if last is None else last + _A_DAY


def first_day_scanned(store: Store, since: date | None = None) -> date | None:
    """The day of the earliest scan on record, or of the first from a day on; None without any."""
    found = sa.select(scan.c.at).order_by(scan.c.at).limit(1)
    with scans_of(store).reading() as connection:
        chosen = found if since is None else found.where(scan.c.at >= _begins(since))
        earliest = connection.execute(chosen).scalar_one_or_none()
    return None if earliest is None else shanghai_day(earliest)


def is_settled(day: date, now: datetime) -> bool:
    """Whether a day can be counted."""
    return now >= _begins(day + _A_DAY) + _SETTLED


class Looks(NamedTuple):
    """Looks at labels, and how many of them were a label's first."""

    scans: int = 0
    labels: int = 0

    def __add__(self, other: "Looks") -> "Looks":  # type: ignore[override]
        return Looks(self.scans + other.scans, self.labels + other.labels)


def count_day(store: Store, day: date) -> dict[str, Looks]:
    """What a day brought, by lot; nothing of a day without scans."""
    first_looks = sa.func.sum(sa.case((scan.c.ordinal == 1, 1), else_=0))
    by_lot = sa.select(scan.c.lot, sa.func.count(), first_looks).where(scanned_on(day)).group_by(scan.c.lot)
    with scans_of(store).reading() as connection:
        return {lot: Looks(int(scans), int(labels)) for lot, scans, labels in connection.execute(by_lot)}


def scanned_on(day: date) -> sa.ColumnElement[bool]:
    """Scans of a day in Shanghai."""
    return sa.and_(scan.c.at >= _begins(day), scan.c.at < _begins(day + _A_DAY))


def scans_within(session: Session, first: date, last: date) -> ScanDay | None:
    """The sum of the days counted from `first` to `last`, under the earliest of them.

    None where none of them was counted, though others were: what went before the first day counted is not known.
    """
    days = col(ScanDay.day)
    sums = sa.select(sa.func.min(days), sa.func.sum(col(ScanDay.scans)), sa.func.sum(col(ScanDay.labels)))
    begun, scans, labels = session.execute(sums.where(days.between(first, last))).one()
    if begun is not None:
        return ScanDay(day=begun, scans=int(scans), labels=int(labels))
    return None if first <= last and last_day_counted(session) else ScanDay(day=first, scans=0, labels=0)


def last_day_counted(session: Session) -> date | None:
    """Up to which day scans are known."""
    return session.exec(select(col(ScanDay.day)).order_by(col(ScanDay.day).desc()).limit(1)).one_or_none()


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
