"""Frozen row shapes: the column lists under which rows are digested.

A row's digest is taken over the shape that was newest when its event was recorded. A later shape that only adds
columns leaves the digest good, as long as the added columns still hold the default that their migration declared.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, cached_property
from pathlib import Path

from gitrace.ledger.canonical import Json, canonical

Values = Mapping[str, Json]
"""A row's canonical values by column."""


@dataclass(frozen=True)
class Shape:
    """One version of an audited table's columns, in their frozen order. The first is the key, `id`."""

    table: str
    number: int
    columns: tuple[tuple[str, str], ...]
    """(name, kind); kind is integer, text, boolean, instant or date."""
    defaults: Mapping[str, Json] = field(default_factory=dict, hash=False)
    """Of the columns that this shape added."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(name for name, _ in self.columns)

    def digest(self, values: Values) -> str:
        """SHA-256, as hexadecimal text, over the canonical [table, shape, values in order]."""
        row: Json = [self.table, self.number, [values[name] for name in self.names]]
        return hashlib.sha256(canonical(row)).hexdigest()


Shapes = Mapping[str, tuple[Shape, ...]]
"""Every shape of every audited table, oldest first."""


def read_shapes(path: Path) -> Shapes:
    """Read the frozen shapes from their JSON file."""
    declared = json.loads(path.read_text())
    return {
        table: tuple(
            Shape(table, number, tuple((n, k) for n, k in one["columns"]), one.get("defaults", {}))
            for number, one in enumerate(versions, start=1)
        )
        for table, versions in declared.items()
    }


@cache
def house_shapes() -> Shapes:
    """The shapes of this release."""
    from gitrace.storage.store import SHAPES_FILE  # a verifier, who has shapes of his own or none, knows no storage

    return read_shapes(SHAPES_FILE)


def projected_digest(shapes: Shapes, table: str, number: int, today: Values) -> str | None:
    """The digest of today's row under the older shape `number`.

    None when a column added since was filled, or when a column of that shape is gone: then `ledger.reshaped` should
    have recorded the row anew.
    """
    versions = shapes[table]
    then = versions[number - 1]
    for later in versions[number:]:
        if any(today.get(name) != default for name, default in later.defaults.items()):
            return None
    return then.digest(today) if all(name in today for name in then.names) else None


def canonical_value(value: object) -> Json:
    """A database value as JSON: instants `2026-03-12T01:02:03.000004Z`, days `2026-03-12`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"an audited column cannot hold {type(value).__name__}")
