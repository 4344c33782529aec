"""Twelve kinds of tampering with a home, by chance: `gitrace audit verify` with one kept checkpoint names each.

    python tests/campaigns/tamper.py --quick | --full [--seed N]

Each is done in a copy of a populated home, past the house's engine, with triggers and foreign keys out of the way as an
attacker would have them; the checkpoint that is verified with was kept elsewhere. Beside them run clean rounds of
honest work, in which nothing may be found.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import anyrow
import sqlalchemy as sa
from click.testing import CliRunner
from outsider import attack
from places import Place, both_databases
from tamperings import CUT_OFF, KINDS, Scene, Tampering

from gitrace.cli import house
from gitrace.home import found_home
from gitrace.ledger.published import newest_checkpoint
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.work import writing

OLDER_BACKUP = "older backup put back"
LATER = 12
"""Entries that came after the older backup, one by one."""
_TRIES = 200


@dataclass(frozen=True)
class Homes:
    """A home, the same as it was before its last entries, every checkpoint since then, and the file of the newest."""

    present: Settings
    older: Settings
    past: tuple[str, ...]
    kept: Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="each kind once and 2 clean rounds on each database")
    size.add_argument("--full", action="store_true", help="500 tamperings and 100 clean rounds on each database")
    parser.add_argument("--seed", type=int, default=None, help="repeat a run")
    arguments = parser.parse_args()
    seed = random.randrange(10**6) if arguments.seed is None else arguments.seed
    edits, clean = (12, 2) if arguments.quick else (500, 100)
    print(f"seed {seed}")
    wrong: list[str] = []
    with both_databases() as places:
        for place in places:
            wrong += campaign(place, random.Random(seed), edits, clean)
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    print(f"tamper: {'FAILED' if wrong else f'{2 * edits} of {2 * edits} named, {2 * clean} clean rounds clean'}")
    sys.exit(1 if wrong else 0)


def campaign(place: Place, chance: random.Random, edits: int, clean: int) -> list[str]:
    """What went wrong on one database, a sentence each."""
    with populated(place) as homes:
        begun = time.monotonic()
        wrong, done = [], Counter[str]()
        for number in range(edits):
            kind = [*KINDS, OLDER_BACKUP][number % (len(KINDS) + 1)]
            with place.copy(homes.older if kind == OLDER_BACKUP else homes.present) as settings:
                tampering = tamper(settings, kind, homes, chance)
                said = verify(settings, homes.kept)
            done[kind] += 1
            if not said.startswith("WRONG: ") or not any(words in said for words in tampering.named):
                wrong.append(f"{place.name}, {number}, {kind}: {tampering.words}: {said.splitlines()[:2]}")
        print(
            f"{place.name}: {edits} in {time.monotonic() - begun:.0f} s, {len(wrong)} not named; {told(done)}",
            flush=True,
        )
        begun = time.monotonic()
        alarms = clean_rounds(homes, chance, clean)
        seconds = time.monotonic() - begun
        print(f"{place.name}: {clean} clean rounds in {seconds:.0f} s, {len(alarms)} false alarms", flush=True)
        return wrong + alarms


def told(done: Counter[str]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in done.items())


@contextmanager
def populated(place: Place) -> Iterator[Homes]:
    older = place.new()
    store = found_home(older)
    anyrow.populate(store)
    store.close()
    with place.copy(older) as present:
        store, past = open_store(present), []
        for number in range(LATER):
            past.append(checkpoint_of(store))
            with writing(store, anyrow.CLERK) as work:
                work.record(anyrow.Noted(text=f"第 {number} 条"), subject="lot:CY260312A001")
        kept = place.folder / "kept"
        kept.write_text(checkpoint_of(store), encoding="utf-8")
        store.close()
        yield Homes(present, older, tuple(past), kept)


def checkpoint_of(store: Store) -> str:
    with reading(store) as session:
        return str(newest_checkpoint(session.connection()))


def tamper(settings: Settings, kind: str, homes: Homes, chance: random.Random) -> Tampering:
    """What was done, once the database itself does not refuse it."""
    if kind == OLDER_BACKUP:
        return Tampering("an older backup", (CUT_OFF,))
    for _ in range(_TRIES):
        try:
            with attack(settings) as connection:
                return KINDS[kind](Scene(connection, chance, homes.past))
        except (sa.exc.IntegrityError, sa.exc.DataError, IndexError):
            continue  # the database refused it, or there is nothing of it
    raise RuntimeError("no tampering was possible")


def verify(settings: Settings, kept: Path) -> str:
    """What `gitrace audit verify` prints."""
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    asked = ["audit", "verify", "--quiet", "--checkpoint", str(kept)]
    return CliRunner(env=home).invoke(house, asked, catch_exceptions=False).stdout


def clean_rounds(homes: Homes, chance: random.Random, rounds: int) -> list[str]:
    """Honest work between verifications; what is found nevertheless."""
    wrong = []
    audited = anyrow.audited_tables()
    for number in range(rounds):
        store = open_store(homes.present)
        for table in chance.sample(audited, 5):
            key = anyrow.add_row(store, table)
            column = anyrow.plain_column(table)
            anyrow.change_row(store, table, key, **{column.name: anyrow.other_value(column, 10**6 + number)})
            if chance.random() < 0.5:
                anyrow.delete_row(store, table, key)
        store.close()
        said = verify(homes.present, homes.kept)
        if not said.startswith("Nothing wrong was found"):
            wrong.append(f"clean round {number}: {said.splitlines()[:2]}")
    return wrong


if __name__ == "__main__":
    main()
