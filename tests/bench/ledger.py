"""What evidence costs whoever checks it: proofs, exports, a whole verification, and how soon an entry is signed for.

    python tests/bench/ledger.py [--quick] [--json FILE]

A long log (1,000,000 entries) is laid leaf by leaf with its whole tree; proofs from it are measured beside proofs from
one of 1,000, turn by turn, and its public export is verified. A home with 100,000 deliveries, an event each with row,
values and record beside it, is verified whole, and its full export likewise. Last, entries are written to a served home
and its log is asked over HTTP until a signed checkpoint covers them. `--quick`: a fiftieth of all that, on SQLite
alone. The baseline of an export is to read each line's JSON and hash it. Exits 1 when a target is missed.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import psycopg
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1]))

from anyrow import CLERK, Noted
from cluster import Cluster, find_binaries
from county import copy_rows
from field import MORNING, Field, lay_field
from figures import Figure, report
from service import Service, comes_true

from gitrace.deliveries.events import DeliveryWeighed
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household, Plot
from gitrace.home import found_home
from gitrace.ledger import tables
from gitrace.ledger.append import Head, take_head
from gitrace.ledger.canonical import canonical
from gitrace.ledger.checkpoints import Signer
from gitrace.ledger.export import ExportVerification, Scope, write_export
from gitrace.ledger.exported import NEWEST, size_of, size_stated
from gitrace.ledger.published import proof_of
from gitrace.ledger.readers import evidence
from gitrace.ledger.shapes import canonical_value
from gitrace.ledger.tree import append_leaf, leaf_hash, root_of
from gitrace.ledger.verify import Verification
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.storage.notes import take_notes
from gitrace.storage.tables import table_of
from gitrace.work import writing

SHORT = 1000
TOGETHER = 1000
"""Events of a transaction."""


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    long: int
    events: int
    proofs: int
    rounds: int

    @property
    def seconds(self) -> float:
        """What a whole verification may take of so many events."""
        return 30 * self.events / 100_000


NewHome = Callable[[], Settings]


def measure(quick: bool) -> list[Figure]:
    size = Size(20_000, 2_000, 100, 2) if quick else Size(1_000_000, 100_000, 1000, 7)
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as name, databases(Path(name), quick=quick) as places:
        figures = []
        for place, new_home in places.items():
            long, short = (lay_log(new_home(), entries) for entries in (size.long, SHORT))
            figures += proofs(place, long, short, size)
            if place == "SQLite":
                figures += [*public_export(Path(name), long, short, size), *signed_for(short.settings, size)]
            for store in (long, short):
                store.close()
            figures += whole(place, Path(name), new_home(), size)
        return figures


@contextmanager
def databases(folder: Path, *, quick: bool) -> Iterator[dict[str, NewHome]]:
    """By name, what makes a new home on it."""
    template = Settings(home=folder / "template")
    found_home(template).close()
    numbers = iter(range(100))

    def on_sqlite() -> Settings:
        return Settings(home=Path(shutil.copytree(template.home, folder / f"sqlite-{next(numbers)}")))

    if quick:
        yield {"SQLite": on_sqlite}
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
    server = Cluster(binaries, durable=True)

    def on_postgresql() -> Settings:
        name = f"home_{next(numbers)}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        settings = Settings(home=folder / name, database_url=server.url(name))
        found_home(settings).close()
        return settings

    try:
        yield {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}
    finally:
        server.stop()


def lay_log(settings: Settings, entries: int) -> Store:
    """A home whose log has so many entries, with leaves and tree as an append writes them and nothing beside them."""
    store = open_store(settings)
    with store.recorded_write() as connection:
        head = take_head(connection)
        written: list[tuple[int, str]] = []
        nodes: list[tuple[int, int, bytes]] = []
        peaks = list(head.peaks)
        for index in range(head.size, entries):
            leaf = leaf_of(index, head)
            nodes += append_leaf(index, peaks, leaf_hash(leaf))
            written.append((index, leaf.decode()))
        checkpoint = Signer.from_seed(head.origin, store.keys.logs[1]).sign(entries, root_of(peaks))
        about = {"tag": "test.noted/1", "subject": "lot:CY260312A001", "actor": "system", "time": head.time}
        fill(connection, tables.entry, ({"entry_index": index, "leaf": leaf, **about} for index, leaf in written))
        fill(connection, tables.node, ({"level": at, "position": place, "hash": h} for at, place, h in nodes))
        values = {"size": entries, "checkpoint": checkpoint, "peaks": b"".join(peaks).hex()}
        connection.execute(tables.head.update().values(values))
        take_notes(connection)
        connection.commit()
    if not store.is_sqlite:
        with psycopg.connect(settings.database_url, autocommit=True) as postgresql:
            postgresql.execute("ANALYZE")
    return store


def leaf_of(index: int, head: Head) -> bytes:
    fields = {"text": f"第 {index} 条：演示甲地合作社启用标签 56 枚"}
    named = {"tag": "test.noted/1", "subject": "lot:CY260312A001", "time": canonical_value(head.time)}
    return canonical({"annex": [sha256(str(index).encode()).hexdigest()], "index": index, "fields": fields, **named})


def fill(connection: sa.Connection, table: sa.Table, rows: Iterator[dict[str, object]]) -> None:
    """Each database's own way for many rows."""
    if connection.dialect.name == "postgresql":
        copy_rows(connection, table, rows)
    else:
        connection.execute(table.insert(), list(rows))


def proofs(place: str, long: Store, short: Store, size: Size) -> list[Figure]:
    """Milliseconds of one proof, from either log in turn."""
    rounds = [[milliseconds(store, size.proofs, seed) for store in (long, short)] for seed in range(size.rounds + 1)]
    of_long, of_short = (statistics.median(times) for times in zip(*rounds[1:], strict=True))
    ratio = statistics.median(ours / base for ours, base in rounds[1:])
    return [
        Figure(f"{place}: a proof from {size.long:,} entries", of_long, "ms"),
        Figure(f"{place}: a proof from {SHORT:,} entries", of_short, "ms"),
        Figure("  the one ÷ the other", ratio, "×", most=2),
    ]


def milliseconds(store: Store, count: int, seed: int) -> float:
    with reading(store) as session:
        connection = session.connection()
        entries = connection.execute(sa.select(tables.head.c.size)).scalar_one()
        chance, begun = Random(seed), time.perf_counter()
        for _ in range(count):
            assert proof_of(connection, chance.randrange(entries)) is not None
        return (time.perf_counter() - begun) / count * 1000


def public_export(folder: Path, long: Store, short: Store, size: Size) -> list[Figure]:
    path = exported(long, folder / "long.jsonl.gz", Scope.PUBLIC)
    small = exported(short, folder / "short.jsonl.gz", Scope.PUBLIC)
    grown = peak_of(path) - peak_of(small)
    return [
        *verified(f"verify-export, public, {size.long:,} entries", path, least=50_000),
        Figure(f"  its peak memory less that of {SHORT:,} entries", grown, "MB", most=40),
    ]


def exported(store: Store, path: Path, scope: Scope) -> Path:
    with evidence(store.engine) as reader:
        for _ in write_export(reader, path, scope):
            pass
    return path


def verified(name: str, path: Path, least: float | None = None) -> list[Figure]:
    """Entries a second, with as many processes as there are cores, in this one alone, and read bare."""
    rounds = [(rate(path, os.cpu_count() or 1), rate(path, 0), read_bare(path)) for _ in range(3)]
    every, alone, bare = zip(*rounds, strict=True)
    return [
        Figure(name, statistics.median(every), "/s", least=least),
        Figure("  in one process", statistics.median(alone), "/s"),
        Figure("  JSON and SHA-256 of each line, for comparison", statistics.median(bare), "/s"),
    ]


def rate(path: Path, processes: int) -> float:
    verification, begun = ExportVerification(path, processes=processes), time.perf_counter()
    for _ in verification.run():
        pass
    assert verification.report.findings == []
    return verification.report.size / (time.perf_counter() - begun)


def read_bare(path: Path) -> float:
    begun, count = time.perf_counter(), 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            sha256(json.loads(line).get("leaf", "").encode()).digest()
            count += 1
    return count / (time.perf_counter() - begun)


def peak_of(path: Path) -> float:
    """The most memory, in megabytes, that a new process has in use while it verifies an export."""
    command = [sys.executable, __file__, "--verify", str(path)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def verify_and_tell_peak(path: Path) -> None:
    rate(path, 0)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(status["VmHWM"].split()[0])


def whole(place: str, folder: Path, settings: Settings, size: Size) -> list[Figure]:
    """`audit verify` of a home full of deliveries, and of its full export."""
    store = open_store(settings)
    weigh_many(store, size.events)
    begun, told = time.perf_counter(), list[float]()
    with evidence(store.engine, home=settings.home) as reader:
        verification = Verification(reader)
        for _progress in verification.run():
            told.append(time.perf_counter())
    seconds = time.perf_counter() - begun
    assert verification.report.findings == []
    silence = max(after - before for before, after in zip([begun, *told], [*told, begun + seconds], strict=True))
    figures = [
        Figure(f"{place}: audit verify, {size.events:,} events with their rows", seconds, "s", most=size.seconds),
        Figure("  longest without word of progress", silence, "s", most=1),
    ]
    if place == "SQLite":
        path = exported(store, folder / "full.jsonl.gz", Scope.FULL)
        figures += verified(f"verify-export, full, {size.events:,} events with their rows", path)
    store.close()
    return figures


def weigh_many(store: Store, events: int) -> None:
    """Deliveries by a thousand in a transaction, an event each."""
    field = lay_field(store, households=50)
    with reading(store) as session:
        homes = session.exec(sa.select(Household.id).order_by(Household.id)).scalars().all()
        plots = session.exec(sa.select(Plot.id).order_by(Plot.id)).scalars().all()
    for start in range(0, events, TOGETHER):
        with writing(store, CLERK) as work:
            numbers = range(start, min(start + TOGETHER, events))
            rows = [delivery(field, homes, plots, number) for number in numbers]
            keyed = table_of(Delivery).insert().returning(table_of(Delivery).c.id, sort_by_parameter_order=True)
            keys = work.session.connection().execute(keyed, rows).scalars().all()
            for key, row in zip(keys, rows, strict=True):
                told = DeliveryWeighed(
                    number=row["number"],
                    producer=field.producer_id,
                    household=row["household_id"],
                    debits=[[row["plot_id"], row["net_g"]]],
                    net_g=row["net_g"],
                    failing="",
                    profile_version=1,
                )
                touched = [f"household:{row['household_id']}"]
                work.record(told, subject=f"delivery:{key}", rows=[("delivery", key)], touches=touched)


def delivery(field: Field, homes: list[int], plots: list[int], number: int) -> dict[str, object]:
    at = MORNING + timedelta(seconds=number)
    weights = {"gross_g": 21_500, "tare_g": 1_500, "deduction_g": 0, "net_g": 20_000}
    place = {"household_id": homes[number % 50], "plot_id": plots[2 * (number % 50)], "scale_id": 1}
    kind = {"season": 2026, "cover": "natural", "grade": "一级", "unit": "jin", "failing": "", "findings": "[]"}
    about = {"number": f"JS{number:06}", "producer_id": field.producer_id, "weighed_at": at, "entered_at": at}
    return about | place | weights | kind | {"profile_version": 1, "corrections": 0}


def signed_for(settings: Settings, size: Size) -> list[Figure]:
    """Seconds from the beginning of a write until a signed checkpoint that covers it is shown, and on another disk."""
    outside = settings.home.parent / "outside"
    outside.mkdir()
    settings = settings.model_copy(update={"checkpoint_dir": outside})
    shown, kept = [], []
    with Service(settings) as service:
        store = open_store(settings)
        for number in range(5 * size.rounds):
            begun = time.perf_counter()
            with writing(store, CLERK) as work:
                index = work.record(Noted(text=str(number)), subject="lot:CY260312A001")
            assert comes_true(lambda index=index: size_shown(service) > index)
            shown.append(time.perf_counter() - begun)
            assert comes_true(lambda index=index: size_of(outside / NEWEST) > index)
            kept.append(time.perf_counter() - begun)
        store.close()
    return [
        Figure("an entry in a signed checkpoint over HTTP, slowest", max(shown), "s", most=1),
        Figure("  the same in the folder on another disk, slowest", max(kept), "s"),
    ]


def size_shown(service: Service) -> int:
    with urllib.request.urlopen(f"{service.address}/log/checkpoint") as answer:
        return size_stated(answer.read().decode())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--verify"]:
        verify_and_tell_peak(Path(sys.argv[2]))
    else:
        report("ledger", __doc__, measure)
