"""What the keeper does for scans: count whole days, look for copies, and forget."""

import time
from datetime import datetime, timedelta

import sqlalchemy as sa

from gitrace.jobs import timer
from gitrace.scans.counting import tell_day
from gitrace.scans.days import count_day, is_settled, next_day_to_count
from gitrace.scans.devices import destroy_old_keys
from gitrace.scans.pins import forget_pins
from gitrace.scans.place import scans_of
from gitrace.scans.searching import reached, search_on
from gitrace.scans.tables import scan
from gitrace.storage import Store, keeping, reading
from gitrace.work import KEEPER, writing

KEEP_SCANS = timedelta(days=90)
"""How long single scans are kept; their tally stays with the label."""
_A_BITE = 5000  # rows deleted in one transaction, so that no scan waits long for the lock
_A_TURN = 0.4
"""Seconds for counting days, and for judging labels; what is left over waits for the next turn."""


@timer(seconds=600)
def count_scan_days(store: Store, now: datetime) -> None:
    """Count the days that are over, each once, and put each on the public record."""
    begun, counted = time.monotonic(), {}
    with reading(store) as session:
        day = next_day_to_count(session, store)
    while day is not None and is_settled(day, now) and time.monotonic() - begun < _A_TURN:
        counted[day] = count_day(store, day)
        day += timedelta(days=1)
    if counted:
        with writing(store, KEEPER) as work:
            for day, looks in counted.items():
                tell_day(work, day, looks)


@timer(seconds=60)
def search_for_copies(store: Store, now: datetime) -> None:
    """Judge the labels that were looked at on the days that are over, each once a day."""
    begun, place = time.monotonic(), reached(store)
    while place is not None and time.monotonic() - begun < _A_TURN:
        place = search_on(store, place, now)


@timer(seconds=600)
def purge_scans(store: Store, now: datetime) -> None:
    """Forget scans 90 days old, a bite at a time."""
    place = scans_of(store)
    old = sa.select(*scan.primary_key.columns).where(scan.c.at < now - KEEP_SCANS).limit(_A_BITE)
    with place.writing() as connection:
        connection.execute(sa.delete(scan).where(sa.tuple_(*scan.primary_key.columns).in_(old)))


@timer(seconds=3600)
def purge_pins(store: Store, now: datetime) -> None:
    """Forget uses of PINs that are 90 days old, of each label's first all but its time."""
    with keeping(store) as session:
        forget_pins(session, now, KEEP_SCANS)


@timer(seconds=3600)
def destroy_privacy_keys(store: Store, now: datetime) -> None:
    """Destroy device keys whose 30 days are over."""
    destroy_old_keys(store.settings.home, now)
