"""Rows as the database holds them, as canonical values under a shape."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from gitrace.ledger.canonical import Json
from gitrace.ledger.shapes import Shape, Values, canonical_value
from gitrace.storage import Instant
from gitrace.storage.statements import run, selecting

_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "integer": sa.BigInteger,
    "text": sa.Text,
    "boolean": sa.Boolean,
    "instant": Instant,
    "date": sa.Date,
}
_SCAN_BATCH = 2000
_KEYS_A_STATEMENT = 10_000  # SQLite allows 32,766 variables, PostgreSQL 65,535


@cache
def _table(shape: Shape) -> sa.TableClause:
    # Built from the frozen shape, not from today's models: in the middle of a migration the two differ.
    return sa.table(shape.table, *(sa.column(name, _TYPES[kind]()) for name, kind in shape.columns))


def read_rows(connection: sa.Connection, wanted: Mapping[Shape, Sequence[int]]) -> dict[str, dict[int, Values]]:
    """Of each shape's table the rows with these keys that exist: by table, by key."""
    asked = [
        (shape, keys[start : start + _KEYS_A_STATEMENT])
        for shape, keys in wanted.items()
        for start in range(0, len(keys), _KEYS_A_STATEMENT)
    ]
    answers = run(connection, [selecting(connection.dialect, _table(shape), keys) for shape, keys in asked])
    found: dict[str, dict[int, Values]] = {shape.table: {} for shape in wanted}
    for (shape, _), rows in zip(asked, answers, strict=True):
        found[shape.table] |= {row[0]: _values(shape, row) for row in rows}
    return found


def scan_rows(connection: sa.Connection, shape: Shape) -> Iterator[tuple[int, Values | None]]:
    """Every row of a table, in the order of its key, without holding them all.

    None stands for the values of a row with something in it that no release writes, such as a float.
    """
    table = _table(shape)
    query = sa.select(*table.c).order_by(table.c.id)
    for row in connection.execute(query, execution_options={"yield_per": _SCAN_BATCH}):
        try:
            yield row[0], _values(shape, row)
        except TypeError:
            yield row[0], None


def _values(shape: Shape, row: Iterable[object]) -> dict[str, Json]:
    return {name: canonical_value(value) for name, value in zip(shape.names, row, strict=True)}
