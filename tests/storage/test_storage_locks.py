"""The lock of all writers, and the lock for life."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitrace.errors import Unavailable
from gitrace.storage.locks import WriteLock, hold_for_life

HOLDER = """
import sys, time
from pathlib import Path
from gitrace.storage.locks import WriteLock
with WriteLock(Path(sys.argv[1]), 1).held():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lock_is_held_by_one_at_a_time_and_let_go(tmp_path: Path) -> None:
    first, second = (WriteLock(tmp_path / "lock", 0.05) for _ in range(2))
    with first.held(), pytest.raises(Unavailable), second.held():
        pass
    with second.held():
        pass


def test_one_lock_excludes_its_own_threads_too(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path / "lock", 0.05)
    with lock.held(), pytest.raises(Unavailable), lock.held():
        pass


def test_a_lock_of_a_process_that_was_killed_is_free(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "lock")], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(Unavailable), WriteLock(tmp_path / "lock", 0.05).held():
            pass
        holder.kill()
    with WriteLock(tmp_path / "lock", 1).held():
        pass


def test_patience_is_kept_and_not_more(tmp_path: Path) -> None:
    with WriteLock(tmp_path / "lock", 1).held():
        began = time.monotonic()
        with pytest.raises(Unavailable), WriteLock(tmp_path / "lock", 0.3).held():
            pass
        assert 0.3 <= time.monotonic() - began < 2


def test_a_lock_for_life_is_given_once(tmp_path: Path) -> None:
    handle = hold_for_life(tmp_path / "serve.lock")
    assert handle is not None
    assert hold_for_life(tmp_path / "serve.lock") is None
    os.close(handle)
    again = hold_for_life(tmp_path / "serve.lock")
    assert again is not None
    os.close(again)
