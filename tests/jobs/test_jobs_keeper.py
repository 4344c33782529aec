"""One keeper does jobs, effects and timers; a second waits its turn."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from gitrace import clock
from gitrace.jobs import JobState, Progress, effect, job, order, owe, timer
from gitrace.jobs.keeper import keep
from gitrace.jobs.queries import job_of
from gitrace.storage import Store, keeping, open_store, reading


@contextmanager
def a_keeper(store: Store) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=keep, args=(store, stop))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def comes_true(question: Callable[[], bool], seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_long_job_delays_no_effect_and_yields_when_the_keeper_ends(store: Store) -> None:
    told = threading.Event()

    @job("test.long")
    def long(_store: Store, _payload: Any, progress: Progress) -> None:
        for step in range(10_000):
            time.sleep(0.01)
            progress.reach(step)

    @effect("test.tell")
    def tell(_store: Store, _payload: Any, _now: datetime) -> None:
        told.set()

    with keeping(store) as session:
        made = order(session, "test.long", None, made_by="user:1", now=clock.now()).id
    with a_keeper(store):
        assert comes_true(lambda: state_of(store, made) == JobState.RUNNING)
        with keeping(store) as session:
            owe(session, "test.tell", now=clock.now())
        assert told.wait(2)
    assert state_of(store, made) == JobState.WAITING


def state_of(store: Store, made: int) -> str:
    with reading(store) as session:
        row = job_of(session, made)
        assert row is not None
        return row.state


def test_timers_run_at_the_start_and_a_failing_one_stops_nothing(store: Store) -> None:
    ticks: list[datetime] = []

    @timer(seconds=0.2)
    def tick(_store: Store, now: datetime) -> None:
        ticks.append(now)
        raise ZeroDivisionError

    with a_keeper(store):
        assert comes_true(lambda: len(ticks) >= 2)


def test_a_second_keeper_waits_until_the_first_has_gone(store: Store) -> None:
    begun: list[str] = []

    @timer(seconds=0.05)
    def who(_store: Store, _now: datetime) -> None:
        begun.append(threading.current_thread().name)

    second_store = open_store(store.settings)
    with a_keeper(second_store):
        with a_keeper(store):
            comes_true(lambda: len(begun) > 2)
            assert len(set(begun)) == 1
        begun.clear()
        assert comes_true(lambda: bool(begun))
    second_store.close()


def test_on_postgresql_a_keeper_of_another_host_waits_as_well(store: Store) -> None:
    if store.is_sqlite:
        return
    seen: set[str] = set()

    @timer(seconds=0.05)
    def who(_store: Store, _now: datetime) -> None:
        seen.add(threading.current_thread().name)

    elsewhere = store.settings.home.with_name("another-host")
    elsewhere.mkdir()
    (elsewhere / "keys").symlink_to(store.settings.home / "keys")
    other = open_store(store.settings.model_copy(update={"home": elsewhere}))
    with a_keeper(store), a_keeper(other):
        comes_true(lambda: len(seen) > 0)
        time.sleep(0.6)
        assert len(seen) == 1
    other.close()
