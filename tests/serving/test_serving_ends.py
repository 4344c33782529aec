"""However a service ends, nothing of it lives on."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from market import open_market
from service import Service, comes_true

from gitrace.home import found_home
from gitrace.scans.place import scans_of
from gitrace.scans.tables import tally
from gitrace.serving.home import CannotServe, lock_home
from gitrace.settings import Settings
from gitrace.storage.locks import WriteLock


def test_sigterm_ends_everything_in_order(home: Settings) -> None:
    with Service(home) as service:
        assert service.get("/healthz")[0] == 200
        comes_true(lambda: bool(service.pids()["keeper"]))
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert service.survivors() == []
    assert service.errors == []


def test_a_scan_that_is_being_written_is_answered_and_counted_before_the_end(home: Settings) -> None:
    store = found_home(home)
    market = open_market(store)
    market.put_in_use(1, 300)
    with Service(home) as service, ThreadPoolExecutor(1) as shopper:
        service.get(market.label(1))
        with WriteLock(home.home / "scans.lock", 1).held():
            page = shopper.submit(service.get, market.label(2))
            time.sleep(0.1)  # it waits for the lock by now
            service.process.send_signal(signal.SIGTERM)
        status, text = page.result()
        assert service.process.wait(20) == 0
    assert status == 200
    assert "标签有效" in text
    with scans_of(store).reading() as connection:
        numbers = set(connection.execute(sa.select(tally.c.number)).scalars())
    assert ("首次查询" in text) == (2 in numbers)
    store.close()


def test_a_killed_supervisor_takes_everything_along_and_the_home_stays_locked_so_long(home: Settings) -> None:
    with Service(home) as service:
        comes_true(lambda: bool(service.pids()["keeper"]) and len(service.pids()["worker"]) == 2)
        web = service.pids()["web"][0]
        os.kill(web, signal.SIGSTOP)
        service.kill("supervisor")
        service.process.wait()
        with pytest.raises(CannotServe, match="being served already"):
            lock_home(home.home)
        os.kill(web, signal.SIGCONT)
        assert comes_true(lambda: service.survivors() == [] and is_free(home))


def is_free(home: Settings) -> bool:
    try:
        os.close(lock_home(home.home))
    except CannotServe:  # the last thread of a process that has ended may hold it a moment longer
        return False
    return True
