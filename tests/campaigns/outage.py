"""Scans while the store fails under them: each is answered as it should be, soon, and all is well again by itself.

    python tests/campaigns/outage.py --quick | --full [--postgresql | --sqlite]

One part after the other is taken from a running service (a file locked by a stranger, moved away, its disk full; a
table locked, the database server stopped) while shoppers look at a label. What cannot be read is 暂时无法核实, what can
be read and not written is a full page without a number, and neither takes over 300 ms. Then lots are held and released
while 32 shoppers look: no look that begins after the commit may find the label valid.
"""

import argparse
import http.client
import itertools
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from cluster import Cluster, find_binaries
from crowd import crowd
from market import Market, open_market
from service import Service, comes_true

from gitrace.home import found_home
from gitrace.settings import Settings

LONGEST_MS = 300
"""Milliseconds in which each look is answered, whatever is broken."""
COUNTED, NUMBERLESS, UNVERIFIED, HELD = "counted", "without a number", "unverified", "held"
_SIGNS = (
    ("暂时无法核实", UNVERIFIED),
    ("本批次标签暂停使用", HELD),
    ("查询次数暂时无法显示", NUMBERLESS),
    ("首次查询", COUNTED),
)
_VALID = "标签有效"


@dataclass(frozen=True)
class Size:
    """How long each outage lasts, in seconds, and how often a lot is held and released; whether a slow look fails the
    trial, or is only told: how slow one is depends on what else the machine does.
    """

    seconds: float
    holds: int
    timed: bool


@dataclass(frozen=True)
class Look:
    """One answer: when it was asked for and how long it took, in seconds, and what it was."""

    begun: float
    took: float
    found: str
    valid: bool


@dataclass
class Shoppers:
    """Shoppers who look at one label again and again. Looks are appended by threads."""

    port: int
    label: str
    looks: list[Look] = field(default_factory=list)
    asked: "itertools.count[int]" = field(default_factory=itertools.count)

    def shopping(self, shoppers: int, pause: float) -> AbstractContextManager[None]:
        """So many look for as long as the block lasts, each with a pause in seconds after each look."""
        self.looks = []

        def look() -> None:
            self.looks.append(self.look())
            time.sleep(pause)

        return crowd([look] * shoppers)

    def look(self) -> Look:
        """One look with a nonce of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Scan-Nonce": f"campaign-{next(self.asked):012d}", "User-Agent": "Mozilla/5.0 Campaign"}
        begun = time.monotonic()
        try:
            connection.request("GET", self.label, headers=headers)
            page = connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException) as fault:
            return Look(begun, time.monotonic() - begun, type(fault).__name__, False)
        finally:
            connection.close()
        found = next((name for sign, name in _SIGNS if sign in page), "something else")
        return Look(begun, time.monotonic() - begun, found, _VALID in page)


@dataclass(frozen=True)
class Outage:
    """What is taken away for as long as the block lasts, and in which ways looks are answered meanwhile: on a full
    disk, a file may still have room in itself.
    """

    name: str
    broken: Callable[[], AbstractContextManager[None]]
    answered: set[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="each outage lasts a second, 3 holds")
    size.add_argument("--full", action="store_true", help="each outage lasts 30 seconds, 50 holds")
    database = parser.add_mutually_exclusive_group()
    database.add_argument("--postgresql", action="store_true", help="on PostgreSQL alone")
    database.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    arguments = parser.parse_args()
    planned = Size(1, 3, timed=False) if arguments.quick else Size(30, 50, timed=True)
    wrong = []
    if not arguments.postgresql:
        wrong += on_sqlite(planned)
    if not arguments.sqlite:
        wrong += on_postgresql(planned)
    for sentence in wrong[:10]:
        print(f"  {sentence}")
    print(f"outage: {'FAILED' if wrong else 'each look was answered as it should be, and all recovered'}")
    sys.exit(1 if wrong else 0)


def on_sqlite(size: Size) -> list[str]:
    """Files locked, moved away, on a full disk."""
    folder = Path(tempfile.mkdtemp(prefix="gitrace-outage-"))
    try:
        with small_disk(folder) as has_limits:
            settings = Settings(home=folder / "home", workers=2, min_free_mb=0)
            ledger, scans = (settings.home / name for name in ("gitrace.db", "scans.db"))
            outages = [
                Outage("the ledger's file locked by a stranger", lambda: locked(ledger), {COUNTED}),
                Outage("the scans' file locked by a stranger", lambda: locked(scans), {NUMBERLESS}),
                Outage("the scans' file moved away", lambda: moved(scans), {NUMBERLESS}),
                Outage("the ledger's file moved away", lambda: moved(ledger), {UNVERIFIED}),
            ]
            if has_limits:
                outages.append(Outage("the disk full", lambda: full(folder), {NUMBERLESS, COUNTED}))
            else:
                print("SQLite: THE FULL DISK WAS NOT TRIED: this machine lets nobody mount a small one")
            return trial("SQLite", settings, outages, size)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def on_postgresql(size: Size) -> list[str]:
    """Tables locked, the server stopped."""
    binaries = find_binaries()
    if binaries is None:
        sys.exit("PostgreSQL's binaries were not found")
    folder = Path(tempfile.mkdtemp(prefix="gitrace-outage-"))
    cluster = Cluster(binaries)
    try:
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE outage")
        settings = Settings(home=folder / "home", workers=2, database_url=cluster.url("outage"))
        url = settings.database_url
        outages = [
            Outage("the ledger's head locked", lambda: table_locked(url, "ledger_head", "EXCLUSIVE"), {COUNTED}),
            Outage("the scans' tables locked", lambda: table_locked(url, "scan, scan_tally"), {NUMBERLESS}),
            Outage("the ledger's tables locked", lambda: table_locked(url, "ledger_subject, batch"), {UNVERIFIED}),
            Outage("the server stopped", lambda: stopped(cluster), {UNVERIFIED}),
        ]
        return trial("PostgreSQL", settings, outages, size)
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def trial(name: str, settings: Settings, outages: list[Outage], size: Size) -> list[str]:
    """All outages on one service, then the holds; what was wrong, in sentences."""
    store = found_home(settings)
    market = open_market(store)
    market.put_in_use(1, 300)
    wrong = []
    try:
        with Service(settings) as service:
            shoppers = Shoppers(service.port, market.label())
            with shoppers.shopping(8, 0):  # every worker has opened what it needs
                time.sleep(1)
            for outage in outages:
                wrong += [f"{name}, {outage.name}: {one}" for one in suffer(name, shoppers, outage, size)]
            wrong += [f"{name}: {one}" for one in hold_and_release(name, shoppers, market, size)]
            if any("Traceback" in line for line in service.errors):
                wrong.append(f"{name}: the service wrote a traceback")
    finally:
        store.close()
    return wrong


def suffer(name: str, shoppers: Shoppers, outage: Outage, size: Size) -> list[str]:
    """One outage; what was wrong, in sentences."""
    with outage.broken(), shoppers.shopping(4, 0.02):
        time.sleep(size.seconds)
    looks, recovered = shoppers.looks, comes_true(lambda: shoppers.look().found == COUNTED, 15)
    took = sorted(look.took * 1000 for look in looks)
    print(
        f"{name}: {outage.name}: {len(looks)} looks, {statistics.median(took):.0f} ms at the median, "
        f"{took[-1]:.0f} ms the longest{', OVER THE LIMIT' if took[-1] > LONGEST_MS else ''}"
    )
    wrong = [
        f"{count} looks were answered: {found}"
        for found, count in Counter(look.found for look in looks).items()
        if found not in outage.answered
    ]
    if outage.answered == {UNVERIFIED} and any(look.valid for look in looks):
        wrong.append("a label was called valid")
    if took[-1] > LONGEST_MS and size.timed:
        wrong.append(f"a look took {took[-1]:.0f} ms")
    return wrong if recovered else [*wrong, "it did not recover within 15 s"]


def hold_and_release(name: str, shoppers: Shoppers, market: Market, size: Size) -> list[str]:
    """Hold the lot again and again while 32 look; what was wrong, in sentences."""
    held: list[tuple[float, float]] = []
    with shoppers.shopping(32, 0):
        for _ in range(size.holds):
            time.sleep(0.3)
            market.hold()
            begun = time.monotonic()
            time.sleep(0.3)
            held.append((begun, time.monotonic()))
            market.release()
        time.sleep(0.3)
    during = [
        look
        for look in shoppers.looks
        if any(begun < look.begun and look.begun + look.took < ended for begun, ended in held)
    ]
    late = [look for look in during if look.valid or look.found != HELD]
    print(f"{name}: {len(shoppers.looks)} looks over {len(held)} holds, {len(during)} of them while one stood")
    wrong = [f"{len(late)} looks under a hold were answered: {Counter(look.found for look in late)}"] if late else []
    return wrong if len(during) >= len(held) else [*wrong, "too few looks under a hold"]


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of 64 MB mounted at the folder; False where this machine lets nobody mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "gitrace", str(folder)]
    mounted = (
        shutil.which("mount") is not None and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """A write transaction of a stranger's, who knows nothing of our locks."""
    stranger = sqlite3.connect(file, isolation_level=None)
    try:
        stranger.execute("BEGIN IMMEDIATE")
        yield
    finally:
        stranger.close()


@contextmanager
def moved(file: Path) -> Iterator[None]:
    """A database's file and what belongs to it under other names; away it goes first, and it comes back last."""
    parts = [path for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")) if path.exists()]
    for path in parts:
        path.rename(path.with_name(f"moved-{path.name}"))
    try:
        yield
    finally:
        for path in reversed(parts):
            path.with_name(f"moved-{path.name}").rename(path)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """A disk on which nothing is left."""
    ballast = disk / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass
        yield
    finally:
        ballast.unlink()


@contextmanager
def table_locked(url: str, tables: str, mode: str = "ACCESS EXCLUSIVE") -> Iterator[None]:
    """Tables that a stranger holds."""
    with psycopg.connect(url) as stranger:
        stranger.execute(f"LOCK TABLE {tables} IN {mode} MODE")
        yield
        stranger.rollback()


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    """A server that is not there."""
    cluster.go_down()
    try:
        yield
    finally:
        cluster.come_back()


if __name__ == "__main__":
    main()
