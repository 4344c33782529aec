"""What must be so before anything starts: the home is ours, the port is free, the database is ready.

The supervisor lives as long as the service and does little, so it imports neither SQLAlchemy nor a room: that keeps it
small and the first answer early.
"""

import errno
import fcntl
import os
import re
import socket
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import gitrace
from gitrace.settings import Settings

ACCEPT = "--accept-rollback"
"""What `gitrace serve` passes on to the child that prepares the home."""
LOCK_NAME = "serve.lock"
"""File in the home that a running service holds locked."""

# Two statements' worth in one: the revision, if the ledger has its first entry.
_REVISION = "SELECT version_num FROM alembic_version, ledger_head WHERE size > 0"


class CannotServe(Exception):
    """Why the service does not start, in a sentence for who starts it."""


def lock_home(home: Path) -> int:
    """Lock the home for as long as this process, or a child that inherits the handle, lives. Raises CannotServe."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(home / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise CannotServe(f"the home {home} is being served already") from None
    return handle


def try_port(host: str, port: int) -> int:
    """Bind the port once without sharing it, and let go; returns it, or for 0 a free one. Raises CannotServe.

    The workers share the port among themselves, and so would two services, silently: each would get half the requests.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
            tried.listen(1)
            return int(tried.getsockname()[1])
    except OSError as fault:
        raise CannotServe(_why_not(host, port, fault)) from None


def _why_not(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is taken by another program; choose another with --port"
    if fault.errno == errno.EACCES:
        return f"port {port} may not be opened by this user; choose one above 1023 with --port"
    return f"{host} is not an address of this machine ({fault.strerror}); choose another with --host"


def require_checkpoint_folder(settings: Settings) -> None:
    """Raises CannotServe when checkpoints are to go to a folder that is not there, such as a disk not mounted."""
    folder = settings.checkpoint_dir
    if folder is not None and not folder.is_dir():
        raise CannotServe(f"GITRACE_CHECKPOINT_DIR: {folder} is not a folder")


def is_prepared(settings: Settings) -> bool:
    """Whether the database is at this release's revision and has its ledger, and scans have their place; a cheap look.

    Raises CannotServe.
    """
    home, url = settings.home, settings.database_url
    found = _ask_sqlite(home / "gitrace.db") if settings.is_sqlite else _ask_postgresql(url)
    has_place = (home / "scans.db").exists() or not settings.is_sqlite
    return found is not None and found[0] == _newest_revision() and has_place


def _newest_revision() -> str:
    versions = Path(gitrace.__file__).parent / "storage" / "migrations" / "versions"
    return max(path.name[:4] for path in versions.glob("[0-9]*.py"))


def _ask_sqlite(path: Path) -> Sequence[str] | None:
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        row: Sequence[str] | None = connection.execute(_REVISION).fetchone()
    except sqlite3.OperationalError:  # no such table
        return None
    except sqlite3.DatabaseError as fault:
        raise CannotServe(f"{path}: {fault}") from None
    finally:
        connection.close()
    return row


def _ask_postgresql(url: str) -> Sequence[str] | None:
    import psycopg  # a service on SQLite never needs it

    try:
        with psycopg.connect(re.sub(r"^postgresql\+\w+:", "postgresql:", url), connect_timeout=10) as connection:
            return connection.execute(_REVISION).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.Error as fault:
        raise CannotServe(f"PostgreSQL does not answer: {str(fault).splitlines()[0]}") from None
