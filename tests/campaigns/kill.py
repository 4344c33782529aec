"""kill -9 under load: every write that was acknowledged is found after the restart, and the evidence is sound.

    python tests/campaigns/kill.py --quick | --full [--postgresql] [--seed N]

Administrators are invited over HTTP, a recorded write each, by several clients at once, while a worker, the web
server's master, the keeper, or every process of the service at once is killed at random moments.
"""

import argparse
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psycopg
from cluster import Cluster, find_binaries
from desk import UNANSWERED, Desk
from service import Service, comes_true, environment
from sqlmodel import select

from gitrace.people.tables import UserPerson
from gitrace.settings import Settings
from gitrace.storage import open_store, reading

PARTS = ("worker", "group", "web", "keeper")
"""What is killed, in turn; the group is every process at once, the supervisor first."""
CLIENTS = 3


@dataclass
class Tally:
    """What the clients saw. Lists are appended to by threads and read after they ended."""

    acknowledged: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    kills: list[str] = field(default_factory=list)
    address: str = ""
    over: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="30 acknowledged writes, a kill of each kind")
    size.add_argument("--full", action="store_true", help="300 acknowledged writes, a kill for each 10")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL in place of SQLite")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with homes(postgresql=arguments.postgresql) as settings:
        begun = time.monotonic()
        tally = run(settings, writes=30 if arguments.quick else 300, kills=4 if arguments.quick else 30)
        wrong = judge(settings, tally)
    for sentence in wrong:
        print(f"  {sentence}")
    print(
        f"kill: {len(tally.acknowledged)} acknowledged writes, {len(tally.kills)} kills in "
        f"{time.monotonic() - begun:.0f} s: {'FAILED' if wrong else 'every one found, the evidence is sound'}"
    )
    sys.exit(1 if wrong else 0)


@contextmanager
def homes(*, postgresql: bool) -> Iterator[Settings]:
    """An empty home on the chosen database, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gitrace-kill-"))
    binaries = find_binaries() if postgresql else None
    if postgresql and binaries is None:
        sys.exit("PostgreSQL's binaries were not found")
    cluster = Cluster(binaries) if binaries else None
    try:
        if cluster is None:
            yield Settings(home=folder / "home", workers=2)
        else:
            with psycopg.connect(cluster.url(), autocommit=True) as connection:
                connection.execute("CREATE DATABASE kill")
            yield Settings(home=folder / "home", workers=2, database_url=cluster.url("kill"))
    finally:
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(folder)


def run(settings: Settings, *, writes: int, kills: int) -> Tally:
    """Write and kill until enough of both is done; ends with no process left."""
    service = Service(settings)
    tally = Tally()
    service.wait_until_ready()
    tally.address = service.address
    desk = Desk(service.address)
    desk.come_in(_link(service), "head")
    numbers = itertools.count(1)
    clients = [threading.Thread(target=_write, args=(tally, desk.colleague(), numbers)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for part, goal in zip(itertools.cycle(PARTS), range(kills), strict=False):
            # Spread over the writes: the n-th kill comes when n / (kills + 1) of them are acknowledged.
            enough = writes * (goal + 1) // (kills + 1)
            if not comes_true(lambda: len(tally.acknowledged) >= enough, 60):  # noqa: B023 - asked at once
                break
            time.sleep(random.random() * 0.1)
            service = kill(service, part, settings)
            tally.kills.append(part)
            tally.address = service.address
        comes_true(lambda: len(tally.acknowledged) >= writes, 60)
    finally:
        tally.over = True
        for client in clients:
            client.join()
        service.end()
    return tally


def _link(service: Service) -> str:
    return next(line for line in service.lines if "/account/join/" in line).split()[-1]


def _write(tally: Tally, desk: Desk, numbers: "itertools.count[int]") -> None:
    while not tally.over:
        name = f"acknowledged-{next(numbers)}"
        desk.address = tally.address
        try:
            done = desk.invite(name)
        except UNANSWERED as fault:
            done = False
            tally.why.append(_in_a_word(fault))
        (tally.acknowledged if done else tally.unanswered).append(name)
        if not done:
            time.sleep(0.05)


def _in_a_word(fault: Exception) -> str:
    code = getattr(fault, "code", None)
    return f"HTTP {code}" if code else str(getattr(fault, "reason", None) or type(fault).__name__)


def kill(service: Service, part: str, settings: Settings) -> Service:
    """Kill a part and wait until the service is whole again; returns the service that runs then."""
    comes_true(lambda: bool(service.pids()["keeper"]) and len(service.pids()["worker"]) == settings.workers)
    print(f"  kill -9 of {part}", flush=True)
    if part == "group":
        parts = service.pids()
        for pid in [*parts["supervisor"], *parts["web"], *parts["worker"], *parts["keeper"]]:
            with suppress(ProcessLookupError):  # a worker dies with its master
                os.kill(pid, signal.SIGKILL)
        service.end()
        again = Service(settings)
        again.wait_until_ready()
        return again
    ready = sum("is ready" in line for line in service.lines)
    killed = service.kill(part)
    if part == "web":
        service.wait_until_ready(ready + 1)
    comes_true(lambda: bool(service.pids()[part]) and killed not in service.pids()[part])
    return service


def judge(settings: Settings, tally: Tally) -> list[str]:
    """What is wrong, in sentences; nothing if every acknowledged write is there and the evidence verifies."""
    store = open_store(settings)
    with reading(store) as session:
        found = {name or "" for name in session.exec(select(UserPerson.display_name))}
    store.close()
    lost = [name for name in tally.acknowledged if name not in found]
    late = [name for name in tally.unanswered if name in found]
    print(f"  {len(tally.unanswered)} requests were not answered; {len(late)} of them had been recorded all the same:")
    for why, count in Counter(tally.why).most_common():
        print(f"    {count} x {why}")
    verify = subprocess.run(
        [sys.executable, "-m", "gitrace", "audit", "verify", "--quiet"],
        env=environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = [f"lost: {name}" for name in lost]
    if verify.returncode:
        wrong.append(f"verify: {verify.stdout.splitlines()[:1] or verify.stderr.splitlines()[-1:]}")
    if not tally.acknowledged:
        wrong.append("no write was acknowledged at all")
    return wrong


if __name__ == "__main__":
    main()
