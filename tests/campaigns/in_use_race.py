"""Fifty concurrent requests to put the last ten packs' worth in use: exactly ten of them get it, each time.

    python tests/campaigns/in_use_race.py --quick | --full [--postgresql | --sqlite]

Each round fills a lot for ten packs and prints fifty labels; five processes of ten threads each ask for one label,
all at once. The other forty must be told that the lot's grams do not suffice, and the books must say the same.
"""

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from cast import REGULATOR, issue, make_report
from cluster import Cluster, find_binaries
from label_lots import Bench, another_lot, make_bench

from gitrace.balance.commands import in_lot, in_use
from gitrace.batches.opening import CloseBatch
from gitrace.errors import Refusal, Unavailable
from gitrace.home import found_home
from gitrace.labels.closing import close_lot
from gitrace.labels.lots import balance_of
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import tally
from gitrace.labels.using import PutInUse, put_in_use
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.work import writing

PACKS, REQUESTS, PROCESSES = 10, 50, 5
PACK_G = 500
THREADS = REQUESTS // PROCESSES


@dataclass(frozen=True)
class Ask:
    """What one process asks for: these labels of a lot, a request each, from `at` on (seconds since the epoch)."""

    settings: Settings
    lot: str
    gtin: str
    numbers: range
    at: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="2 rounds")
    size.add_argument("--full", action="store_true", help="100 rounds")
    database = parser.add_mutually_exclusive_group()
    database.add_argument("--postgresql", action="store_true", help="on PostgreSQL alone")
    database.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    arguments = parser.parse_args()
    rounds = 2 if arguments.quick else 100
    wrong = []
    for name, chosen in (("SQLite", not arguments.postgresql), ("PostgreSQL", not arguments.sqlite)):
        if chosen:
            begun = time.monotonic()
            with homes(postgresql=name == "PostgreSQL") as settings:
                found = race(settings, rounds)
            wrong += found
            print(f"{name}: {rounds} rounds in {time.monotonic() - begun:.0f} s, {len(found)} of them wrong")
    for sentence in wrong[:10]:
        print(f"  {sentence}")
    print(f"in_use_race: {'FAILED' if wrong else f'exactly {PACKS} of {REQUESTS} each time'}")
    sys.exit(1 if wrong else 0)


@contextmanager
def homes(*, postgresql: bool) -> Iterator[Settings]:
    """A founded home on the chosen database, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gitrace-race-"))
    server = None
    try:
        url = ""
        if postgresql:
            binaries = find_binaries()
            if binaries is None:
                raise SystemExit("PostgreSQL's binaries were not found")
            server = Cluster(binaries)
            with psycopg.connect(server.url(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE race")
            url = server.url("race")
        settings = Settings(home=folder / "home", database_url=url, write_wait_seconds=30)
        found_home(settings).close()
        yield settings
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def race(settings: Settings, rounds: int) -> list[str]:
    """What went wrong, a sentence a round."""
    wrong: list[str] = []
    store = open_store(settings)
    first = make_bench(store, grams=1, ahead=10_000_000)
    make_report(store, first.producer)
    # Not plainly forked: that would share this process's connections.
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("forkserver")) as pool:
        list(pool.map(_open, [settings] * PROCESSES))
        for number in range(rounds):
            bench = another_lot(store, first, grams=PACKS * PACK_G)
            issue(store, bench.lot, bench.gtin, REQUESTS, actor=REGULATOR)
            at = time.time() + 0.3
            asks = [
                Ask(settings, bench.lot, bench.gtin, range(1 + n * THREADS, 1 + (n + 1) * THREADS), at)
                for n in range(PROCESSES)
            ]
            answers = sum(pool.map(_ask_all, asks), Counter[str]())
            wrong += [f"round {number + 1}: {sentence}" for sentence in judge(store, bench, answers)]
            with writing(store, REGULATOR) as work:  # the other forty are void, or they would count as printed ahead
                close_lot(work, CloseBatch(), lot=bench.lot)
    store.close()
    return wrong


def judge(store: Store, bench: Bench, answers: Counter[str]) -> Iterator[str]:
    if answers != Counter({"done": PACKS, "lot-overdrawn": REQUESTS - PACKS}):
        yield f"the answers were {dict(answers)}"
    with reading(store) as session:
        batch = bench.batch.id
        labels = tally(rolls_of(session, batch)).in_use
        grams = balance_of(session, in_lot(batch)), balance_of(session, in_use(batch, bench.gtin))
    if (labels, *grams) != (PACKS, 0, PACKS * PACK_G):
        yield f"{labels} labels are in use, {grams[0]} g in the lot, {grams[1]} g in use"


def _open(settings: Settings) -> None:
    """Before the race; with a pause, so that each process of the pool takes one of these."""
    _opened(settings)
    time.sleep(0.5)


@cache
def _opened(settings: Settings) -> Store:
    return open_store(settings)


def _ask_all(ask: Ask) -> Counter[str]:
    store = _opened(ask.settings)
    start = threading.Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as threads:
        return Counter(threads.map(lambda number: _ask_one(store, ask, number, start), ask.numbers))


def _ask_one(store: Store, ask: Ask, number: int, start: threading.Barrier) -> str:
    start.wait()
    time.sleep(max(0.0, ask.at - time.time()))
    while True:
        try:
            with writing(store, REGULATOR) as work:
                put_in_use(work, PutInUse(lot=ask.lot, gtin=ask.gtin, first=number, last=number))
        except Refusal as refusal:
            return refusal.code
        except Unavailable:
            continue
        return "done"


if __name__ == "__main__":
    main()
