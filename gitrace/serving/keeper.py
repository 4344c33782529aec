"""The keeper's process: `gitrace.jobs.keeper` with every room's handlers, ended by its parent's end.

python -m gitrace.serving.keeper
"""

import argparse
import importlib
import logging
import os
import select
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import col

import gitrace
from gitrace.errors import Unavailable
from gitrace.jobs import timer
from gitrace.jobs.keeper import LAST_STEP, keep
from gitrace.settings import load_settings
from gitrace.storage import Store, keeping, open_store
from gitrace.work import Idempotency, idempotency_expiry

_LOOK_EVERY = 0.25
"""Seconds between two looks whether to end."""
_ORPHANS_STEP = 0.5
"""Seconds that a job gets when the parent died: somebody may be waiting to start the service again."""


@timer(seconds=3600)
def purge_idempotency(store: Store, now: datetime) -> None:
    """Forget requests done so long ago that doing them again would be a new one."""
    with keeping(store) as session:
        old = col(Idempotency.made_at) < idempotency_expiry(now)
        session.connection().execute(sa.delete(Idempotency).where(old))


def import_rooms() -> None:
    """Import the handlers of every room that has a `jobs.py`; jobs themselves know no room."""
    for path in sorted(Path(gitrace.__file__).parent.glob("*/jobs.py")):
        importlib.import_module(f"gitrace.{path.parent.name}.jobs")


def main() -> None:
    """Keep until told to end by SIGTERM, SIGINT or the parent's death; exit code 1 when the store was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, default=0, help="end with this process; standard input is its pipe")
    parent: int = parser.parse_args().parent
    logging.basicConfig(format="keeper: %(levelname)s %(message)s")
    import_rooms()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    sys.exit(_keep_until(stop, parent))


def _keep_until(stop: threading.Event, parent: int) -> int:
    lost: list[Exception] = []
    thread = threading.Thread(target=_keep, args=(stop, lost), daemon=True)
    thread.start()
    while thread.is_alive() and not stop.is_set():
        if parent and _is_orphan(parent):
            stop.set()
            thread.join(_ORPHANS_STEP)
            os._exit(1)  # a job that did not come to its next step is put back by the next keeper
        if not parent:
            thread.join(_LOOK_EVERY)
    thread.join(LAST_STEP + 1)
    return 1 if lost else 0


def _keep(stop: threading.Event, lost: list[Exception]) -> None:
    try:
        store = open_store(load_settings())
        try:
            keep(store, stop)
        finally:
            store.close()
    except Unavailable as fault:
        logging.warning("%s", fault)
        lost.append(fault)
    except Exception as fault:
        logging.exception("it ends, to be started again")
        lost.append(fault)


def _is_orphan(parent: int) -> bool:
    """Wait a moment; whether the pipe from the parent closed or another process has taken us in."""
    closed, _, _ = select.select([sys.stdin], [], [], _LOOK_EVERY)
    return bool(closed) or os.getppid() != parent


if __name__ == "__main__":
    main()
