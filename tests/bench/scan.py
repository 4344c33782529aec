"""What a durable scan costs: a genuine label's page with its number, against a bare Flask hello under the same server.

    python tests/bench/scan.py [--quick] [--json FILE]

Every request asks for another label with a nonce of its own, so that each is a scan that is counted and committed.
Rounds of all servers alternate; a figure is the median of its rounds. `--quick` leaves out the servers that commit each
scan alone, and the home with ten million tallied labels. Needs wrk. Exits 1 when a target is missed.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1]))

from cluster import Cluster, find_binaries
from figures import Figure, report
from market import LABELS, open_market
from service import comes_true, environment

from gitrace.home import found_home
from gitrace.scans.place import scans_of
from gitrace.settings import Settings

CONNECTIONS = 32
TALLIED = 10_000_000
_SCRIPT = Path(__file__).with_name("scan.lua")
_START = "from gevent import monkey; monkey.patch_all(); from shop import main; main()"
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Plan:
    """Which servers are asked, in how many rounds of how many seconds."""

    shops: tuple[str, ...]
    rounds: int
    seconds: int


@dataclass(frozen=True)
class Answered:
    """What wrk tells of one round."""

    rate: float
    """Answers a second."""
    p99: float
    """Milliseconds."""


_FULL = ("hello", "gitrace", "large", "alone", "plain")
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT {} FROM n",
    "postgresql": "SELECT {1} FROM generate_series(1, {0}) AS i",
}
_TALLY = "'CY25' || (1000 + i / 10000) || 'A001', '06901234000016', i % 10000 + 1, 3, '2025-03-14 06:00:00.000000'"


def measure(quick: bool) -> list[Figure]:
    if shutil.which("wrk") is None:
        raise SystemExit("wrk was not found: nothing was measured")
    plan = Plan(("hello", "gitrace"), 3, 1) if quick else Plan(_FULL, 5, 5)
    figures = []
    with tempfile.TemporaryDirectory(prefix="gitrace-bench-") as folder, ExitStack() as stack:
        figures += of_database("SQLite FULL", Settings(home=Path(folder) / "sqlite"), 0.45, plan)
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("PostgreSQL's binaries were not found: nothing was measured on it")
        server = Cluster(binaries, durable=True)
        stack.callback(server.stop)
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE scans")
            connection.execute("CREATE DATABASE large")
        settings = Settings(home=Path(folder) / "pg", database_url=server.url("scans"))
        figures += of_database("PostgreSQL", settings, 0.50, plan)
    return figures


def of_database(name: str, settings: Settings, least: float, plan: Plan) -> list[Figure]:
    settings = settings.model_copy(update={"label_host": "label.example", "workers": 2})
    homes = dict.fromkeys(plan.shops, settings)
    labels = {settings.home: stock(settings)}
    if "large" in plan.shops:
        url = settings.database_url.replace("/scans?", "/large?")
        homes["large"] = settings.model_copy(
            update={"home": settings.home.with_name(f"{settings.home.name}-large"), "database_url": url}
        )
        labels[homes["large"].home] = stock(homes["large"], tallied=TALLIED)
    with ExitStack() as stack:
        ports = {shop: stack.enter_context(open_shop(homes[shop], shop)) for shop in plan.shops}
        found: dict[str, list[Answered]] = {shop: [] for shop in ports}
        for number in range(plan.rounds + 1):
            for shop, port in ports.items():
                answered = visited(port, labels[homes[shop].home], plan.seconds if number else 1)
                if number:  # the first round warms up
                    found[shop].append(answered)
    rate = {shop: statistics.median(one.rate for one in answers) for shop, answers in found.items()}
    p99 = {shop: statistics.median(one.p99 for one in answers) for shop, answers in found.items()}
    figures = [
        Figure(f"{name}: a bare Flask hello", rate["hello"], "/s"),
        Figure(f"{name}: a genuine label's page, its scan durable", rate["gitrace"], "/s"),
        Figure(f"{name}:   p99 of it", p99["gitrace"], "ms"),
        Figure(f"{name}: page with durable scan ÷ hello", rate["gitrace"] / rate["hello"], least=least),
    ]
    if "plain" in rate:
        figures += [
            Figure(f"{name}: page with durable scan ÷ the plain way", rate["gitrace"] / rate["plain"], least=10),
            Figure(f"{name}: its p99 ÷ that of a commit for each scan", p99["gitrace"] / p99["alone"], most=0.1),
            Figure(f"{name}: rate with {TALLIED:,} tallied labels ÷ few", rate["large"] / rate["gitrace"], least=0.85),
        ]
    return figures


def stock(settings: Settings, *, tallied: int = 0) -> Path:
    """Make the home with a lot on the market, and so many labels of others that were looked at; returns a file with the
    lot's labels, a line each.
    """
    store = found_home(settings)
    market = open_market(store)
    market.put_in_use(1, LABELS)
    if tallied:
        with scans_of(store).writing() as connection:
            rows = _NUMBERS[connection.dialect.name].format(tallied, _TALLY)
            if connection.dialect.name == "postgresql":
                rows = rows.replace("'2025-03-14 06:00:00.000000'", "'2025-03-14 06:00:00+00'::timestamptz")
                rows = rows.replace("%", "%%")
            connection.exec_driver_sql(f"INSERT INTO scan_tally (lot, gtin, number, count, first_at) {rows}")
        if not store.is_sqlite:
            with store.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE scan_tally")
    store.close()
    told = settings.home / "labels.txt"
    told.write_text("\n".join(market.label(number) for number in range(1, LABELS + 1)))
    return told


@contextmanager
def open_shop(settings: Settings, name: str) -> Iterator[int]:
    """A server's port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", _START, name, str(port)]
    process = subprocess.Popen(command, env=environment(settings), cwd=Path(__file__).parent)
    try:
        if not comes_true(lambda: _listens(port)):
            raise SystemExit(f"{name} does not answer")
        time.sleep(1)  # the second worker
        yield port
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def visited(port: int, labels: Path, seconds: int) -> Answered:
    """One round by wrk. An answer that is none of 200 ends the measurement."""
    command = ["wrk", "--latency", "--timeout", "30s", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(_SCRIPT)]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"],
        env=os.environ | {"GITRACE_BENCH_LABELS": str(labels)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    rate, p99 = re.search(r"Requests/sec:\s+([\d.]+)", told), re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    assert rate is not None
    assert p99 is not None
    return Answered(float(rate[1]), float(p99[1]) * _UNITS[p99[2]])


if __name__ == "__main__":
    report("scan", __doc__, measure)
