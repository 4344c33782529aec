"""Random lives of packing sheds, each replayed from its entries alone; then random changes of its tables, each named.

    python tests/campaigns/replay.py --quick | --full [--seed N]

The lives are those of the campaign `balance`. After each the replay must come to what the tables say. When a home has
seen its last, one column of one row is changed at a time, past the service, and the replay must say that it differs.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from balance import DEEDS, spring_home
from grams import FIRST_DAY, Shed
from outsider import attack
from places import Place, both_databases
from replaying import replayed
from sqlmodel import SQLModel

from gitrace.storage import Store

COLUMNS = (
    ("account", "balance_g"),
    ("posting", "grams"),
    ("batch", "state"),
    ("batch", "hold"),
    ("batch", "producer_id"),
    ("label_run", "last"),
    ("label_run", "shoot_g"),
    ("label_range", "last"),
    ("label_range", "state"),
    ("carton", "grams"),
    ("pour", "grams"),
    ("delivery", "net_g"),
    ("certified_yield", "grams"),
)
"""What a replay has to know by itself."""
A_HOME = 10
"""Lives after which a new home is begun: each is replayed from the home's first entry on."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="three lives and thirteen changes on each database")
    size.add_argument("--full", action="store_true", help="two hundred lives and 520 changes on each database")
    parser.add_argument("--seed", type=int, default=1, help="of the first life")
    said = parser.parse_args()
    homes, lives, rounds = (1, 3, 1) if said.quick else (20, A_HOME, 2)
    begun, wrong = time.monotonic(), list[str]()
    with both_databases() as places:
        for place in places:
            for number in range(homes):
                wrong += home(place, range(said.seed + number * lives, said.seed + (number + 1) * lives), rounds)
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    done, changes = 2 * homes * lives, 2 * homes * rounds * len(COLUMNS)
    print(f"replay: {done} lives replayed, {changes} changes made, in {time.monotonic() - begun:.0f} s")
    print(f"replay: {f'FAILED, {len(wrong)} faults' if wrong else 'all lives without a difference, all changes named'}")
    sys.exit(1 if wrong else 0)


def home(place: Place, seeds: range, rounds: int) -> list[str]:
    """What went wrong with one home, a sentence each."""
    with spring_home(place) as store:
        moment = FIRST_DAY
        for seed in seeds:
            shed = Shed(store, seed, moment)
            shed.live(DEEDS)
            moment = shed.moment
            if found := replayed(store).differences:
                return [f"{place.name}, seed {seed}: {one.en}" for one in found]
        chance = random.Random(seeds.start)
        return [
            f"{place.name}, seeds {seeds}: {table}.{column} was changed and nothing said"
            for table, column in COLUMNS * rounds
            if not is_named(store, table, column, chance)
        ]


def is_named(store: Store, name: str, column: str, chance: random.Random) -> bool:
    """Change one row, replay, and put it back; True as well where the table has no row."""
    table = SQLModel.metadata.tables[name]
    with attack(store) as connection:
        rows = connection.execute(sa.select(table.c.id, table.c[column]).order_by(table.c.id)).all()
        if not rows:
            return True
        key, value = chance.choice(rows)
        put(connection, table, key, column, another(value, chance))
    differences = replayed(store).differences
    with attack(store) as connection:
        put(connection, table, key, column, value)
    return bool(differences)


def put(connection: sa.Connection, table: sa.Table, key: int, column: str, value: Any) -> None:
    connection.execute(table.update().where(table.c.id == key).values({column: value}))


def another(value: Any, chance: random.Random) -> Any:
    """Another value of the same type; a number only greater, so that no constraint refuses it."""
    return value + chance.randint(1, 999) if isinstance(value, int) else f"{value}x"


if __name__ == "__main__":
    main()
