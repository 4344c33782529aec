"""How much the ledger costs: weighing in with it, and the same rows without events, notes and head.

    python tests/bench/write.py [--quick] [--json FILE]

Each database gets two homes, alike but for the ledger. Rounds alternate between them, so that whatever else the
machine does hits both; a figure is the median of its rounds. SQLite has one writer; PostgreSQL four processes, each
weighing for a producer of its own. Exits 1 when a target is missed.
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psycopg
from sqlmodel import Session

sys.path.insert(0, str(Path(__file__).parents[1]))

from bare import without_notes
from cluster import Cluster, find_binaries
from field import MORNING, Field, lay_field
from figures import Figure, report

from gitrace import clock
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.home import found_home
from gitrace.ledger.append import Head
from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.work import SYSTEM, Work, writing

WRITERS = 4
HOUSEHOLDS = 50

Writing = Callable[[Store], "contextmanager[Work]"]


@dataclass(frozen=True)
class Size:
    """How often and how much is measured."""

    rounds: int
    deliveries: int
    """Of each writer in a round."""


class UnrecordedWork(Work):
    """The same command's work, of which nothing is told."""

    def record(self, *_event: object, **_told: object) -> int:
        self.session.flush()
        return 0


@contextmanager
def recorded(store: Store) -> Iterator[Work]:
    with writing(store, SYSTEM) as work:
        yield work


@contextmanager
def unrecorded(store: Store) -> Iterator[Work]:
    """A transaction that takes no head, notes nothing and appends nothing; on SQLite behind the same lock."""
    with store._write_connection() as connection, Session(connection, expire_on_commit=False) as session:
        now = clock.now()
        yield UnrecordedWork(store, session, SYSTEM, Head("", 0, now, (), ""), now)
        session.flush()
        connection.commit()


@dataclass
class Desk:
    """One writer at one home."""

    store: Store
    field: Field
    open_write: Callable[[Store], "contextmanager[Work]"]
    done: int = 0

    def weigh(self, count: int) -> None:
        """Weigh so many deliveries in, each in a transaction of its own."""
        for _ in range(count):
            household = self.field.households[self.done % HOUSEHOLDS]
            self.done += 1
            form = Weigh(
                household=household,
                scale=self.field.scale,
                gross="21.5",
                tare="1.5",
                unit="斤",
                cover="natural",
                weighed_at=MORNING,
            )
            with self.open_write(self.store) as work:
                weigh(work, form, producer_id=self.field.producer_id)


def measure_sqlite(folder: Path, size: Size) -> list[Figure]:
    desks = []
    for name, open_write in (("with", recorded), ("without", unrecorded)):
        settings = Settings(home=folder / name)
        store = found_home(settings)
        field = lay_field(store, households=HOUSEHOLDS, certified_kg=1_000_000)
        if open_write is unrecorded:
            store.close()
            store = without_notes(settings)
        desks.append(Desk(store, field, open_write))
    with_ledger, without = measure([lambda count, desk=desk: desk.weigh(count) for desk in desks], size, writers=1)
    for desk in desks:
        desk.store.close()
    return figures("SQLite, synchronous FULL, one writer", with_ledger, without, 0.6)


def measure_postgresql(folder: Path, size: Size) -> list[Figure]:
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
    server = Cluster(binaries, durable=True)
    try:
        crews = [Crew(server, folder, name) for name in ("with", "without")]
        try:
            with_ledger, without = measure([crew.weigh for crew in crews], size, writers=WRITERS)
        finally:
            for crew in crews:
                crew.go_home()
    finally:
        server.stop()
    return figures(f"PostgreSQL, fsync on, {WRITERS} writers", with_ledger, without, 0.25)


class Crew:
    """Four writers in processes of their own, at one home."""

    def __init__(self, server: Cluster, folder: Path, name: str) -> None:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        settings = Settings(home=folder / f"pg-{name}", database_url=server.url(name))
        store = found_home(settings)
        fields = [
            lay_field(store, str(number), households=HOUSEHOLDS, certified_kg=1_000_000)
            for number in range(1, WRITERS + 1)
        ]
        store.close()
        if name == "without":
            without_notes(settings).close()
        processes = multiprocessing.get_context("spawn")
        self._ends, self._processes = [], []
        for field in fields:
            ours, theirs = processes.Pipe()
            process = processes.Process(target=stand_at_a_desk, args=(theirs, settings, field, name))
            process.start()
            ours.recv()
            self._ends.append(ours)
            self._processes.append(process)

    def weigh(self, count: int) -> None:
        """So many deliveries each, all at once."""
        for end in self._ends:
            end.send(count)
        for end in self._ends:
            end.recv()

    def go_home(self) -> None:
        for end, process in zip(self._ends, self._processes, strict=True):
            end.send(None)
            process.join()


def stand_at_a_desk(end: Connection, settings: Settings, field: Field, name: str) -> None:
    """A writer's process: weighs when told how many, until told None."""
    desk = Desk(open_store(settings), field, recorded if name == "with" else unrecorded)
    end.send("ready")
    while (count := end.recv()) is not None:
        desk.weigh(count)
        end.send("done")
    desk.store.close()


def measure(sides: list[Callable[[int], None]], size: Size, *, writers: int) -> list[list[float]]:
    """Deliveries per second of each side, round by round, after a warm-up."""
    rates: list[list[float]] = [[] for _ in sides]
    for side in sides:
        side(20)
    for number in range(size.rounds):
        order = list(zip(sides, rates, strict=True))
        for side, found in order if number % 2 == 0 else order[::-1]:
            start = time.perf_counter()
            side(size.deliveries)
            found.append(writers * size.deliveries / (time.perf_counter() - start))
    return rates


def figures(name: str, with_ledger: list[float], without: list[float], least_share: float) -> list[Figure]:
    share = statistics.median(ours / plain for ours, plain in zip(with_ledger, without, strict=True))
    return [
        Figure(f"{name}: deliveries", statistics.median(with_ledger), "/s", least=100),
        Figure(f"{name}: the same without the ledger", statistics.median(without), "/s"),
        Figure(f"{name}: ledger ÷ without", share, least=least_share),
    ]


def measure_both(quick: bool) -> list[Figure]:
    size = Size(3, 40) if quick else Size(11, 200)
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder:
        return [*measure_sqlite(Path(folder), size), *measure_postgresql(Path(folder), size)]


if __name__ == "__main__":
    report("write", __doc__, measure_both)
