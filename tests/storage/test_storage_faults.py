"""Passing faults of the database arrive as Unavailable, refusals of the change notes as UnrecordedChange."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa

from gitrace.errors import Unavailable
from gitrace.storage import Store, UnrecordedChange, keeping, reading
from gitrace.storage.store import database_path


def test_an_audited_table_refuses_in_keeping(store: Store) -> None:
    with pytest.raises(UnrecordedChange, match="profile_version"), keeping(store) as session:
        session.connection().execute(sa.text("UPDATE profile_version SET version = 2"))


def test_a_store_that_is_taken_away_is_unavailable_and_comes_back(store: Store) -> None:
    disturbed = write_past_a_strangers_lock if store.is_sqlite else read_in_a_session_that_was_ended
    with pytest.raises(Unavailable):
        disturbed(store)
    with keeping(store) as session:
        assert session.connection().execute(sa.text("SELECT 1")).scalar_one() == 1


def write_past_a_strangers_lock(store: Store) -> None:
    stranger = sqlite3.connect(database_path(store.settings), isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    try:
        with keeping(store):
            pass
    finally:
        stranger.close()


def read_in_a_session_that_was_ended(store: Store) -> None:
    with psycopg.connect(store.settings.database_url, autocommit=True) as other, reading(store) as session:
        ours = session.connection().execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (ours,))
        session.connection().execute(sa.text("SELECT 1"))


def test_a_fault_of_ours_stays_what_it_is(store: Store) -> None:
    with pytest.raises(sa.exc.DBAPIError), reading(store) as session:
        session.connection().execute(sa.text("SELECT nonsense FROM nowhere"))
