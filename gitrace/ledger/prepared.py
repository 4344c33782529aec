"""Statements that stand in every write of the house, written once for each table and database.

An expression of SQLAlchemy is built, keyed and looked up anew each time; in the dozen statements of an append that was
half of its cost. These give the driver the same text and the same values, converted by the same column types.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

Row = Mapping[str, object]
Convert = Callable[[Any], Any] | None
_CACHED = 256


def insert_rows(connection: sa.Connection, table: sa.TableClause, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns; none is allowed too."""
    if rows:
        statement, converts = _insert(table, tuple(rows[0]), connection.dialect)
        values = [_converted(row.values(), converts) for row in rows]
        connection.exec_driver_sql(statement, values if len(values) > 1 else values[0])


def read_by_keys(connection: sa.Connection, table: sa.TableClause, keys: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows with these keys (column `id`) that exist, in no order, their columns as the table clause has them."""
    if not keys:
        return []
    statement, converts = _select(table, len(keys), connection.dialect)
    return [_converted(row, converts) for row in connection.exec_driver_sql(statement, tuple(keys))]


@lru_cache(_CACHED)
def _insert(table: sa.TableClause, columns: tuple[str, ...], dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({_places(len(columns), dialect)})"  # noqa: S608 - our own tables' names
    types = [table.c[name].type.dialect_impl(dialect) for name in columns]
    return statement, tuple(kind.bind_processor(dialect) for kind in types)


@lru_cache(_CACHED)
def _select(table: sa.TableClause, keys: int, dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.c)
    statement = f"SELECT {names} FROM {quote(table.name)} WHERE id IN ({_places(keys, dialect)})"  # noqa: S608 - as above
    types = [column.type.dialect_impl(dialect) for column in table.c]
    return statement, tuple(kind.result_processor(dialect, None) for kind in types)


def _places(count: int, dialect: sa.Dialect) -> str:
    return ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * count)


def _converted(values: Any, converts: tuple[Convert, ...]) -> tuple[Any, ...]:
    return tuple(value if convert is None else convert(value) for value, convert in zip(values, converts, strict=True))
