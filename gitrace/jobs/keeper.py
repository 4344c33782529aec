"""The keeper: carries out jobs and effects and runs the timers, one per installation."""

import logging
import threading
import time

from gitrace import clock
from gitrace.errors import Unavailable
from gitrace.jobs import export, upkeep  # noqa: F401 - they register this room's own effect and timers
from gitrace.jobs.outbox import pay_due
from gitrace.jobs.registry import TIMERS
from gitrace.jobs.running import put_back, run_next
from gitrace.jobs.single import Solitude, alone
from gitrace.storage import Store

POLL = 0.25
"""Seconds between two looks at what is due."""
CHECK_EVERY = 5.0
"""Seconds between two checks that this keeper is still the only one."""
LAST_STEP = 10.0
"""Seconds that a running job gets to come to its next step when the keeper ends."""
_logger = logging.getLogger(__name__)


def keep(store: Store, stop: threading.Event) -> None:
    """Keep the installation until told to stop; waits first while another keeper lives.

    Jobs have a thread of their own, so that a long one delays no effect. Raises Unavailable when the database that
    makes this keeper the only one was lost.
    """
    with alone(store, stop) as solitude:
        if solitude is None:
            return
        jobs = threading.Thread(target=_do_jobs, args=(store, stop), daemon=True)
        jobs.start()
        try:
            _pay_and_tick(store, stop, solitude)
        finally:
            stop.set()
            jobs.join(LAST_STEP)


def _do_jobs(store: Store, stop: threading.Event) -> None:
    lost = True  # nothing runs yet: what the table calls running was another keeper's
    while not stop.is_set():
        busy = False
        try:
            if lost:
                put_back(store, clock.now())
                lost = False
            busy = run_next(store, clock.now(), stop.is_set)
        except Unavailable as passing:
            _logger.warning("jobs wait: %s", passing)
            lost = True
        except Exception:
            _logger.exception("jobs wait")
            lost = True
        if not busy:
            stop.wait(POLL)


def _pay_and_tick(store: Store, stop: threading.Event, solitude: Solitude) -> None:
    next_check = time.monotonic() + CHECK_EVERY
    next_tick: dict[str, float] = {}
    while not stop.wait(POLL):
        if time.monotonic() > next_check:
            solitude.check()
            next_check = time.monotonic() + CHECK_EVERY
        try:
            pay_due(store, clock.now(), stop.is_set)
            _tick(store, next_tick)
        except Unavailable as passing:
            _logger.warning("effects and timers wait: %s", passing)
        except Exception:
            _logger.exception("effects and timers wait")


def _tick(store: Store, next_tick: dict[str, float]) -> None:
    for timer in TIMERS.values():
        moment = time.monotonic()
        if moment < next_tick.get(timer.name, 0.0):
            continue
        next_tick[timer.name] = moment + timer.seconds  # first, so that a failing timer does not come at every look
        try:
            timer.act(store, clock.now())
        except Unavailable:
            raise
        except Exception:
            _logger.exception("timer %s", timer.name)
