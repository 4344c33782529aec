"""A monitor written from the specifications alone follows a live log over HTTP while others write to it.

    python tests/campaigns/follow.py --quick | --full [--postgresql | --sqlite] [--seed N]

The monitor begins with nothing: the empty tree. A log shows its first checkpoint with entry 0, which gives the key, so
the first thing that it is shown is a log of one entry. Then writers put entries on the record in bursts; it reads
checkpoint, entries and tiles of the served home as fast as it can, partial ones among them, and computes every hash
anew. At the end it checks proofs of entries chosen by chance.
"""

import argparse
import gzip
import json
import random
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from anyrow import CLERK, Noted, RowsChanged
from flask.testing import FlaskClient
from kill import homes
from log_reader import Key, Monitor
from service import Service

from gitrace.app import create_app
from gitrace.ledger.opening import open_home
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import writing

WRITERS = 2
LONGEST_BURST = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="600 entries, 100 proofs")
    size.add_argument("--full", action="store_true", help="5,000 entries, 1,000 proofs")
    database = parser.add_mutually_exclusive_group()
    database.add_argument("--postgresql", action="store_true", help="on PostgreSQL alone")
    database.add_argument("--sqlite", action="store_true", help="on SQLite alone")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    entries, proofs = (600, 100) if arguments.quick else (5000, 1000)
    wrong = []
    for name, chosen in (("SQLite", not arguments.postgresql), ("PostgreSQL", not arguments.sqlite)):
        if chosen:
            with homes(postgresql=name == "PostgreSQL") as settings:
                wrong += [f"{name}: {one}" for one in trial(name, settings, entries, proofs, arguments.seed)]
    for sentence in wrong[:10]:
        print(f"  {sentence}")
    print(f"follow: {'FAILED' if wrong else 'every hash, signature and proof is as the specifications say'}")
    sys.exit(1 if wrong else 0)


def trial(name: str, settings: Settings, entries: int, proofs: int, seed: int) -> list[str]:
    """Follow a log until it has so many entries, and check so many proofs; what is wrong, in sentences."""
    begun = time.monotonic()
    store = open_home(settings)
    try:
        first = create_app(store).test_client()
        monitor = Monitor(lambda path: first.get(f"/log/{path}").data, Key(key_of(first)))
        assert monitor.follow() == 1, "a log shows itself before its first entry or after others"
        with Service(settings) as service:
            asked: Counter[str] = Counter()
            monitor.fetch = lambda path: fetch(service.address, path, asked)
            rounds = follow_while_written(monitor, store, entries, seed)
            check_proofs(monitor, service.address, proofs, seed)
    except AssertionError as lie:
        return [f"the monitor found: {lie}"]
    finally:
        store.close()
    seconds = time.monotonic() - begun
    pieces = f"{asked['partial']} partial and {asked['full']} full tiles, {proofs} proofs"
    print(f"{name}: {len(monitor.entries)} entries followed in {rounds} rounds, {pieces}, {seconds:.0f} s")
    return []


def follow_while_written(monitor: Monitor, store: Store, entries: int, seed: int) -> int:
    """Returns how often it found something new."""
    writers = [threading.Thread(target=write, args=(store, entries // WRITERS, seed + n)) for n in range(WRITERS)]
    rounds = int(monitor.follow() > 0)
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        rounds += monitor.follow() > 0
    rounds += monitor.follow() > 0
    assert len(monitor.entries) > entries, "entries that were acknowledged are not there"
    return rounds


def write(store: Store, entries: int, seed: int) -> None:
    """In bursts, public and restricted ones."""
    choice = random.Random(seed)
    while entries > 0:
        burst = min(entries, choice.randint(1, LONGEST_BURST))
        with writing(store, CLERK) as work:
            for number in range(burst):
                event = Noted(text=f"第 {number} 条") if choice.random() < 0.5 else RowsChanged(rows=0)
                work.record(event, subject="lot:CY260312A001")
        entries -= burst
        time.sleep(choice.random() * 0.02)


def check_proofs(monitor: Monitor, address: str, proofs: int, seed: int) -> None:
    """Of entries chosen by chance."""
    choice = random.Random(seed)
    for _ in range(proofs):
        index = choice.randrange(len(monitor.entries))
        monitor.check_proof(fetch(address, f"proof/{index}", Counter()).decode(), index)


def key_of(client: FlaskClient) -> str:
    """As entry 0 gives it."""
    (entry,) = Monitor.unpacked(client.get("/log/tile/entries/000.p/1").data)
    return str(json.loads(entry)["fields"]["log_key"])


def fetch(address: str, path: str, asked: Counter[str]) -> bytes:
    """A body, packed on its way where the service packs it."""
    asked["partial" if ".p/" in path else "full" if "tile/" in path else path] += 1
    request = urllib.request.Request(f"{address}/log/{path}", headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            body = bytes(answer.read())
            return gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
    except urllib.error.HTTPError as said_no:
        raise AssertionError(f"{path}: {said_no.code}") from said_no


if __name__ == "__main__":
    main()
