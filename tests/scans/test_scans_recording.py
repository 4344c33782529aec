"""A scan is counted once, durably, whoever asks at the same moment."""

import fcntl
import multiprocessing
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from service import comes_true

from gitrace.errors import Unavailable
from gitrace.scans.jobs import KEEP_SCANS, purge_scans
from gitrace.scans.place import FILE, make_place, scans_of
from gitrace.scans.queries import scan_curve, scans_of_lot
from gitrace.scans.recording import counted_so_far, record
from gitrace.scans.scan import Counted, Label, Scan
from gitrace.scans.tables import METADATA
from gitrace.scans.tables import scan as table
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.storage.faults import NewerDatabase

LABEL = Label("CY260312A001", "06901234000016", 231)
NOON = datetime(2026, 3, 14, 4, tzinfo=UTC)


def scan(key: str, at: datetime = NOON, device: str = "d") -> Scan:
    return Scan(LABEL, key, device, at)


def test_the_first_scan_is_the_first(store: Store) -> None:
    assert record(store, scan("a")) == Counted(1, NOON)


def test_the_second_knows_when_the_first_was(store: Store) -> None:
    record(store, scan("a"))
    assert record(store, scan("b", NOON + timedelta(days=2))) == Counted(2, NOON)


def test_the_same_key_is_answered_with_the_first_number(store: Store) -> None:
    for key in ("a", "b", "c"):
        record(store, scan(key))
    assert record(store, scan("b", NOON + timedelta(minutes=1))) == Counted(2, NOON)
    assert counted_so_far(store, LABEL) == Counted(3, NOON)


def test_labels_are_counted_apart(store: Store) -> None:
    record(store, scan("a"))
    neighbour = LABEL._replace(number=232)
    assert record(store, Scan(neighbour, "a", "d", NOON)).count == 1


def test_looking_at_the_tally_counts_nothing(store: Store) -> None:
    assert counted_so_far(store, LABEL) is None
    record(store, scan("a"))
    assert counted_so_far(store, LABEL) == counted_so_far(store, LABEL) == Counted(1, NOON)


def test_a_count_survives_the_process(settings: Settings) -> None:
    store = open_store(settings)
    record(store, scan("a"))
    store.close()
    again = open_store(settings)
    assert counted_so_far(again, LABEL) == Counted(1, NOON)
    again.close()


def insist(store: Store, one: Scan) -> None:
    """As a client does that got no number: the same look again."""
    for _try in range(20):
        with suppress(Unavailable):
            record(store, one)
            return
    raise AssertionError("the place of scans stays busy")


def count_some(settings: Settings, name: str) -> None:
    store = open_store(settings)
    for number in range(20):
        for key in (f"{name}-{number}", f"shared-{number}"):
            insist(store, scan(key))
    store.close()
    os._exit(0)


def test_two_processes_lose_and_invent_nothing(settings: Settings) -> None:
    spawn = multiprocessing.get_context("fork")
    workers = [spawn.Process(target=count_some, args=(settings, name)) for name in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    store = open_store(settings)
    assert counted_so_far(store, LABEL) == Counted(60, NOON)
    with scans_of(store).reading() as connection:
        ordinals = connection.execute(sa.text("SELECT ordinal FROM scan ORDER BY ordinal")).scalars().all()
    assert ordinals == list(range(1, 61))
    store.close()


def test_threads_with_the_same_key_get_the_same_number(store: Store) -> None:
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(record(store, scan("same")))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Counted(1, NOON)] * 8


def test_a_batch_that_another_process_overtook_is_settled_anew(store: Store) -> None:
    """The other one holds the label's tally until ours has looked and waits."""
    if store.is_sqlite:
        pytest.skip("who counts on SQLite holds the file")
    record(store, scan("before"))
    ours: list[Counted] = []
    with store.engine.begin() as other:
        other.exec_driver_sql("UPDATE scan_tally SET count = count + 1")
        other.exec_driver_sql("INSERT INTO scan SELECT lot, gtin, number, 'a', at, device, 2 FROM scan")
        waiting = threading.Thread(target=lambda: ours.append(record(store, scan("a", NOON + timedelta(minutes=1)))))
        waiting.start()
        assert comes_true(lambda: waits_for_a_lock(other), 5)
    waiting.join()
    assert ours == [Counted(2, NOON)]
    assert counted_so_far(store, LABEL) == Counted(2, NOON)


def waits_for_a_lock(connection: sa.Connection) -> bool:
    return bool(connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one())


def test_old_scans_are_forgotten_and_their_tally_stays(store: Store) -> None:
    record(store, scan("old"))
    record(store, scan("new", NOON + timedelta(days=30)))
    purge_scans(store, NOON + KEEP_SCANS + timedelta(seconds=1))
    with scans_of(store).reading() as connection:
        assert connection.execute(sa.text("SELECT key FROM scan")).scalars().all() == ["new"]
    assert counted_so_far(store, LABEL) == Counted(2, NOON)


def test_a_regulator_sees_days_labels_and_devices(store: Store) -> None:
    record(store, scan("a", device="one"))
    record(store, scan("b", NOON + timedelta(hours=13), device="two"))
    record(store, Scan(LABEL._replace(number=1), "c", "one", NOON))
    assert scan_curve(store, LABEL.lot) == [("2026-03-14", 2), ("2026-03-15", 1)]
    whole = scans_of_lot(store, LABEL.lot)
    assert (whole.count, whole.labels, whole.first_at) == (3, 2, NOON)
    assert scans_of_lot(store, "CY260312A999").count == 0


def test_a_full_disk_stops_counting(settings: Settings) -> None:
    full = open_store(settings.model_copy(update={"min_free_mb": 2**40}))
    with pytest.raises(Unavailable):
        record(full, scan("a"))
    full.close()


def test_a_busy_place_is_not_waited_for_long(sqlite_store: Store) -> None:
    record(sqlite_store, scan("a"))
    with (sqlite_store.settings.home / "scans.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Unavailable):
            record(sqlite_store, scan("b"))
        assert counted_so_far(sqlite_store, LABEL) == Counted(1, NOON)


def test_a_write_of_the_ledger_holds_no_scan_up(sqlite_store: Store) -> None:
    with sqlite_store.recorded_write():
        assert record(sqlite_store, scan("a")).count == 1


def test_the_ledgers_file_has_no_scans(sqlite_store: Store) -> None:
    assert not sa.inspect(sqlite_store.engine).has_table("scan")
    record(sqlite_store, scan("a"))
    assert (sqlite_store.settings.home / FILE).exists()


def test_tables_and_database_agree(store: Store) -> None:
    with scans_of(store).engine.connect() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in METADATA.tables}
        context = MigrationContext.configure(connection, opts={"compare_type": True, **ours})
        assert compare_metadata(context, METADATA) == []


def test_a_file_that_is_away_is_not_made_anew(sqlite_store: Store) -> None:
    path = sqlite_store.settings.home / FILE
    path.rename(path.with_name("away.db"))
    with pytest.raises(Unavailable):
        record(sqlite_store, scan("a"))
    assert not path.exists()
    path.with_name("away.db").rename(path)
    assert record(sqlite_store, scan("a")).count == 1


def test_a_file_of_a_later_release_is_left_alone(sqlite_store: Store) -> None:
    record(sqlite_store, scan("a"))
    with scans_of(sqlite_store).writing() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    sqlite_store.close()
    with pytest.raises(NewerDatabase):
        record(sqlite_store, scan("b"))


def test_a_file_of_the_release_before_is_brought_up_to_date_with_its_scans(sqlite_store: Store) -> None:
    record(sqlite_store, scan("a"))
    with scans_of(sqlite_store).writing() as connection:
        for column in ("network", "region"):
            connection.exec_driver_sql(f"ALTER TABLE scan DROP COLUMN {column}")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    for _ in range(2):
        make_place(sqlite_store)
    assert record(sqlite_store, scan("b")).count == 2
    with scans_of(sqlite_store).reading() as connection:
        assert connection.execute(sa.select(table.c.network, table.c.region).distinct()).all() == [("", "")]
