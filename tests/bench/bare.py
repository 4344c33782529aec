"""Homes without the ledger's hold on their tables, for what is measured beside it or laid in bulk."""

from dataclasses import replace

import psycopg

from gitrace.settings import Settings
from gitrace.storage import Store, open_store
from gitrace.storage.engines import sqlite_engine
from gitrace.storage.store import database_path


def without_notes(settings: Settings) -> Store:
    """The home opened without the triggers that note every change; on PostgreSQL they are gone for good."""
    store = open_store(settings)
    if settings.is_sqlite:
        store.close()
        return replace(store, engine=sqlite_engine(database_path(settings)))
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        triggers = connection.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'gitrace_note%'"
        ).fetchall()
        for trigger, table in triggers:
            connection.execute(f"DROP TRIGGER {trigger} ON {table}")
    return store
