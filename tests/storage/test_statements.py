"""Prepared statements answer alike on both databases, one by one or sent together, and so do their faults."""

from collections.abc import Iterator

import psycopg
import pytest
import sqlalchemy as sa
from anyrow import CLERK, Noted

from gitrace.errors import Unavailable
from gitrace.inspections.tables import Laboratory
from gitrace.storage import Store, UnrecordedChange, notes
from gitrace.storage.statements import Statement, inserting, run, selecting, updating
from gitrace.storage.tables import table_of
from gitrace.work import writing

SHEET = sa.table(
    "sheet", sa.column("id", sa.BigInteger()), sa.column("word", sa.Text()), sa.column("done", sa.Boolean())
)
PROMPT = Statement("SELECT 1", answers=(None,))


@pytest.fixture
def connection(store: Store) -> Iterator[sa.Connection]:
    """A connection with an empty sheet of its own."""
    key = "INTEGER PRIMARY KEY" if store.is_sqlite else "bigserial PRIMARY KEY"
    with store.engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE TEMP TABLE sheet (id {key}, word text NOT NULL, done boolean)")
        yield connection
        connection.rollback()


def rows(count: int) -> list[dict[str, object]]:
    return [{"word": f"字{number}", "done": number % 2 == 0} for number in range(count)]


@pytest.mark.parametrize("count", [1, 16, 17, 40])
def test_rows_inserted_together_are_all_there(connection: sa.Connection, count: int) -> None:
    dialect = connection.dialect
    asked = [inserting(dialect, SHEET, rows(count)), selecting(dialect, SHEET, range(1, count + 5))]
    inserted, found = run(connection, asked)
    assert inserted == []
    assert sorted(found) == [(number + 1, f"字{number}", number % 2 == 0) for number in range(count)]


def test_keyed_rows_answer_their_keys_in_order(connection: sa.Connection) -> None:
    dialect = connection.dialect
    (keys,) = run(connection, [inserting(dialect, SHEET, rows(3), keyed=True)])
    assert keys == [(1,), (2,), (3,)]
    changes = [{"word": "改", "id": key} for (key,) in keys[:2]]
    _, found = run(connection, [updating(dialect, SHEET, changes), selecting(dialect, SHEET, [1, 2, 3])])
    assert sorted(found) == [(1, "改", True), (2, "改", False), (3, "字2", True)]


def test_a_refusal_among_them_is_called_by_its_name(store: Store) -> None:
    insert = inserting(store.engine.dialect, table_of(Laboratory), [{"name": "某实验室", "cma_number": "x"}])
    with pytest.raises(UnrecordedChange, match="laboratory"), store.engine.connect() as connection:
        run(connection, [PROMPT, insert, PROMPT])
    with store.engine.connect() as connection:
        assert run(connection, [PROMPT]) == [[(1,)]]


def test_a_refusal_among_many_is_told_once(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    insert = inserting(store.engine.dialect, table_of(Laboratory), [{"name": "某实验室", "cma_number": "x"}])
    slow = Statement("SELECT count(*) FROM laboratory", [()] * 500, (None,))
    with pytest.raises(UnrecordedChange, match="laboratory"), store.engine.connect() as connection:
        run(connection, [insert, *[slow] * 20])
    assert not caplog.records


def test_a_mistake_among_them_stays_what_it_is(store: Store) -> None:
    with pytest.raises((sa.exc.OperationalError, sa.exc.ProgrammingError)), store.engine.connect() as connection:
        run(connection, [PROMPT, Statement("SELECT nonsense FROM nowhere", answers=(None,))])


def test_a_session_that_was_ended_is_unavailable_and_comes_back(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("a file has no sessions")
    with pytest.raises(Unavailable):
        ask_in_a_session_that_was_ended(store)
    with store.engine.connect() as connection:
        assert run(connection, [PROMPT, PROMPT]) == [[(1,)], [(1,)]]


def ask_in_a_session_that_was_ended(store: Store) -> None:
    with psycopg.connect(store.settings.database_url, autocommit=True) as other, store.engine.connect() as connection:
        ((ours,),) = run(connection, [Statement("SELECT pg_backend_pid()", answers=(None,))])[0]
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (ours,))
        run(connection, [PROMPT, PROMPT])


def test_notes_taken_leave_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "_TAKEN_BETWEEN_SWEEPS", 3)
    for number in range(3):
        with writing(store, CLERK) as work:
            laboratory = Laboratory(name="某实验室", cma_number=str(number))
            work.session.add(laboratory)
            work.session.flush()
            work.record(Noted(text="记了一行"), subject="laboratory:1", rows=[laboratory])
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM gitrace_change_note").scalar_one() == 0
        if not store.is_sqlite:
            size = connection.exec_driver_sql("SELECT pg_relation_size('pg_temp.gitrace_change_note')")
            assert size.scalar_one() == 0
