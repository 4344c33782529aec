"""What happened to one subject, entry by entry, with the rows that each changed, before and after."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.annex import CHANGES, PERSON, RECORD
from gitrace.ledger.append import RowKey
from gitrace.ledger.canonical import Json
from gitrace.ledger.events import sentence

Values = Mapping[str, Json]


@dataclass(frozen=True)
class RowChange:
    """One row as an event left it. `before` is None for a row that this timeline meets for the first time, `after`
    is None for one that was deleted.
    """

    table: str
    key: int
    before: Values | None
    after: Values | None

    @property
    def columns(self) -> list[str]:
        """The columns that differ, in the row's order; all that hold something, of a row met for the first time."""
        before, after = self.before or {}, self.after or {}
        return [name for name in (self.after or before) if before.get(name) != after.get(name)]


@dataclass(frozen=True)
class Moment:
    """One entry as a regulator reads it."""

    index: int
    time: datetime
    kind: str
    subject: str
    actor: str
    fields: Values
    changes: tuple[RowChange, ...] = ()
    erased_by: int | None = None
    """Index of the entry by which a part of this one was erased by law."""

    def sentence(self, language: str) -> str:
        """What happened, in words."""
        return sentence(self.kind, self.fields, language)


@dataclass
class _Entry:
    row: sa.Row[tuple[int, str, str, str, str, datetime]]
    parts: dict[str, str | None] = field(default_factory=dict)
    erased_by: int | None = None


def timeline(connection: sa.Connection, subject: str) -> list[Moment]:
    """Every entry that touched the subject, oldest first."""
    of_subject = sa.select(tables.subject.c.entry_index).where(tables.subject.c.subject == subject)
    return _moments(connection, tables.entry.c.entry_index.in_(of_subject))


def entries_at(connection: sa.Connection, indexes: Sequence[int]) -> list[Moment]:
    """The entries of these indexes, oldest first."""
    return _moments(connection, tables.entry.c.entry_index.in_(indexes))


def _moments(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Moment]:
    entries = {
        row.entry_index: _Entry(row)
        for row in connection.execute(sa.select(tables.entry).where(where).order_by(tables.entry.c.entry_index))
    }
    parts = (
        sa.select(tables.annex)
        .join(tables.entry, tables.entry.c.entry_index == tables.annex.c.entry_index)
        .where(where)
        .order_by(tables.annex.c.entry_index, tables.annex.c.part)
    )
    for part in connection.execute(parts):
        entry = entries[part.entry_index]
        entry.parts[part.name] = part.body
        entry.erased_by = entry.erased_by or part.erased_by
    known: dict[RowKey, Values | None] = {}
    return [_moment(entry, known) for entry in entries.values()]


def _moment(entry: _Entry, known: dict[RowKey, Values | None]) -> Moment:
    leaf = json.loads(entry.row.leaf)
    record = json.loads(entry.parts[RECORD] or "{}")
    return Moment(
        index=entry.row.entry_index,
        time=entry.row.time,
        kind=entry.row.tag,
        subject=entry.row.subject,
        actor=entry.row.actor,
        fields=leaf.get("fields", record.get("fields", {})),
        changes=tuple(_changes(entry.parts, known)),
        erased_by=entry.erased_by,
    )


def _changes(parts: Mapping[str, str | None], known: dict[RowKey, Values | None]) -> Iterable[RowChange]:
    for name, body in parts.items():
        if body is None or not (name == CHANGES or name.startswith(PERSON)):
            continue
        for table, key, _shape, values in json.loads(body):
            yield RowChange(table, key, known.get((table, key)), values)
            known[table, key] = values
