"""Statements that stand in every write of the house: written once for each table and database, sent in one go.

An expression of SQLAlchemy is built, keyed and looked up anew each time; in the dozen statements of an append that was
half of its cost. These give the driver the same text and the same values, converted by the same column types. On
PostgreSQL the other half was waiting for each answer before the next question: `run` sends all of them, then waits.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from gitrace.storage.faults import as_engines_say

if TYPE_CHECKING:
    import psycopg

Row = Mapping[str, object]
Convert = Callable[[Any], Any] | None
_CACHED = 256
_ROWS_TOGETHER = 16
"""Up to so many rows go in one statement: each has its own cost on the way to a server, and a text of its own there."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Text with the values to run it with, once for each; `answers` convert the columns of what it returns."""

    text: str
    values: Sequence[tuple[Any, ...]] = ((),)
    answers: tuple[Convert, ...] = ()


def inserting(dialect: sa.Dialect, table: sa.TableClause, rows: Sequence[Row], *, keyed: bool = False) -> Statement:
    """Insert rows, at least one, that all have the same columns; `keyed` ones answer with the `id` each was given."""
    together = dialect.name == "postgresql" and not keyed and len(rows) <= _ROWS_TOGETHER
    text, converts = _insert(table, tuple(rows[0]), dialect, len(rows) if together else 1)
    values = [_converted(row.values(), converts) for row in rows]
    if keyed:
        return Statement(f"{text} RETURNING id", values, (None,))
    return Statement(text, [tuple(chain.from_iterable(values))] if together else values)


def updating(dialect: sa.Dialect, table: sa.TableClause, rows: Sequence[Row]) -> Statement:
    """Set columns of rows, at least one, that all have the same columns, `id` the last of them."""
    text, converts = _update(table, tuple(rows[0]), dialect)
    return Statement(text, [_converted(row.values(), converts) for row in rows])


def selecting(dialect: sa.Dialect, table: sa.TableClause, keys: Sequence[int]) -> Statement:
    """The rows with these keys (column `id`), at least one, that exist, in no order, with the clause's columns."""
    text, converts = _select(table, len(keys), dialect)
    return Statement(text, [tuple(keys)], converts)


def run(connection: sa.Connection, statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """What each statement answers, in their order; nothing for one without `answers`."""
    if connection.dialect.name == "postgresql":
        found = _run_together(connection, statements)
    else:
        found = [_run_one(connection, one) for one in statements]
    return [[_converted(row, one.answers) for row in rows] for rows, one in zip(found, statements, strict=True)]


def _run_one(connection: sa.Connection, one: Statement) -> list[Any]:
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        if one.answers or len(one.values) == 1:
            return [row for values in one.values for row in driver.execute(one.text, values)]
        driver.executemany(one.text, one.values)
    except sqlite3.Error as fault:
        raise as_engines_say(fault, connection.dialect) from fault
    return []


def _run_together(connection: sa.Connection, statements: Sequence[Statement]) -> list[list[Any]]:
    import psycopg  # a service on SQLite never needs it

    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    if len(statements) == 1 and len(statements[0].values) == 1:
        return [_run_alone(driver, statements[0], connection.dialect)]
    sent: list[list[psycopg.Cursor[Any]]] = []
    faults: list[psycopg.Error] = []
    try:
        with driver.pipeline():
            # An answer may come while later statements are still being sent. Were its fault to leave this block, the
            # end of the pipeline, which repeats it for all that was sent after, would be logged as a second one.
            try:
                sent += ([driver.execute(one.text, values) for values in one.values] for one in statements)
            except psycopg.Error as fault:
                faults.append(fault)
    except psycopg.Error as fault:
        faults.append(fault)
    if faults:
        raise as_engines_say(faults[0], connection.dialect) from faults[0]
    # Fetched only now: to fetch inside the pipeline is to wait once more.
    return [
        [row for cursor in cursors for row in cursor] if one.answers else []
        for one, cursors in zip(statements, sent, strict=True)
    ]


def _run_alone(driver: "psycopg.Connection[Any]", one: Statement, dialect: sa.Dialect) -> list[Any]:
    """One statement needs no pipeline, whose end is another question to the server."""
    import psycopg

    try:
        cursor = driver.execute(one.text, one.values[0])
        return cursor.fetchall() if one.answers else []
    except psycopg.Error as fault:
        raise as_engines_say(fault, dialect) from fault


@lru_cache(_CACHED)
def _insert(
    table: sa.TableClause, columns: tuple[str, ...], dialect: sa.Dialect, rows: int
) -> tuple[str, tuple[Convert, ...]]:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    values = ", ".join([f"({places(len(columns), dialect)})"] * rows)
    return f"INSERT INTO {quote(table.name)} ({names}) VALUES {values}", _binds(table, columns, dialect)


@lru_cache(_CACHED)
def _update(table: sa.TableClause, columns: tuple[str, ...], dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    quote, place = dialect.identifier_preparer.quote, places(1, dialect)
    changes = ", ".join(f"{quote(name)} = {place}" for name in columns[:-1])
    statement = f"UPDATE {quote(table.name)} SET {changes} WHERE {quote(columns[-1])} = {place}"
    return statement, _binds(table, columns, dialect)


@lru_cache(_CACHED)
def _select(table: sa.TableClause, keys: int, dialect: sa.Dialect) -> tuple[str, tuple[Convert, ...]]:
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.c)
    statement = f"SELECT {names} FROM {quote(table.name)} WHERE id IN ({places(keys, dialect)})"
    types = [column.type.dialect_impl(dialect) for column in table.c]
    return statement, tuple(kind.result_processor(dialect, None) for kind in types)


def _binds(table: sa.TableClause, columns: Sequence[str], dialect: sa.Dialect) -> tuple[Convert, ...]:
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns)


def places(count: int, dialect: sa.Dialect) -> str:
    """Where so many values stand in a statement's text."""
    return ", ".join(["?" if dialect.paramstyle == "qmark" else "%s"] * count)


def _converted(values: Any, converts: tuple[Convert, ...]) -> tuple[Any, ...]:
    return tuple(value if convert is None else convert(value) for value, convert in zip(values, converts, strict=True))
