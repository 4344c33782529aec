"""The supervisor's child processes: how they are started, watched and ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from gitrace.settings import PREFIX, Settings

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a child that died is started again; doubled with each early death."""
_SOUND = 60.0
"""Seconds after which a child counts as sound, and its next death as the first."""
_PR_SET_PDEATHSIG = 1

KEYS_NOT_BACKED_UP = "keys-not-backed-up"
"""The word by which the web server tells the supervisor that the home's keys are kept nowhere else."""

OLDER_LOG = "older-log"
"""The word by which it tells that the log is older than what was exported of it."""


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment, with every setting as it stands after the command line's."""
    present = {PREFIX + name.upper(): value for name, value in settings if value is not None}
    return os.environ | {name: str(value) for name, value in present.items()}


@dataclass
class Child:
    """A process that leads its own group, so that a Ctrl-C reaches the supervisor alone and a sweep reaches all.

    Its standard input is a pipe that nobody writes: it ends when the supervisor ends, however that comes about.
    """

    arguments: Sequence[str]
    """After the interpreter's name."""
    environment: dict[str, str]
    inherits: Sequence[int] = ()
    """File handles that it gets."""
    process: "subprocess.Popen[bytes] | None" = None
    begun: float = 0.0
    pause: float = 0.0
    due: float = field(default=0.0)
    """When it may be started again; monotonic."""

    def start(self, *more: str, inherits: Sequence[int] = ()) -> None:
        """Start it, with further arguments and handles of this one start."""
        # -P: the folder in which somebody happens to stand is no place to import from.
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-P", *self.arguments, *more],
            env=self.environment,
            stdin=subprocess.PIPE,
            pass_fds=(*self.inherits, *inherits),
            start_new_session=True,
        )
        self.begun = time.monotonic()

    @property
    def lives(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def bury(self) -> int:
        """After its end: what it left behind is killed, and a pause set; returns its exit code, negative if killed."""
        assert self.process is not None
        code = self.process.wait()
        self.sweep()
        moment = time.monotonic()
        early = moment - self.begun < _SOUND
        self.pause = min(max(self.pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE) if early else SHORTEST_PAUSE
        self.due = moment + self.pause
        self._let_go()
        return code

    def tell(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.lives:
            assert self.process is not None
            self.process.send_signal(number)

    def sweep(self) -> None:
        """Kill it and everything in its group."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def _let_go(self) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process = None


def end_with_parent(number: int) -> None:
    """Have the kernel send this process a signal when its parent dies (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
