"""Random direct edits, inserts and deletes in audited tables and the ledger: `gitrace audit verify` names each.

    python tests/campaigns/tamper.py --quick | --full [--seed N]

Each edit is made in a copy of a populated home, past the house's engine, with triggers and foreign keys out of the
way as an attacker would have them. Beside them run clean rounds of honest work, in which nothing may be found.
"""

import argparse
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import anyrow
import sqlalchemy as sa
from click.testing import CliRunner
from outsider import attack
from places import Place, both_databases
from sqlmodel import SQLModel

from gitrace.cli import house
from gitrace.home import found_home
from gitrace.settings import Settings
from gitrace.storage import Keeping, open_store

_TRIES = 200


@dataclass
class Edit:
    """What was done, in words, and the table that it was done to."""

    table: str
    words: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    size = parser.add_mutually_exclusive_group(required=True)
    size.add_argument("--quick", action="store_true", help="8 edits and 2 clean rounds on each database")
    size.add_argument("--full", action="store_true", help="200 edits and 50 clean rounds on each database")
    parser.add_argument("--seed", type=int, default=None, help="repeat a run")
    arguments = parser.parse_args()
    seed = random.randrange(10**6) if arguments.seed is None else arguments.seed
    edits, clean = (8, 2) if arguments.quick else (200, 50)
    print(f"seed {seed}")
    wrong: list[str] = []
    with both_databases() as places:
        for place in places:
            wrong += campaign(place, random.Random(seed), edits, clean)
    for sentence in wrong[:20]:
        print(f"  {sentence}")
    print(f"tamper: {'FAILED' if wrong else f'{2 * edits} of {2 * edits} edits named, {2 * clean} clean rounds clean'}")
    sys.exit(1 if wrong else 0)


def campaign(place: Place, chance: random.Random, edits: int, clean: int) -> list[str]:
    """What went wrong on one database, a sentence each."""
    begun = time.monotonic()
    template = place.new()
    store = found_home(template)
    anyrow.populate(store)
    store.close()
    wrong = []
    for number in range(edits):
        with place.copy(template) as settings:
            edit = tamper(settings, chance)
            said = verify(settings)
            if not names(said, edit):
                wrong.append(f"{place.name}, edit {number}: {edit.words}: {said.splitlines()[:1]}")
    print(f"{place.name}: {edits} edits in {time.monotonic() - begun:.0f} s, {len(wrong)} not named", flush=True)
    begun = time.monotonic()
    alarms = clean_rounds(template, chance, clean)
    print(
        f"{place.name}: {clean} clean rounds in {time.monotonic() - begun:.0f} s, {len(alarms)} false alarms",
        flush=True,
    )
    return wrong + alarms


def names(said: str, edit: Edit) -> bool:
    """Whether the verdict is wrong and, for a room's row, one of its sentences names the table."""
    if not said.startswith("WRONG: "):
        return False
    return edit.table.startswith("ledger_") or f" of {edit.table} " in said or f"table {edit.table}" in said


def verify(settings: Settings) -> str:
    """What `gitrace audit verify` prints."""
    home = {"GITRACE_HOME": str(settings.home), "GITRACE_DATABASE_URL": settings.database_url}
    return CliRunner(env=home).invoke(house, ["audit", "verify", "--quiet"], catch_exceptions=False).stdout


def clean_rounds(template: Settings, chance: random.Random, rounds: int) -> list[str]:
    """Honest work between verifications; what is found nevertheless."""
    wrong = []
    tables = anyrow.audited_tables()
    for number in range(rounds):
        store = open_store(template)
        for table in chance.sample(tables, 5):
            key = anyrow.add_row(store, table)
            column = anyrow.plain_column(table)
            anyrow.change_row(store, table, key, **{column.name: anyrow.other_value(column, 10**6 + number)})
            if chance.random() < 0.5:
                anyrow.delete_row(store, table, key)
        store.close()
        said = verify(template)
        if said.startswith("WRONG"):
            wrong.append(f"clean round {number}: {said.splitlines()[0]}")
    return wrong


def tamper(settings: Settings, chance: random.Random) -> Edit:
    """Change, insert or delete one random row of one random table."""
    kinds = (Keeping.AUDITED, Keeping.EVIDENCE)
    tables = [table for table in SQLModel.metadata.sorted_tables if table.info.get("keeping") in kinds]
    # Half of the edits go to the ledger, which has few tables and all the evidence.
    ledger = [table for table in tables if table.name.startswith("ledger_")]
    for _ in range(_TRIES):
        table = chance.choice(ledger if chance.random() < 0.5 else tables)
        act = chance.choice((change, change, insert, delete))
        try:
            with attack(settings) as connection:
                words = act(connection, table, chance)
        except (sa.exc.IntegrityError, sa.exc.DataError):
            continue  # the database itself refused it
        if words:
            return Edit(table.name, f"{table.name}: {words}")
    raise RuntimeError("no edit was possible")


def pick(connection: sa.Connection, table: sa.Table, chance: random.Random) -> dict[str, Any] | None:
    """A random row's values."""
    rows = connection.execute(sa.select(table)).mappings().all()
    return dict(chance.choice(rows)) if rows else None


def same_row(table: sa.Table, row: dict[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key.columns))


def change(connection: sa.Connection, table: sa.Table, chance: random.Random) -> str:
    """One column of one row gets another value."""
    row = pick(connection, table, chance)
    if row is None:
        return ""
    column = chance.choice(list(table.columns))
    value = another(column, row[column.name], chance)
    connection.execute(table.update().where(same_row(table, row)).values({column.name: value}))
    return f"{column.name} {row[column.name]!r:.60} -> {value!r:.60}"


def insert(connection: sa.Connection, table: sa.Table, chance: random.Random) -> str:
    """A copy of a row under another key, with other words."""
    row = pick(connection, table, chance)
    if row is None:
        return ""
    unique = {c.name for k in table.constraints if isinstance(k, sa.UniqueConstraint) for c in k.columns}
    for column in table.columns:
        if column.primary_key or column.name in unique or column.unique:
            row[column.name] = another(column, row[column.name], chance)
    connection.execute(table.insert().values(row))
    return f"inserted {[row[c.name] for c in table.primary_key.columns]}"


def delete(connection: sa.Connection, table: sa.Table, chance: random.Random) -> str:
    """One row goes."""
    row = pick(connection, table, chance)
    if row is None:
        return ""
    connection.execute(table.delete().where(same_row(table, row)))
    return f"deleted {[row[c.name] for c in table.primary_key.columns]}"


def another(column: sa.Column[Any], value: Any, chance: random.Random) -> Any:
    """A value of the column's type that is not this one."""
    if isinstance(column.type, sa.LargeBinary):
        return chance.randbytes(32)
    if value is not None and column.nullable and chance.random() < 0.3:
        return None
    if isinstance(column.type, sa.Boolean):
        return not value
    if isinstance(value, str) and value and chance.random() < 0.5:
        place = chance.randrange(len(value))  # one character of it
        return value[:place] + ("x" if value[place] != "x" else "y") + value[place + 1 :]
    return anyrow.other_value(column, chance.randrange(10**5, 10**6))


if __name__ == "__main__":
    main()
