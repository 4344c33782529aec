"""A backup taken while several processes write, restored elsewhere: it verifies and holds every earlier write.

    python tests/campaigns/backup_under_load.py --quick | --full

Each writer notes a number on the record and says so once it is acknowledged. What was acknowledged before the backup
began must be in the restored home, none may be missing in between, and the restored home must go on working.
"""

import argparse
import multiprocessing
import sys
import time
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import anyrow
import sqlalchemy as sa
from anyrow import CLERK, Noted
from places import Place, both_databases

from gitrace.backup.keys import back_up_keys
from gitrace.backup.making import Backup
from gitrace.backup.restoring import Restoration
from gitrace.errors import Unavailable
from gitrace.home import found_home
from gitrace.ledger import tables
from gitrace.settings import Settings
from gitrace.storage import open_store, reading
from gitrace.work import SYSTEM, writing

PASSPHRASE = "a passphrase for a campaign"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="one backup on each database")
    size.add_argument("--full", action="store_true", help="ten backups on each database, of homes that grow")
    arguments = parser.parse_args()
    rounds, ahead, writers = (1, 100, 2) if arguments.quick else (10, 3000, 4)
    wrong: list[str] = []
    with both_databases() as places:
        for place in places:
            wrong += campaign(place, rounds, ahead, writers)
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    print(f"backup_under_load: {'FAILED' if wrong else f'{2 * rounds} backups restored, verified and complete'}")
    sys.exit(1 if wrong else 0)


def campaign(place: Place, rounds: int, ahead: int, writers: int) -> list[str]:
    """What went wrong on one database, a sentence each; `ahead`: writes acknowledged before the first backup."""
    settings = place.new(write_wait_seconds=30)
    store = found_home(settings)
    anyrow.populate(store)
    keys = place.folder / "keys.json"
    back_up_keys(store, SYSTEM, keys, PASSPHRASE)
    store.close()
    wrong: list[str] = []
    spawned = multiprocessing.get_context("spawn")
    acknowledged: Queue[str] = spawned.Queue()
    enough = spawned.Event()
    running = [spawned.Process(target=write, args=(settings, n, acknowledged, enough)) for n in range(writers)]
    for writer in running:
        writer.start()
    known: set[str] = {acknowledged.get(timeout=60) for _ in range(ahead)}
    for number in range(rounds):
        while not acknowledged.empty():
            known.add(acknowledged.get())
        wrong += [f"{place.name}, round {number + 1}: {s}" for s in one_round(place, settings, keys, number, known)]
    enough.set()
    while any(writer.is_alive() for writer in running) or not acknowledged.empty():
        if not acknowledged.empty():
            acknowledged.get()
    return wrong


def write(settings: Settings, number: int, acknowledged: "Queue[str]", enough: Event) -> None:
    """One writer, until it is enough."""
    store = open_store(settings)
    count = 0
    while not enough.is_set():
        count += 1
        name = f"{number}-{count}"
        try:
            with writing(store, CLERK) as work:
                work.record(Noted(text=name), subject=f"lot:{name}")
        except Unavailable:
            continue
        acknowledged.put(name)
    store.close()


def one_round(place: Place, settings: Settings, keys: Path, number: int, known: set[str]) -> list[str]:
    """Back up, restore elsewhere, compare."""
    begun = time.monotonic()
    file = place.folder / f"backup-{number}.tar"
    backup = Backup(settings, file)
    for _ in backup.run():
        pass
    took = time.monotonic() - begun
    elsewhere = place.new()
    restoration = Restoration(backup.path, elsewhere, keys.read_text(), PASSPHRASE)
    for _ in restoration.run():
        pass
    wrong = [finding.sentence for finding in restoration.report.findings[:5]]
    wrong += [] if backup.sound else ["the backup says that it is not sound"]
    restored = found_home(elsewhere)
    with writing(restored, CLERK) as work:
        work.record(Noted(text="life goes on"), subject="lot:x")
    with reading(restored) as session:
        subjects = sa.select(tables.entry.c.subject).where(tables.entry.c.subject.like("lot:%"))
        found = {name.removeprefix("lot:") for name in session.connection().execute(subjects).scalars()}
    restored.close()
    lost = known - found
    wrong += [f"{len(lost)} acknowledged writes are lost, {sorted(lost)[:3]}"] if lost else []
    print(
        f"{place.name}: a backup of {backup.size} entries took {took:.1f} s; "
        f"{len(known)} had been acknowledged before, {len(found)} are in it, {len(lost)} lost",
        flush=True,
    )
    file.unlink(missing_ok=True)
    return wrong


if __name__ == "__main__":
    main()
