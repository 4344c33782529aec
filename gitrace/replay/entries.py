"""Entries as a replay reads them: what each says happened and the rows that it left behind, in the order of the log."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from gitrace.ledger.annex import CHANGES, RECORD
from gitrace.ledger.events import RESTRICTED
from gitrace.ledger.verify import Reader, StoredPart, Unreadable

Row = Mapping[str, Any]
"""A row's values by column, as JSON."""


class Change(NamedTuple):
    """A row as the entry left it; `values` None: it was deleted."""

    table: str
    key: int
    values: Row | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, told by its leaf or, where that says no more than `restricted`, by its record."""

    index: int
    time: str
    kind: str
    subject: str
    fields: Mapping[str, Any]
    changes: tuple[Change, ...]

    @property
    def tag(self) -> str:
        """The kind without its version."""
        return self.kind.partition("/")[0]

    def rows(self, table: str) -> Iterator[tuple[int, Row]]:
        """(key, values) of the rows of one table that it wrote and left there."""
        return ((one.key, one.values) for one in self.changes if one.table == table and one.values is not None)


def entries_of(reader: Reader) -> Iterator[Entry]:
    """Every entry with the rows that concern no person; the others are not needed. Raises Unreadable."""
    parts = reader.parts()
    part = next(parts, None)
    for stored in reader.entries():
        beside: dict[str, str | None] = {}
        while part is not None and part.entry_index <= stored.entry_index:
            beside |= _needed(part, stored.entry_index)
            part = next(parts, None)
        yield _entry(stored.entry_index, stored.leaf, beside)


def transactions(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries that were committed together, as their one instant tells.

    They are read together because a row that several of them changed is on record with the last of these alone.
    """
    for _, together in groupby(entries, key=lambda one: one.time):
        yield list(together)


def steps(transaction: Iterable[Entry]) -> Iterator[list[Entry]]:
    """A transaction's entries, those together whose rows stand with the first or the last of them alone: labels that
    were voided at once, of several GTINs or in more ranges than one entry holds.
    """
    for (tag, _), together in groupby(transaction, key=lambda one: (one.tag, one.subject)):
        if tag == "labels.voided":
            yield list(together)
        else:
            yield from ([entry] for entry in together)


def _needed(part: StoredPart, index: int) -> dict[str, str | None]:
    return {part.name: part.body} if part.entry_index == index and part.name in (CHANGES, RECORD) else {}


def _entry(index: int, leaf_text: str, beside: Mapping[str, str | None]) -> Entry:
    leaf, record, changes = json.loads(leaf_text), beside.get(RECORD), beside.get(CHANGES)
    told = leaf if leaf["tag"] != RESTRICTED else json.loads(record) if record else None
    if told is None:
        raise Unreadable(f"what entry {index} says is not kept beside it")
    left = tuple(Change(table, key, values) for table, key, _, values in json.loads(changes)) if changes else ()
    return Entry(index, leaf["time"], told["tag"], told["subject"], told["fields"], left)
