"""Rows of any audited table, made from the tables' own declarations, so that later tables are covered by themselves."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from gitrace.ledger.append import RowKey
from gitrace.ledger.events import Event, event
from gitrace.storage import Instant, Keeping, Store
from gitrace.storage.rooms import import_tables
from gitrace.work import Actor, Work, writing

import_tables()

CLERK = Actor("user:1")
_numbers = itertools.count(1)


@event("test.rows-changed", 1, zh="改动了 {rows} 行", en="{rows} rows changed")
class RowsChanged(Event):
    """Claims whatever rows a test changed."""

    rows: int


@event("test.noted", 1, public=True, zh="记下 {text}", en="Noted {text}")
class Noted(Event):
    """A public event without rows."""

    text: str


def audited_tables() -> list[sa.Table]:
    """Every audited table, those that others refer to first."""
    return [t for t in SQLModel.metadata.sorted_tables if t.info.get("keeping") is Keeping.AUDITED]


def make_row(connection: sa.Connection, table: sa.Table, made: list[RowKey], **given: Any) -> int:
    """Insert a row with made-up values, and the rows that it refers to; adds the key of each to `made`."""
    number = next(_numbers)
    values = {c.name: _value(connection, c, number, made) for c in table.columns if c.name not in {"id", *given}}
    key = int(connection.execute(table.insert().values(**values, **given)).inserted_primary_key[0])
    made.append((table.name, key))
    return key


def _value(connection: sa.Connection, column: sa.Column[Any], number: int, made: list[RowKey]) -> Any:
    if column.name == "file_sha256":
        return None  # it would name a file that is not there
    for foreign in column.foreign_keys:
        if foreign.column.table is column.table:
            return None
        return _parent(connection, column, foreign.column.table, made)
    return other_value(column, number)


def _parent(connection: sa.Connection, column: sa.Column[Any], parent: sa.Table, made: list[RowKey]) -> int:
    known = [key for table, key in made if table == parent.name]
    return known[-1] if known and not _is_unique(column) else make_row(connection, parent, made)


def _is_unique(column: sa.Column[Any]) -> bool:
    constraints = [c for c in column.table.constraints if isinstance(c, sa.UniqueConstraint)]
    return bool(column.unique) or any(column in set(c.columns) for c in constraints)


def other_value(column: sa.Column[Any], number: int) -> Any:
    """A value of the column's type that is another for every number."""
    if isinstance(column.type, Instant):
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=number, microseconds=number)
    if isinstance(column.type, sa.Date):
        return date(2026, 1, 1) + timedelta(days=number)
    if isinstance(column.type, sa.Boolean):
        return number % 2 == 0
    return number if isinstance(column.type, sa.Integer) else f"雷竹 {number}"


def record(work: Work, rows: list[RowKey], subject: str = "test:rows") -> int:
    """One event that claims the rows."""
    return work.record(RowsChanged(rows=len(rows)), subject=subject, rows=rows, touches=[f"{t}:{k}" for t, k in rows])


def add_row(store: Store, table: sa.Table) -> int:
    """A recorded row of one table."""
    with writing(store, CLERK) as work:
        made: list[RowKey] = []
        key = make_row(work.session.connection(), table, made)
        record(work, made)
    return key


def change_row(store: Store, table: sa.Table, key: int, **values: Any) -> None:
    """A recorded change of one row."""
    with writing(store, CLERK) as work:
        work.session.connection().execute(table.update().where(table.c.id == key).values(**values))
        record(work, [(table.name, key)])


def delete_row(store: Store, table: sa.Table, key: int) -> None:
    """A recorded deletion of one row to which no other refers."""
    with writing(store, CLERK) as work:
        work.session.connection().execute(table.delete().where(table.c.id == key))
        record(work, [(table.name, key)])


def plain_column(table: sa.Table) -> sa.Column[Any]:
    """A column that refers to nothing and that tests may change."""
    return next(
        c for c in table.columns if c.name not in {"id", "file_sha256"} and not c.foreign_keys and not _is_limited(c)
    )


def _is_limited(column: sa.Column[Any]) -> bool:
    checks = [str(c.sqltext) for c in column.table.constraints if isinstance(c, sa.CheckConstraint)]
    return any(column.name in text for text in checks)


def populate(store: Store, rows: int = 1) -> None:
    """Some rows in every audited table, with rows changed and deleted since, public events among them."""
    for table in audited_tables():
        keys = [add_row(store, table) for _ in range(rows)]
        column = plain_column(table)
        change_row(store, table, keys[0], **{column.name: other_value(column, next(_numbers))})
        delete_row(store, table, add_row(store, table))
    with writing(store, CLERK) as work:
        work.record(Noted(text="春笋上市"), subject="lot:CY260312A001", touches=["producer:1"])
        work.record(Noted(text="第二条"), subject="lot:CY260312A001")
