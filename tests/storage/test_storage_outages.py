"""Which faults say "not now", which say that our code is wrong, and which are what they are."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from outsider import attack

from gitrace.errors import Unavailable
from gitrace.settings import Settings
from gitrace.storage import Store, UnrecordedChange, keeping, open_store
from gitrace.storage.engines import postgresql_engine
from gitrace.storage.faults import is_passing
from gitrace.storage.store import database_path


def test_a_database_locked_by_a_stranger_is_unavailable(store: Store) -> None:
    hasty = open_store(Settings(**{**store.settings.model_dump(), "write_wait_seconds": 0.3}))
    with attack(store, triggers=True) as stranger:
        statement = "BEGIN IMMEDIATE" if store.is_sqlite else "LOCK TABLE idempotency"
        stranger.exec_driver_sql(statement)
        with pytest.raises(Unavailable), keeping(hasty) as session:
            session.connection().exec_driver_sql("DELETE FROM idempotency")
    hasty.close()


def test_a_server_that_is_gone_is_unavailable() -> None:
    engine = postgresql_engine("postgresql://nobody@localhost:1/none", 1)
    with pytest.raises(Unavailable):
        engine.connect()
    engine.dispose()


def test_connections_that_the_server_ended_are_replaced_at_once(store: Store) -> None:
    if store.is_sqlite:
        return
    with store.engine.connect(), store.engine.connect():
        pass  # two wait in the pool
    with attack(store, triggers=True) as stranger:
        stranger.exec_driver_sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "  # returns when they have ended
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with store.engine.connect() as one, store.engine.connect() as other:
        assert [each.exec_driver_sql("SELECT 1").scalar_one() for each in (one, other)] == [1, 1]


def test_a_file_that_was_moved_away_is_read_no_further(store: Store) -> None:
    if not store.is_sqlite:
        return
    path = database_path(store.settings)
    assert mark_of(store) == 0
    away = path.rename(path.with_name("away.db"))
    with pytest.raises(Unavailable, match=r"gitrace\.db is not in its place"):
        mark_of(store)
    assert not path.exists()
    away.rename(path)
    assert mark_of(store) == 0


def test_the_file_that_stands_in_its_place_is_the_one_that_counts(store: Store) -> None:
    if not store.is_sqlite:
        return
    path = database_path(store.settings)
    copy = path.with_name("copy.db")
    with store.engine.connect() as connection:
        connection.connection.driver_connection.execute("VACUUM INTO ?", (str(copy),))  # type: ignore[union-attr]
    with sqlite3.connect(copy) as other:
        other.execute("PRAGMA user_version = 8")
    other.close()
    assert mark_of(store) == 0
    for old in path.parent.glob("gitrace.db*"):
        old.unlink()
    copy.rename(path)
    assert mark_of(store) == 8


def mark_of(store: Store) -> int:
    """The number in the file's header that is its owner's, through a connection of the pool."""
    with store.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def test_a_full_disk_in_the_middle_of_a_write_is_unavailable(store: Store) -> None:
    if store.is_sqlite:
        with pytest.raises(Unavailable):
            fill(store)


def fill(store: Store) -> None:
    """Write until the file may not grow any more."""
    columns = "(actor, route, key, body_digest, answer, made_at)"
    with keeping(store) as session:
        connection = session.connection()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(1000):
            values = ("user:1", "route", str(number), "digest", "x" * 4000, "")
            connection.exec_driver_sql(f"INSERT INTO idempotency {columns} VALUES (?, ?, ?, ?, ?, ?)", values)


def test_an_unrecorded_write_is_called_by_its_name(store: Store) -> None:
    with pytest.raises(UnrecordedChange, match="laboratory"), keeping(store) as session:
        session.connection().exec_driver_sql("INSERT INTO laboratory (name, cma_number) VALUES ('x', 'x')")


@pytest.mark.parametrize("statement", ["SELECT nothing FROM nowhere", "SELEC 1"])
def test_a_mistake_of_ours_stays_what_it_is(store: Store, statement: str) -> None:
    with pytest.raises(sa.exc.SQLAlchemyError), store.engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("fault", "passing"),
    [
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.DiskFull(), True),
        (psycopg.errors.ReadOnlySqlTransaction(), True),
        (psycopg.errors.UniqueViolation(), False),
        (psycopg.errors.SyntaxError(), False),
        (sqlite3.IntegrityError(), False),
        (ValueError(), False),
    ],
)
def test_which_faults_pass(fault: Exception, passing: bool) -> None:
    assert is_passing(fault) is passing
