"""What is published is looked up, however long the log is: no statement goes through a table."""

from typing import Any

import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted

from gitrace.ledger import published
from gitrace.ledger.open_entries import newest_of
from gitrace.ledger.published import entry_bundle, proof_of, tile_hashes
from gitrace.ledger.tiles import Tile
from gitrace.storage import Store, reading
from gitrace.storage.statements import Statement, run
from gitrace.work import writing

THROUGH_A_TABLE = ("SCAN ledger", "SCAN e", "SCAN n", "Seq Scan", "ix_ledger_entry_tag")
"""Or through all entries of a kind."""


def test_no_statement_goes_through_a_table(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing(store, CLERK) as work:
        for number in range(20):
            work.record(Noted(text=str(number)), subject="lot:CY260312A001")
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_others: object) -> None:
        asked.append((statement, parameters))

    def note_and_run(connection: sa.Connection, statements: list[Statement]) -> list[Any]:
        asked.extend((one.text, one.values[0]) for one in statements)
        return run(connection, statements)

    monkeypatch.setattr(published, "run", note_and_run)
    with reading(store) as session:
        connection = session.connection()
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # it would rather, the tables being short
        sa.event.listen(connection, "before_cursor_execute", note)
        assert tile_hashes(connection, Tile(0, 0, 22))
        assert entry_bundle(connection, Tile(0, 0, 22))
        assert proof_of(connection, 13)
        assert newest_of(connection, "lot:CY260312A001", ["test.noted"], 3, before=15)[1] == 10
        sa.event.remove(connection, "before_cursor_execute", note)
        plans = [plan_of(connection, *statement) for statement in asked if "ledger_head" not in statement[0]]
    assert len(asked) == 8
    assert [plan for plan in plans if any(words in plan for words in THROUGH_A_TABLE)] == []
    assert len(plans) == 5


def plan_of(connection: sa.Connection, statement: str, parameters: Any) -> str:
    """In the database's words."""
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return str(connection.exec_driver_sql(f"{explain} {statement}", parameters).all())
