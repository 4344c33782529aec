"""Persons as the personal tables know them: which tables speak of each kind, and what they still hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from secrets import token_hex

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from gitrace.cases.tables import Message
from gitrace.growers.tables import Household
from gitrace.ledger.append import RowKey
from gitrace.ledger.readers import FILE_COLUMN
from gitrace.people.erasable import PersonKind
from gitrace.people.tables import User
from gitrace.producers.tables import Producer
from gitrace.storage import Content
from gitrace.storage.rooms import import_tables
from gitrace.villages.tables import Objection


@dataclass(frozen=True)
class Person:
    """Somebody by kind and key."""

    kind: PersonKind
    key: int

    @property
    def name(self) -> str:
        """As annex parts, timelines and verifier name her: `household:17`."""
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, name: str) -> "Person":
        """The other way. Raises ValueError."""
        kind, key = name.split(":")
        return cls(PersonKind(kind), int(key))


@dataclass(frozen=True)
class Held:
    """What one table still holds about a person: its blanked columns that have something, and in how many rows."""

    table: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Blanked:
    """Rows that were emptied, and digests of the files that they named."""

    rows: tuple[RowKey, ...]
    files: frozenset[str]


def number_of(session: Session, person: Person) -> str | None:
    """By what number people know her; None for one who is not there."""
    if person.kind is PersonKind.HOUSEHOLD:
        household = session.get(Household, person.key)
        return household.number if household else None
    if person.kind is PersonKind.MESSAGE:
        message = session.get(Message, person.key)
        return message.number if message else None
    others: dict[PersonKind, type[SQLModel]] = {
        PersonKind.OBJECTION: Objection,
        PersonKind.PRODUCER: Producer,
        PersonKind.USER: User,
    }
    return str(person.key) if session.get(others[person.kind], person.key) else None


def personal_tables(kind: str) -> Iterator[tuple[sa.Table, sa.Column[int]]]:
    """The tables that speak of persons of a kind, each with the column that names them.

    Of every room, whatever the process had a use for: what is not imported would not be erased.
    """
    import_tables()
    for table in SQLModel.metadata.sorted_tables:
        if table.info.get("content") is Content.PERSONAL:
            named, column = table.info["person"].split(":")
            if named == kind:
                yield table, table.c[column]


def held_about(session: Session, person: Person) -> list[Held]:
    """What the tables still hold about a person, table by table; nothing of those that hold nothing."""
    found = []
    for table, names in personal_tables(person.kind):
        columns = [table.c[name] for name in table.info["blanked"]]
        counts = (sa.func.count(sa.case((_filled(column), 1))) for column in columns)
        rows = sa.func.count(sa.case((sa.or_(*map(_filled, columns)), 1)))
        total, *each = session.execute(sa.select(rows, *counts).where(names == person.key)).one()
        if total:
            found.append(Held(table.name, tuple(c.name for c, n in zip(columns, each, strict=True) if n), int(total)))
    return found


def blank_rows(session: Session, person: Person) -> Blanked:
    """Empty her columns in every row that has something in them.

    Each row gets another salt too: with the former one the digest that stays in the log could be guessed back.
    """
    rows: list[RowKey] = []
    files: set[str] = set()
    for table, names in personal_tables(person.kind):
        columns = [table.c[name] for name in table.info["blanked"]]
        empty = {column.name: None if column.nullable else "" for column in columns}
        found = session.execute(sa.select(table).where(names == person.key, sa.or_(*map(_filled, columns)))).all()
        for row in found:
            session.execute(table.update().where(table.c.id == row.id).values(**empty, salt=token_hex(16)))
            rows.append((table.name, row.id))
            if FILE_COLUMN in empty and getattr(row, FILE_COLUMN):
                files.add(getattr(row, FILE_COLUMN))
    session.expire_all()  # what was read before holds what is gone
    return Blanked(tuple(rows), frozenset(files))


def _filled(column: sa.Column[object]) -> sa.ColumnElement[bool]:
    return column.is_not(None) if column.nullable else column != ""
