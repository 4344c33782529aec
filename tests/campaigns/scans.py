"""kill -9 under scans: every scan that was answered with a number is in the tally, and none is there twice.

    python tests/campaigns/scans.py --quick | --full [--postgresql | --sqlite] [--seed N]

Shoppers look at the labels of one lot, many at once, each look with a nonce of its own; one that is not answered asks
again with the same nonce, as an app does. Meanwhile a web worker, and then every process of the service at once, is
killed at random moments.
"""

import argparse
import http.client
import itertools
import random
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from kill import homes, kill
from market import LABELS, open_market
from service import Service, comes_true

from gitrace.home import found_home
from gitrace.scans.place import scans_of
from gitrace.scans.tables import scan, tally
from gitrace.settings import Settings
from gitrace.storage import open_store

SHOPPERS = 12
PARTS = ("worker", "group")
_NUMBER = re.compile(r"第 ([\d,]+) 次查询|首次查询。")
_UNANSWERED = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Size:
    """How many scans are answered, and how often each part is killed meanwhile."""

    scans: int
    kills: int


@dataclass
class Crowd:
    """What the shoppers saw. Written by threads and read after they ended."""

    labels: list[str]
    port: int = 0
    over: bool = False
    asked: "itertools.count[int]" = field(default_factory=itertools.count)
    told: dict[str, int] = field(default_factory=dict)
    """The scan's number, by nonce."""
    numberless: int = 0
    unanswered: int = 0

    def shop(self, seed: int) -> None:
        """Look at one label after the other until all is over."""
        choice = random.Random(seed)
        while not self.over:
            self._look(choice.choice(self.labels), f"campaign-{next(self.asked):012d}")

    def _look(self, label: str, nonce: str) -> None:
        while not self.over:
            try:
                page = self._page_of(label, nonce)
            except _UNANSWERED:
                self.unanswered += 1
                time.sleep(0.02)
                continue
            found = _NUMBER.search(page)
            if found is not None:
                self.told[nonce] = int((found[1] or "1").replace(",", ""))
                return
            self.numberless += 1

    def _page_of(self, label: str, nonce: str) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", label, headers={"Scan-Nonce": nonce, "User-Agent": "Mozilla/5.0 Campaign"})
            return connection.getresponse().read().decode()
        finally:
            connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="600 answered scans, a kill of each kind")
    size.add_argument("--full", action="store_true", help="20,000 answered scans, ten kills of each kind")
    database = parser.add_mutually_exclusive_group()
    database.add_argument("--postgresql", action="store_true", help="on PostgreSQL alone")
    database.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    planned = Size(600, 1) if arguments.quick else Size(20_000, 10)
    wrong = []
    for name, chosen in (("SQLite", not arguments.postgresql), ("PostgreSQL", not arguments.sqlite)):
        if chosen:
            with homes(postgresql=name == "PostgreSQL") as settings:
                wrong += [f"{name}: {one}" for one in trial(name, settings, planned)]
    for sentence in wrong[:10]:
        print(f"  {sentence}")
    print(f"scans: {'FAILED' if wrong else 'every number that was told is in the tally, and none twice'}")
    sys.exit(1 if wrong else 0)


def trial(name: str, settings: Settings, size: Size) -> list[str]:
    """Scan and kill; what is wrong afterwards, in sentences."""
    begun = time.monotonic()
    store = found_home(settings)
    market = open_market(store)
    market.put_in_use(1, LABELS)
    crowd = Crowd([market.label(number) for number in range(1, LABELS + 1)])
    store.close()
    kills = scan_and_kill(settings, crowd, size)
    print(
        f"{name}: {len(crowd.told)} scans told their number, {kills} kills in {time.monotonic() - begun:.0f} s; "
        f"{crowd.unanswered} requests unanswered, {crowd.numberless} answered without a number, all asked again"
    )
    return judge(settings, crowd, size)


def scan_and_kill(settings: Settings, crowd: Crowd, size: Size) -> int:
    """Until enough scans are answered; returns how often something was killed. No process is left."""
    service = Service(settings)
    service.wait_until_ready()
    crowd.port = service.port
    shoppers = [threading.Thread(target=crowd.shop, args=(seed,)) for seed in range(SHOPPERS)]
    for shopper in shoppers:
        shopper.start()
    parts = [part for part in PARTS for _ in range(size.kills)]
    done = 0
    try:
        for number, part in enumerate(parts, start=1):
            if not comes_true(lambda: len(crowd.told) >= size.scans * number // (len(parts) + 1), 120):  # noqa: B023 - asked at once
                break
            time.sleep(random.random() * 0.1)
            service = kill(service, part, settings)
            crowd.port = service.port
            done += 1
        comes_true(lambda: len(crowd.told) >= size.scans, 120)
    finally:
        crowd.over = True
        for shopper in shoppers:
            shopper.join()
        service.end()
    return done


def judge(settings: Settings, crowd: Crowd, size: Size) -> list[str]:
    """Every number told stands in the table of scans under its nonce, and every tally is the count of its scans."""
    store = open_store(settings)
    with scans_of(store).reading() as connection:
        rows = connection.execute(sa.select(scan.c.key, scan.c.gtin, scan.c.lot, scan.c.number, scan.c.ordinal)).all()
        counts = {(gtin, lot, number): count for lot, gtin, number, count, *_ in connection.execute(sa.select(tally))}
    store.close()
    kept = {row.key: row.ordinal for row in rows}
    looks = Counter((row.gtin, row.lot, row.number) for row in rows)
    ordinals = {(row.gtin, row.lot, row.number, row.ordinal) for row in rows}
    wrong = [
        f"{nonce} was told {count}, kept is {kept.get(f'nonce:{nonce}')}"
        for nonce, count in crowd.told.items()
        if kept.get(f"nonce:{nonce}") != count
    ]
    wrong += [
        f"{label} has {looks[label]} scans and a tally of {counts.get(label, 0)}"
        for label in looks.keys() | counts.keys()
        if looks[label] != counts.get(label, 0)
    ]
    if len(ordinals) != len(rows):
        wrong.append(f"{len(rows) - len(ordinals)} scans share their number with another of their label")
    if len(crowd.told) < size.scans:
        wrong.append(f"only {len(crowd.told)} of {size.scans} scans were answered")
    return wrong


if __name__ == "__main__":
    main()
