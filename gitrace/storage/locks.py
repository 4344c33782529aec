"""Locks between processes, by flock."""

import fcntl
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gitrace.errors import Unavailable

_SHORTEST_NAP, _LONGEST_NAP = 0.0005, 0.010  # seconds


class WriteLock:
    """The one inter-process lock that every SQLite write transaction takes first.

    It is polled with short naps rather than waited for in C: a wait inside sqlite3 would freeze the whole gevent
    worker, while a nap lets its other requests run; and since BEGIN never meets a busy database, no writer starves.
    """

    def __init__(self, path: Path, patience: float) -> None:
        """`patience`: seconds after which a writer gives up with `Unavailable`."""
        self._path = path
        self._patience = patience

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises Unavailable when nobody lets go in time."""
        # Each holder opens the file anew: a flock belongs to the open file, so threads exclude each other as well.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._wait_for(handle)
            yield
        finally:
            os.close(handle)

    def _wait_for(self, handle: int) -> None:
        deadline = time.monotonic() + self._patience
        nap = _SHORTEST_NAP
        while not try_flock(handle):
            if time.monotonic() > deadline:
                raise Unavailable("the store is busy writing")
            time.sleep(nap * (0.5 + random.random()))  # noqa: S311 - jitter, not a secret
            nap = min(nap * 1.5, _LONGEST_NAP)


def try_flock(handle: int) -> bool:
    """Take an exclusive flock on an open file at once, or say no."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def hold_for_life(path: Path) -> int | None:
    """Lock a file for as long as this process, and children that inherit the handle, live.

    Returns the handle, or None when another process holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if try_flock(handle):
        return handle
    os.close(handle)
    return None
