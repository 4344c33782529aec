"""Keys changed over and over by a process that is killed at random moments, while another one goes on writing.

    python tests/campaigns/rotation.py --quick | --full

After each `kill -9` the other process, which was never told of anything, writes on; the log must verify under the
home's own newest key, and the home must open with every key that its log names.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from anyrow import CLERK, Noted
from places import Place, both_databases
from service import environment

from gitrace.home import found_home
from gitrace.keys.rotating import rotate_label_key, rotate_log_key
from gitrace.ledger.readers import evidence, key_of_home
from gitrace.ledger.verify import Verification
from gitrace.settings import Settings, load_settings
from gitrace.storage import Store, open_store
from gitrace.work import SYSTEM, writing

LONGEST_LIFE = 0.1
"""Seconds from its first change to its end: some changes, the last of them in any of its steps."""
OVERLAP = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="two kills on each database")
    size.add_argument("--full", action="store_true", help="100 kills on each database")
    size.add_argument("--change-keys", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.change_keys:
        change_keys()
    kills = 2 if arguments.quick else 100
    with both_databases() as places:
        wrong = [sentence for place in places for sentence in campaign(place, kills)]
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    print(f"rotation: {'FAILED' if wrong else f'{2 * kills} kills, every log verifies and every key is there'}")
    sys.exit(1 if wrong else 0)


def change_keys() -> None:
    """The process that is killed."""
    store = found_home(load_settings())
    print("begun", flush=True)
    while True:
        rotate_log_key(store, SYSTEM, overlap=OVERLAP)
        rotate_label_key(store, SYSTEM)


def campaign(place: Place, kills: int) -> list[str]:
    """What was found wrong, a sentence each."""
    begun, settings, chance = time.monotonic(), place.new(), random.Random(place.name)
    found_home(settings).close()
    worker = open_store(settings)
    try:
        wrong = [f"{place.name}: {one}" for _ in range(kills) for one in round_(worker, settings, chance)]
    finally:
        worker.close()
    keys = len(list((settings.home / "keys").glob("log*.key")))
    print(f"{place.name}: {kills} kills, {keys} log keys, in {time.monotonic() - begun:.0f} s", flush=True)
    return wrong


def round_(worker: Store, settings: Settings, chance: random.Random) -> Iterator[str]:
    """A life of the process that changes keys, its end, and what it left."""
    command = [sys.executable, __file__, "--change-keys"]
    with subprocess.Popen(command, env=environment(settings), stdout=subprocess.PIPE) as changing:
        assert changing.stdout is not None
        if changing.stdout.readline() != b"begun\n":
            yield "the home did not open"
        time.sleep(chance.uniform(0, LONGEST_LIFE))
        changing.kill()
    with writing(worker, CLERK) as work:
        work.record(Noted(text="写下去"), subject="lot:CY260312A001")
    with evidence(worker.engine) as reader:
        verification = Verification(reader, trusted_key=key_of_home(reader, settings.home / "keys"))
        for _ in verification.run():
            pass
    yield from (finding.sentence for finding in verification.report.findings)


if __name__ == "__main__":
    main()
