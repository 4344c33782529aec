"""Random sequences of everything that moves grams: no account below zero, and all equal to what the postings say.

    python tests/campaigns/balance.py --quick | --full [--seed N]

Each sequence is a producer's life of some fifty deeds: weigh, pour, draw, carry, print, put in use, void, return,
correct, settle, certify anew, close. After each the books are rebuilt from the postings alone and compared.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grams import FIRST_DAY, Shed, faults
from places import Place, both_databases

from gitrace import clock
from gitrace.home import found_home
from gitrace.storage import Store, reading

DEEDS = 50
A_HOME = 50
"""Sequences after which a new home is begun, so that the spring does not end."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="as many as six seconds allow on each database")
    size.add_argument("--full", action="store_true", help="a thousand sequences on each database")
    parser.add_argument("--seed", type=int, default=1, help="of the first sequence")
    said = parser.parse_args()
    wrong, done, count = list[str](), Counter[str](), 0
    with both_databases() as places:
        for place in places:
            ran, found = campaign(place, said.seed, 1000, 6.0 if said.quick else float("inf"), done)
            count, wrong = count + ran, wrong + found
    for name, times in sorted(done.items()):
        print(f"  {times:7} {name}")
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    print(f"balance: {f'FAILED, {len(wrong)} faults' if wrong else 'every account right'} after {count} sequences")
    sys.exit(1 if wrong else 0)


def campaign(place: Place, seed: int, most: int, seconds: float, done: Counter[str]) -> tuple[int, list[str]]:
    """Sequences run on one database, and what went wrong, a sentence each; the first home with a fault is the last."""
    ends = time.monotonic() + seconds
    for start in range(0, most, A_HOME):
        with spring_home(place) as store:
            moment = FIRST_DAY
            for number in range(start, min(start + A_HOME, most)):
                shed = Shed(store, seed + number, moment)
                shed.live(DEEDS)
                moment = shed.moment
                done.update(shed.done)
                with reading(store) as session:
                    found = faults(session)
                if found or time.monotonic() > ends:
                    return number + 1, [f"{place.name}, seed {seed + number}: {sentence}" for sentence in found]
    return most, []


@contextmanager
def spring_home(place: Place) -> Iterator[Store]:
    """A new home, founded when the spring begins."""
    real = clock.now
    clock.now = lambda: FIRST_DAY
    try:
        store = found_home(place.new())
    finally:
        clock.now = real
    try:
        yield store
    finally:
        store.close()


if __name__ == "__main__":
    main()
