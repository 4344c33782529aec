"""Which database errors mean "not now", and which mean that somebody tried an unrecorded write."""

import sqlite3

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ExceptionContext

from gitrace.errors import Unavailable

UNRECORDED = "gitrace: unrecorded write to "
"""How the change-note triggers begin their refusal, on both databases."""

_PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")

# PostgreSQL, appendix A: 08 connection, 53 resources (disk full), 57 operator intervention, 58 system error,
# 55P03 lock not available, 40 rollback (serialization, deadlock), 25006 read-only transaction (a standby).
_PASSING_POSTGRESQL = ("08", "53", "57", "58", "55P03", "40", "25006")


class NewerDatabase(Exception):
    """The database was written by a later release."""


class UnrecordedChange(Exception):
    """A change of an audited table that no event claimed. Never an answer to a person: a fault in our code."""


def watch_faults(engine: sa.Engine) -> None:
    """Turn passing faults of this engine into Unavailable, trigger refusals into UnrecordedChange."""
    sa.event.listen(engine, "handle_error", _translate, retval=True)


def _translate(context: ExceptionContext) -> BaseException | None:
    if context.is_pre_ping:  # the pool sees for itself that a connection is dead, and opens another
        return None
    return translated(context.original_exception)


def translated(fault: BaseException) -> BaseException | None:
    """Unavailable for a passing fault of a driver, UnrecordedChange for a trigger's refusal, None for any other."""
    first_line = (str(fault).splitlines() or [""])[0]
    if UNRECORDED in first_line:
        return UnrecordedChange(first_line)
    if is_passing(fault):
        return Unavailable(f"the store cannot answer now: {first_line}")
    return None


def as_engines_say(fault: Exception, dialect: sa.Dialect) -> BaseException:
    """What an engine would have raised for a driver's fault, where the driver was asked past it."""
    base = dialect.loaded_dbapi.Error
    return translated(fault) or sa.exc.DBAPIError.instance(None, None, fault, base, dialect=dialect)


def is_passing(fault: BaseException) -> bool:
    """Whether the same statement may succeed shortly."""
    if isinstance(fault, sqlite3.Error):
        name = getattr(fault, "sqlite_errorname", "")
        return name.startswith(_PASSING_SQLITE)
    import psycopg  # a service on SQLite never needs it

    if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError | psycopg.errors.ReadOnlySqlTransaction):
        return fault.sqlstate is None or fault.sqlstate.startswith(_PASSING_POSTGRESQL)
    return False
