"""Scans are counted once for each day that is over, and stay known when single scans are forgotten."""

from datetime import UTC, date, datetime, timedelta

import cast
import pytest
from sqlmodel import select
from standing_clock import Clock

from gitrace.ledger.open_entries import newest_of
from gitrace.scans import jobs
from gitrace.scans.days import ScanDay, last_day_counted, scans_within
from gitrace.scans.jobs import KEEP_SCANS, count_scan_days, purge_scans
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.storage import Store, reading

FIRST, SECOND = Label("CY260312A001", "06901234000016", 1), Label("CY260312A001", "06901234000016", 2)
NOON = datetime(2026, 3, 14, 4, tzinfo=UTC)
DAY = date(2026, 3, 14)


def look(store: Store, label: Label, key: str, at: datetime) -> None:
    record(store, Scan(label, key, "d", at))


def counted(store: Store) -> list[tuple[date, int, int]]:
    with reading(store) as session:
        return [(one.day, one.scans, one.labels) for one in session.exec(select(ScanDay).order_by(ScanDay.day))]


def test_each_day_is_counted_once_a_silent_one_too(store: Store) -> None:
    for label, key, at in (
        (FIRST, "a", NOON),
        (FIRST, "b", NOON),
        (SECOND, "c", NOON),
        (FIRST, "d", NOON + timedelta(days=2)),
    ):
        look(store, label, key, at)
    for _ in range(2):
        count_scan_days(store, NOON + timedelta(days=3))
    day = timedelta(days=1)
    assert counted(store) == [(DAY, 3, 2), (DAY + day, 0, 0), (DAY + 2 * day, 1, 0)]


def test_a_day_is_on_the_public_record_by_the_townships_that_its_lots_are_from(store: Store, the_clock: Clock) -> None:
    the_clock.set(cast.SPRING_MORNING)
    producer = cast.make_producer(store)
    batch = cast.make_batch(store, producer)
    for township, kg in (("421223100", 60), ("421223103", 40)):
        plot = cast.make_plot(store, cast.make_household(store, township=township, village="演示村"))
        cast.pour(store, batch, cast.make_delivery(store, producer, plot, kg=kg))
    look(store, FIRST, "a", NOON)
    look(store, Label(batch.lot, FIRST.gtin, 1), "b", NOON)
    count_scan_days(store, NOON + timedelta(days=1))
    with reading(store) as session:
        [entry], more = newest_of(session.connection(), f"scans:{DAY}", ["scans.counted"], 2)
    assert (entry.kind, more) == ("scans.counted/1", False)
    assert entry.fields == {"day": "2026-03-14", "scans": 2, "labels": 2, "townships": [["421223100", 1, 1]]}


def test_a_day_belongs_to_shanghai_and_waits_until_it_is_over(store: Store) -> None:
    look(store, FIRST, "a", datetime(2026, 3, 14, 15, 59, tzinfo=UTC))
    look(store, FIRST, "b", datetime(2026, 3, 14, 16, 1, tzinfo=UTC))
    count_scan_days(store, datetime(2026, 3, 14, 16, 5, tzinfo=UTC))
    assert counted(store) == []
    count_scan_days(store, datetime(2026, 3, 14, 16, 11, tzinfo=UTC))
    assert counted(store) == [(DAY, 1, 1)]


def test_what_is_forgotten_stays_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_A_TURN", 60)  # ninety days in one turn, however busy the machine is
    look(store, FIRST, "a", NOON)
    count_scan_days(store, NOON + timedelta(days=1))
    purge_scans(store, NOON + KEEP_SCANS + timedelta(days=1))
    count_scan_days(store, NOON + KEEP_SCANS + timedelta(days=1))
    with reading(store) as session:
        found = scans_within(session, DAY, date(2026, 12, 31))
        assert last_day_counted(session) == DAY + KEEP_SCANS
    assert found is not None
    assert (found.day, found.scans, found.labels) == (DAY, 1, 1)


def test_before_the_first_scan_nothing_is_counted(store: Store) -> None:
    count_scan_days(store, NOON)
    with reading(store) as session:
        none = scans_within(session, DAY, DAY)
        assert last_day_counted(session) is None
    assert none is not None
    assert (none.scans, none.labels) == (0, 0)


def test_what_went_before_the_first_day_counted_is_not_said_to_be_nought(store: Store) -> None:
    look(store, FIRST, "a", NOON)
    count_scan_days(store, NOON + timedelta(days=1))
    with reading(store) as session:
        assert scans_within(session, DAY - timedelta(days=300), DAY - timedelta(days=1)) is None
