"""Every kind of unrecorded write, in recorded and in operational transactions: refused, and nothing is saved.

    python tests/campaigns/unrecorded.py --quick | --full

The kinds are those of tests/unrecorded_kinds.py, from an object of the ORM to a cursor of the driver. Each is tried
without an event, with an event that claims another row, and where no event can be; after each try the tables are
compared, and at the end the home must verify.
"""

import argparse
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from anyrow import CLERK, Noted, RowsChanged
from click.testing import CliRunner
from places import Place, both_databases
from unrecorded_kinds import KINDS, REFUSALS, Kind, content, let_deletes_cascade, make_user

from gitrace.cli import house
from gitrace.home import found_home
from gitrace.storage import Store, keeping
from gitrace.work import writing


def without_an_event(store: Store, kind: Kind, user: int) -> None:
    with writing(store, CLERK) as work:
        kind(work.session, user)


def under_another_claim(store: Store, kind: Kind, user: int) -> None:
    with writing(store, CLERK) as work:
        kind(work.session, user)
        work.record(Noted(text="别的事"), subject="user:9", rows=[("user_account", 987_654)])


def in_an_operational_write(store: Store, kind: Kind, user: int) -> None:
    with keeping(store) as session:
        kind(session, user)


WAYS: dict[str, Callable[[Store, Kind, int], None]] = {
    "without an event": without_an_event,
    "under another claim": under_another_claim,
    "in an operational write": in_an_operational_write,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="each kind once in each way")
    size.add_argument("--full", action="store_true", help="each kind 25 times in each way, with recorded work between")
    arguments = parser.parse_args()
    rounds = 1 if arguments.quick else 25
    wrong: list[str] = []
    with both_databases() as places:
        for place in places:
            wrong += campaign(place, rounds)
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    count = 2 * rounds * len(KINDS) * len(WAYS)
    print(f"unrecorded: {'FAILED' if wrong else f'{count} of {count} refused, {len(KINDS)} kinds, nothing saved'}")
    sys.exit(1 if wrong else 0)


def campaign(place: Place, rounds: int) -> list[str]:
    """What was not refused, or was saved, a sentence each."""
    begun = time.monotonic()
    settings = place.new()
    store = found_home(settings)
    refused: Counter[str] = Counter()
    try:
        let_deletes_cascade(store)
        wrong = [f"{place.name}: {sentence}" for sentence in tries(store, rounds, refused)]
    finally:
        store.close()
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    said = CliRunner(env=home).invoke(house, ["audit", "verify", "--quiet"], catch_exceptions=False)
    wrong += [f"{place.name}: {said.stdout.splitlines()[0]}"] if said.exit_code else []
    told = ", ".join(f"{count} {way}" for way, count in refused.items())
    print(f"{place.name}: refused {told}, in {time.monotonic() - begun:.0f} s", flush=True)
    return wrong


def tries(store: Store, rounds: int, refused: Counter[str]) -> Iterator[str]:
    """Every kind in every way, so many times; what was not refused, a sentence each."""
    for _ in range(rounds):
        user = recorded_user(store)
        for way, kind in itertools.product(WAYS, KINDS):
            sentence = attempt(store, kind, way, user)
            refused[way] += not sentence
            if sentence:
                yield sentence


def recorded_user(store: Store) -> int:
    with writing(store, CLERK) as work:
        user, invitation = make_user(work.session)
        work.record(RowsChanged(rows=2), subject=f"user:{user.id}", rows=[user, invitation])
    return user.id


def attempt(store: Store, kind: str, way: str, user: int) -> str:
    """Nothing if it was refused and left no trace."""
    before = content(store)
    try:
        WAYS[way](store, KINDS[kind], user)
    except REFUSALS as refusal:
        if "unrecorded" not in str(refusal) and "no event claims" not in str(refusal):
            return f"{kind} {way}: refused for another reason: {refusal}"
    else:
        return f"{kind} {way}: not refused"
    return "" if content(store) == before else f"{kind} {way}: refused, and yet something was saved"


if __name__ == "__main__":
    main()
