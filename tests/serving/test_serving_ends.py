"""However a service ends, nothing of it lives on."""

import os
import signal

import pytest
from service import Service, comes_true

from gitrace.serving.home import CannotServe, lock_home
from gitrace.settings import Settings


def test_sigterm_ends_everything_in_order(home: Settings) -> None:
    with Service(home) as service:
        assert service.get("/healthz")[0] == 200
        comes_true(lambda: bool(service.pids()["keeper"]))
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert service.survivors() == []
    assert service.errors == []


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
