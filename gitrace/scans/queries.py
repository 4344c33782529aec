"""What regulators see of scans: how many, when, by how many devices. Never where, never who."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gitrace.clock import shanghai_day
from gitrace.scans.place import scans_of
from gitrace.scans.tables import scan, tally
from gitrace.storage import Store


@dataclass(frozen=True)
class LotScans:
    """A lot's scans: all counted ever, labels looked at, the first of all."""

    count: int
    labels: int
    first_at: datetime | None


def scans_of_lot(store: Store, lot: str) -> LotScans:
    """The whole of a lot."""
    whole = sa.select(sa.func.sum(tally.c.count), sa.func.count(), sa.func.min(tally.c.first_at))
    with scans_of(store).reading() as connection:
        count, labels, first_at = connection.execute(whole.where(tally.c.lot == lot)).one()
    return LotScans(int(count or 0), int(labels), first_at)


def scans_of_lots(store: Store, lots: Collection[str]) -> dict[str, LotScans]:
    """The same of several lots, by one statement; zero for one that nobody looked at."""
    whole = sa.select(tally.c.lot, sa.func.sum(tally.c.count), sa.func.count(), sa.func.min(tally.c.first_at))
    with scans_of(store).reading() as connection:
        found = connection.execute(whole.where(tally.c.lot.in_(lots)).group_by(tally.c.lot))
        scanned = {lot: LotScans(int(count), int(labels), first_at) for lot, count, labels, first_at in found}
    return {lot: scanned.get(lot, LotScans(0, 0, None)) for lot in lots}


def scan_curve(store: Store, lot: str) -> list[tuple[str, int]]:
    """(day in Shanghai as ISO text, scans) of the days of the last 90 that had any, oldest first."""
    with scans_of(store).reading() as connection:
        times = connection.execute(sa.select(scan.c.at).where(scan.c.lot == lot)).scalars()
        days: dict[str, int] = {}
        for at in times:
            day = shanghai_day(at).isoformat()
            days[day] = days.get(day, 0) + 1
    return sorted(days.items())


@dataclass(frozen=True)
class Much:
    """A label that was looked at often: how often, when first, by how many devices within the last 90 days."""

    gtin: str
    number: int
    count: int
    first_at: datetime
    devices: int
