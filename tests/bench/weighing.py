"""How soon the page at the scale is ready again: a delivery posted, and the page that follows, in a full season.

    python tests/bench/weighing.py [--quick] [--json FILE]

One producer, all of whose deliveries were weighed in by the command itself, many to a transaction. The baseline is the
same page in the same home while the season is empty. Answers are the application's own, without a network between; its
processor time says what they take where others use the machine as well.
"""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from browsers import Cast
from cluster import Cluster, find_binaries
from field import MORNING, Field, lay_field
from figures import Figure, report
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from visiting import sign_in_for

from gitrace import clock
from gitrace.app import create_app
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.home import found_home
from gitrace.people.roles import Role
from gitrace.producers.queries import the_producer
from gitrace.producers.tables import Producer
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Work, writing

WEIGH = "/producer/deliveries/weigh"
SEASON_DAYS = 60
IN_A_TRANSACTION = 500
MOST_MS = 100


@dataclass(frozen=True)
class Size:
    """How large the season is, and how often the page is measured."""

    households: int
    deliveries: int
    rounds: int


@dataclass
class Desk:
    """A clerk's browser at the open page, and the growers who stand in line."""

    client: FlaskClient
    field: Field
    page: str
    done: int = 0

    def weigh(self) -> tuple[float, float]:
        """Save the next delivery; milliseconds until the page is there again, by the clock and of the processor."""
        household = self.field.households[self.done * 7 % len(self.field.households)]
        self.done += 1
        hidden = {name: re.search(f'name="{name}" value="([^"]+)"', self.page)[1] for name in ("csrf_token", "once")}  # type: ignore[index]
        said = {"household": household, "scale": self.field.scale, "gross": "21.5", "tare": "1.5", "cover": "natural"}
        begun = time.perf_counter(), time.process_time()
        answer = self.client.post(WEIGH, data=hidden | said)
        ready = self.client.get(answer.location)
        taken = 1000 * (time.perf_counter() - begun[0]), 1000 * (time.process_time() - begun[1])
        self.page = ready.get_data(as_text=True)
        if household not in self.page or "已保存" not in self.page:
            raise SystemExit(f"household {household} was not weighed in; nothing was measured")
        return taken


def fill_season(store: Store, field: Field, count: int) -> None:
    """So many deliveries over the season's days, the last of them this morning."""
    for first in range(0, count, IN_A_TRANSACTION):
        with writing(store, SYSTEM) as work:
            for number in range(first, min(first + IN_A_TRANSACTION, count)):
                weigh_one(work, field, number, count)


def weigh_one(work: Work, field: Field, number: int, count: int) -> None:
    back = timedelta(days=SEASON_DAYS - 1 - number * SEASON_DAYS // count)
    form = Weigh(
        household=field.households[number % len(field.households)],
        scale=field.scale,
        gross=str(20 + number % 30),
        tare="1.5",
        cover="natural",
        weighed_at=MORNING - back - timedelta(seconds=count - number),
    )
    weigh(work, form, producer_id=field.producer_id)


def measure_home(name: str, settings: Settings, size: Size) -> list[Figure]:
    store = found_home(settings)
    try:
        app = create_app(store)
        field = lay_field(store, households=size.households, certified_kg=100_000)
        desk = stand_at(app, store, field)
        empty = rounds(desk, size)
        fill_season(store, field, size.deliveries)
        settle(store)
        full = rounds(desk, size)
    finally:
        store.close()
    return [
        Figure(f"{name}: ready again, {size.deliveries} deliveries in the season", full[0], "ms", most=MOST_MS),
        Figure(f"{name}: the slowest twentieth begins at", full[1], "ms"),
        Figure(f"{name}: processor time of it", full[2], "ms"),
        Figure(f"{name}: the same in an empty season", empty[0], "ms"),
    ]


def stand_at(app: Flask, store: Store, field: Field) -> Desk:
    with reading(store) as session:
        client = sign_in_for(Cast(app, store), producer_of(session, field), Role.CLERK)
    return Desk(client, field, client.get(WEIGH).get_data(as_text=True))


def producer_of(session: Session, field: Field) -> Producer:
    return the_producer(session, field.producer_id)


def settle(store: Store) -> None:
    """Let the database count its rows, as it does by itself overnight."""
    with store.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def rounds(desk: Desk, size: Size) -> tuple[float, float, float]:
    """Median and 95th percentile by the clock, and median of processor time, after a warm-up."""
    for _ in range(5):
        desk.weigh()
    clocked, used = zip(*(desk.weigh() for _ in range(size.rounds)), strict=True)
    return statistics.median(clocked), sorted(clocked)[len(clocked) * 95 // 100], statistics.median(used)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, Settings]]:
    """A fresh home on each kind of database, both sure of their disk."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
    server = Cluster(binaries, durable=True)
    try:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE weighing")
        yield {
            "SQLite": Settings(home=folder / "sqlite"),
            "PostgreSQL": Settings(home=folder / "postgresql", database_url=server.url("weighing")),
        }
    finally:
        server.stop()


def measure(quick: bool) -> list[Figure]:
    size = Size(200, 1_000, 20) if quick else Size(2_000, 50_000, 300)
    figures = []
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder, databases(Path(folder)) as homes:
        for name, settings in homes.items():
            with clock.pretend(MORNING):
                figures += measure_home(name, settings, size)
    return figures


if __name__ == "__main__":
    report("weighing", __doc__, measure)
