"""Putting a day's looks on record: the figure that pages read, and the public entry that anybody may check it by."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from gitrace.batches.townships import townships_of_lots
from gitrace.scans.days import Looks, ScanDay
from gitrace.scans.events import ScansCounted
from gitrace.work import Work


def tell_day(work: Work, day: date, looks: Mapping[str, Looks]) -> None:
    """Looks by lot become one entry a day, by the township that each lot is from.

    No floor of five is kept here: a look tells nothing of a household, and nothing of whoever looked.
    """
    townships = townships_of_lots(work.session, looks)
    by_township: dict[str, Looks] = defaultdict(Looks)
    for lot, seen in looks.items():
        by_township[townships.get(lot, "")] += seen
    whole = sum(by_township.values(), Looks())
    by_township.pop("", None)
    work.session.add(ScanDay(day=day, scans=whole.scans, labels=whole.labels))
    told = ScansCounted(
        day=day.isoformat(),
        scans=whole.scans,
        labels=whole.labels,
        townships=[[code, *seen] for code, seen in sorted(by_township.items())],
    )
    work.record(told, subject=subject_of(day))


def subject_of(day: date) -> str:
    """Of a day's entry."""
    return f"scans:{day}"
