"""A job outlives the keeper that was doing it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from service import comes_true, environment

from gitrace import clock
from gitrace.jobs import JobState, order
from gitrace.jobs.queries import job_of
from gitrace.storage import Store, keeping, reading

# The keeper's own process, with one handler more: it writes a line for each step and takes its time.
_A_KEEPER = """
import time
from gitrace.jobs import job
from gitrace.serving.keeper import main

@job("test.steps")
def steps(store, path, progress):
    for step in range(progress.done, 12):
        with open(path, "a") as file:
            file.write(f"{step} ")
        time.sleep(0.1)
        progress.reach(step + 1, total=12)
    return "well"

main()
"""


def start_keeper(store: Store) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", _A_KEEPER], env=environment(store.settings), text=True)


def test_a_job_survives_kill_9_and_completes(store: Store, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    with keeping(store) as session:
        made = order(session, "test.steps", str(steps), made_by="user:1", now=clock.now()).id
    first = start_keeper(store)
    assert comes_true(lambda: progress(store, made)[1] >= 4)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert progress(store, made)[0] == JobState.RUNNING
    second = start_keeper(store)
    assert comes_true(lambda: progress(store, made)[0] == JobState.DONE)
    second.terminate()
    assert second.wait(10) == 0
    numbers = [int(word) for word in steps.read_text().split()]
    assert sorted(set(numbers)) == list(range(12))
    assert len(numbers) < 20, "it went on near where it was, not from the start"


def progress(store: Store, made: int) -> tuple[str, int]:
    with reading(store) as session:
        row = job_of(session, made)
        assert row is not None
        return row.state, row.progress
