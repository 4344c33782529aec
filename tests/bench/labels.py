"""What labels cost: serials, symbols, drawings, sheets, memory and rows, each beside what one would take first.

    python tests/bench/labels.py [--quick] [--json FILE]

Ours and the named baseline take turns, so that whatever else the machine does hits both; a figure is the median of its
rounds, a ratio that of the rounds' ratios. Memory is the peak of a process of its own. Rows are those of all tables of
a real home. Exits 1 when a target is missed.
"""

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import psycopg
import qrcode
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parents[1]))

from cast import issue
from cluster import Cluster, find_binaries
from figures import Figure, report
from label_lots import make_bench
from qrcode.image.svg import SvgPathImage
from shelf import KEY, document, faces, plain_sheets, plain_symbol

from gitrace.home import found_home
from gitrace.identifiers.serial_runs import made_by, serials_of
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.symbols.runs import Symbols, symbols_of

PIXELS_A_MODULE = 10  # as qrcode draws unless told otherwise
SHEETS_A_PART = 50
FEW, MANY = 10, 10_000_000


@dataclass(frozen=True)
class Size:
    """How often, and how many of ours and of the baseline's in a round; `long`: the labels of a long document."""

    rounds: int
    serials: int
    symbols: int
    plain: int
    labels: int
    plain_labels: int
    long: int


QUICK = Size(rounds=2, serials=30_000, symbols=2_000, plain=20, labels=2_000, plain_labels=40, long=10_000)
FULL = Size(rounds=7, serials=200_000, symbols=10_000, plain=100, labels=10_000, plain_labels=400, long=100_000)


def measure(quick: bool) -> list[Figure]:
    size = QUICK if quick else FULL
    symbols_of([face.address for face in faces(range(1, 100))])  # what a process builds once
    return [*serials(size), *symbols(size), *sheets(size), *memory(size), *rows()]


def serials(size: Size) -> list[Figure]:
    numbers = range(1, size.serials + 1)
    made = serials_of(KEY, numbers)
    ways = {"made": lambda: serials_of(KEY, numbers), "checked": lambda: made_by(KEY, made)}
    return [
        Figure(
            f"serials {way}", statistics.median(rate(do, size.serials) for _ in range(size.rounds)), "/s", least=300_000
        )
        for way, do in ways.items()
    ]


def symbols(size: Size) -> list[Figure]:
    """All drawn at once and, by `qrcode`, one by one."""
    many = [face.address for face in faces(range(1, size.symbols + 1))]
    few = many[: size.plain]
    ways: list[tuple[str, float, Callable[[Symbols], object], Callable[[str], object]]] = [
        ("symbols", 150, Symbols.__len__, plain_symbol),
        ("SVG", 250, lambda made: list(made.svgs()), plain_svg),
        ("1-bit PNG", 30, lambda made: list(made.pngs(PIXELS_A_MODULE)), plain_png),
    ]
    figures = []
    for name, least, draw, plain in ways:
        pairs = [(partial(drawn, draw, many), partial(each, plain, few))] * size.rounds
        rounds = [(rate(ours, len(many)), rate(theirs, len(few))) for ours, theirs in pairs]
        figures += beside(name, "qrcode", rounds, least)
    return figures


def drawn(draw: Callable[[Symbols], object], addresses: list[str]) -> None:
    draw(symbols_of(addresses))


def each(draw: Callable[[str], object], addresses: list[str]) -> None:
    for address in addresses:
        draw(address)


def plain_svg(address: str) -> bytes:
    return qrcode.make(address, image_factory=SvgPathImage).to_string()


def plain_png(address: str) -> bytes:
    file = io.BytesIO()
    qrcode.make(address).save(file)
    return file.getvalue()


def sheets(size: Size) -> list[Figure]:
    labels = faces(range(1, size.plain_labels + 1))
    rounds = [
        (
            rate(lambda: document(size.labels).pages().whole(), size.labels),
            rate(lambda: plain_sheets(labels), len(labels)),
        )
        for _ in range(size.rounds)
    ]
    found = beside(f"PDF, A4, {size.labels} labels", "qrcode + reportlab", rounds, 10)
    return [Figure(found[0].name, found[0].value, "/s", least=4_000), *found[1:]]


def beside(name: str, whose: str, rounds: list[tuple[float, float]], least: float) -> list[Figure]:
    ours, plain = zip(*rounds, strict=True)
    ratio = statistics.median(one / other for one, other in rounds)
    return [
        Figure(name, statistics.median(ours), "/s"),
        Figure(f"{name}: {whose}", statistics.median(plain), "/s"),
        Figure(f"{name} ÷ {whose}", ratio, least=least),
    ]


def rate(do: Callable[[], object], count: int) -> float:
    begun = time.perf_counter()
    do()
    return count / (time.perf_counter() - begun)


def memory(size: Size) -> list[Figure]:
    short, long = (peak_of(count) for count in (1_000, size.long))
    return [
        Figure("PDF of 1,000 labels: peak memory", short, "MB"),
        Figure(f"PDF of {size.long:,} labels: peak memory", long, "MB"),
        Figure("  the one less the other", long - short, "MB", most=40),
    ]


def peak_of(count: int) -> float:
    """The most memory, in megabytes, that a new process has in use while it writes a document in parts."""
    told = subprocess.run([sys.executable, __file__, "--write", str(count)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def write_in_parts(count: int) -> int:
    """Write a document and return the peak in KiB. Not `getrusage`, which counts what the parent had at the fork."""
    pages = document(count).pages()
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder:
        parts = []
        for first in range(0, pages.count, SHEETS_A_PART):
            parts.append(Path(folder) / str(first))
            parts[-1].write_bytes(pages.part(first, min(first + SHEETS_A_PART, pages.count)))
        with (Path(folder) / "labels.pdf").open("wb") as file:
            pages.join(opened(parts), file)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0])


def opened(parts: Sequence[Path]) -> Iterator[BinaryIO]:
    for part in parts:
        with part.open("rb") as file:
            yield file


def rows() -> list[Figure]:
    """Each run in a home of its own: how many nodes of the log's tree an entry completes depends on its place."""
    figures = []
    for name, stores in homes():
        few, many = (rows_of(store, count) for store, count in zip(stores, (FEW, MANY), strict=True))
        figures += [
            Figure(f"{name}: rows written by a run of {FEW}", few),
            Figure(f"{name}:   by one of {MANY:,}, the difference", abs(many - few), most=0),
        ]
    return figures


def rows_of(store: Store, count: int) -> int:
    """Of all tables, that a run of so many labels adds; the lot holds the shoots for them."""
    bench = make_bench(store, grams=count * 500)
    before = rows_in(store)
    issue(store, bench.lot, bench.gtin, count)
    return rows_in(store) - before


def rows_in(store: Store) -> int:
    tables = [sa.table(name) for name in sa.inspect(store.engine).get_table_names()]
    with reading(store) as session:
        return sum(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in tables)


def homes() -> Iterator[tuple[str, list[Store]]]:
    """Two new homes on each database."""
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
    server = Cluster(binaries)
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder, ExitStack() as stack:
        stack.callback(server.stop)
        urls = {"few": server.url("few"), "many": server.url("many")}
        with psycopg.connect(server.url(), autocommit=True) as connection:
            for name in urls:
                connection.execute(f'CREATE DATABASE "{name}"')
        for database, at in (("SQLite", dict.fromkeys(urls, "")), ("PostgreSQL", urls)):
            stores = [
                found_home(Settings(home=Path(folder) / f"{database}-{name}", database_url=url))
                for name, url in at.items()
            ]
            for store in stores:
                stack.callback(store.close)
            yield database, stores


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        print(write_in_parts(int(sys.argv[2])))
    else:
        report("labels", __doc__, measure)
