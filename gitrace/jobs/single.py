"""Being the only keeper: of this home, and of this PostgreSQL database, which several hosts may share."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from gitrace.storage import Store
from gitrace.storage.locks import hold_for_life

_ADVISORY_LOCK = 0x6769747261636501  # "gitrace" in ASCII, then the number of the lock
_LOOK_EVERY = 0.2
"""Seconds between two looks whether the other keeper has gone."""


@dataclass(frozen=True)
class Solitude:
    """Held by the one keeper."""

    connection: sa.Connection | None
    """Its PostgreSQL session, whose end frees the advisory lock."""

    def check(self) -> None:
        """Raises Unavailable when the session, and with it the lock, was lost."""
        if self.connection is not None:
            self.connection.exec_driver_sql("SELECT 1")


@contextmanager
def alone(store: Store, stop: threading.Event) -> Iterator[Solitude | None]:
    """Wait until no other keeper lives, and be it meanwhile; None when told to stop first. Raises Unavailable."""
    with ExitStack() as held:
        yield _hold_home(store, stop, held) and _hold_database(store, stop, held)


def _hold_home(store: Store, stop: threading.Event, held: ExitStack) -> Solitude | None:
    while (handle := hold_for_life(store.settings.home / "keeper.lock")) is None:
        if stop.wait(_LOOK_EVERY):
            return None
    held.callback(os.close, handle)
    return Solitude(None)


def _hold_database(store: Store, stop: threading.Event, held: ExitStack) -> Solitude | None:
    if store.is_sqlite:
        return Solitude(None)
    connection = held.enter_context(store.engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
    held.callback(connection.invalidate)  # back in the pool, the session would go on holding the lock
    while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_ADVISORY_LOCK})").scalar():
        if stop.wait(_LOOK_EVERY):
            return None
    return Solitude(connection)
