"""Change notes: the database itself notes (table, key) of every change of an audited table.

AFTER triggers write into a temporary table of the connection, and refuse outright while no recorded write is open.
Hooks in the ORM would miss bulk statements, plain SQL and cascades; a trigger misses none. SQLite gets TEMP triggers
with each connection; PostgreSQL keeps one function and a trigger a table, made by the migrations.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from gitrace.storage.faults import UNRECORDED, UnrecordedChange

_OPERATIONS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}

TEMPORARY_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS gitrace_change_note (tab text NOT NULL, key bigint NOT NULL, PRIMARY KEY (tab, key))
"""


@dataclass(slots=True)
class Gate:
    """Whether a recorded write is open on a connection. Closed, every change of an audited table is refused."""

    open: bool = False


def install_sqlite(connection: sqlite3.Connection, tables: Iterable[str]) -> Gate:
    """Make the note table and the TEMP triggers of one connection; returns its gate."""
    gate = Gate()
    connection.create_function("gitrace_writing", 0, lambda: gate.open)
    connection.execute(f"{TEMPORARY_TABLE} WITHOUT ROWID")
    for table in tables:
        for operation, rows in _OPERATIONS.items():
            connection.execute(_sqlite_trigger(table, operation, rows))
    return gate


def _sqlite_trigger(table: str, operation: str, rows: tuple[str, ...]) -> str:
    notes = "".join(f"INSERT OR IGNORE INTO gitrace_change_note VALUES ('{table}', {row}.id); " for row in rows)
    return (
        f'CREATE TEMP TRIGGER IF NOT EXISTS "gitrace_note_{table}_{operation.lower()}" '
        f'AFTER {operation} ON main."{table}" BEGIN '
        f"SELECT RAISE(ABORT, '{UNRECORDED}{table}') WHERE NOT gitrace_writing(); {notes}END"
    )


POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION gitrace_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gitrace.writing', true) IS DISTINCT FROM 'on' OR TG_OP = 'TRUNCATE' THEN
    RAISE EXCEPTION '{UNRECORDED}%', TG_TABLE_NAME;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO pg_temp.gitrace_change_note VALUES (TG_TABLE_NAME, OLD.id) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO pg_temp.gitrace_change_note VALUES (TG_TABLE_NAME, NEW.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
"""


def postgresql_triggers(table: str) -> tuple[str, str]:
    """The statements that put one audited table under notes on PostgreSQL."""
    return (
        f'CREATE TRIGGER gitrace_note AFTER INSERT OR UPDATE OR DELETE ON "{table}" '
        "FOR EACH ROW EXECUTE FUNCTION gitrace_note_change()",
        f'CREATE TRIGGER gitrace_note_truncate AFTER TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION gitrace_note_change()",
    )


UNSETTLED = "gitrace_unsettled"
"""Key in `connection.info` of a recorded write whose notes were not taken yet."""

_TAKEN = "gitrace_notes_taken"
_TAKEN_BETWEEN_SWEEPS = 1000
"""PostgreSQL never vacuums a temporary table by itself, and emptying it whole (ON COMMIT DELETE ROWS) took two thirds
of a commit, with the ledger's head locked.
"""


def watch_commits(engine: sa.Engine) -> None:
    """Refuse the commit of a recorded write before its notes were compared with its events."""

    @sa.event.listens_for(engine, "commit")
    def refuse(connection: sa.Connection) -> None:
        if connection.info.get(UNSETTLED):
            connection.connection.rollback()  # SQLAlchemy takes the transaction for ended from here on
            raise UnrecordedChange("a recorded write was committed by hand, before its events were compared")


def take_notes(connection: sa.Connection) -> set[tuple[str, int]]:
    """The (table, key) pairs changed in this transaction, taken off the list; from now on it may be committed."""
    connection.info.pop(UNSETTLED, None)
    rows = connection.exec_driver_sql("DELETE FROM gitrace_change_note RETURNING tab, key").all()
    if connection.dialect.name == "postgresql":
        _sweep(connection)
    return {(table, key) for table, key in rows}


def _sweep(connection: sa.Connection) -> None:
    taken = connection.info[_TAKEN] = connection.info.get(_TAKEN, 0) + 1
    if taken % _TAKEN_BETWEEN_SWEEPS == 0:
        connection.exec_driver_sql("TRUNCATE pg_temp.gitrace_change_note")
