"""The supervisor: starts web server and keeper, starts again what is killed, and ends with nothing left behind."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from gitrace.serving.children import KEYS_NOT_BACKED_UP, OLDER_LOG, Child, environment
from gitrace.serving.home import ACCEPT, is_prepared, lock_home, require_checkpoint_folder, try_port
from gitrace.settings import Settings

GRACE = 30.0
"""Seconds that requests and the running job get when the service ends."""

# The first import of the web server's interpreter patches it: a lock made before would block the whole worker. Until
# its forks it only imports, where the garbage collector finds nothing and takes a seventh of the time.
_WEB = (
    "import gc; gc.disable(); import gevent.monkey; gevent.monkey.patch_all(); "
    "from gitrace.serving.web import main; main()"
)

_ENDING = (signal.SIGTERM, signal.SIGINT)
_NEVER = float("inf")


def serve(
    settings: Settings, *, host: str, port: int, say: Callable[[str], None], accept_rollback: bool = False
) -> int:
    """Serve a home until told to end; returns the exit code. Raises CannotServe."""
    require_checkpoint_folder(settings)
    lock = lock_home(settings.home)
    port = try_port(host, port)
    if accept_rollback or not is_prepared(settings):
        # In a process of its own, which takes the migrations' memory with it.
        prepare = [sys.executable, "-P", "-m", "gitrace.serving.prepare", *([ACCEPT] if accept_rollback else [])]
        code = subprocess.call(prepare, env=environment(settings), pass_fds=(lock,))  # noqa: S603 - our own interpreter
        if code:
            return code
    return _Supervisor(settings, host, port, lock, say).run()


class _Supervisor:
    def __init__(self, settings: Settings, host: str, port: int, lock: int, say: Callable[[str], None]) -> None:
        env = environment(settings)
        parent = ["--parent", str(os.getpid())]
        # Both inherit the home's lock: it is free again only when the last of them is gone.
        self._web = Child(["-c", _WEB, *parent, "--host", host, "--port", str(port)], env, [lock])
        self._keeper = Child(["-m", "gitrace.serving.keeper", *parent], env, [lock])
        self._address = _address(host, port)
        self._say = say
        self._ready = -1
        self._signals, self._wakeup = os.pipe()

    def run(self) -> int:
        self._catch_signals()
        try:
            self._start_web("--greet")
            return self._watch()
        finally:
            self._web.sweep()
            self._keeper.sweep()

    def _catch_signals(self) -> None:
        # Python writes each signal's number into the pipe; nothing is done inside a handler.
        os.set_blocking(self._wakeup, False)
        signal.set_wakeup_fd(self._wakeup)
        for number in (*_ENDING, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)

    def _start_web(self, *more: str) -> None:
        self._stop_listening()
        self._ready, told = os.pipe()
        self._web.start("--tell", str(told), *more, inherits=[told])
        os.close(told)

    def _watch(self) -> int:
        while True:
            for number in self._wait(1.0):
                if number in _ENDING:
                    return self._end()
                if number == signal.SIGHUP:
                    self._web.tell(signal.SIGHUP)
                    self._keeper.tell(signal.SIGTERM)
            code = self._mend()
            if code is not None:
                return code

    def _wait(self, seconds: float) -> list[int]:
        """Wait for a signal or a word of the web server; returns the signals' numbers."""
        readable, _, _ = select.select([self._signals, *([self._ready] if self._ready >= 0 else [])], [], [], seconds)
        if self._ready in readable:
            self._hear()
        return list(os.read(self._signals, 100)) if self._signals in readable else []

    def _hear(self) -> None:
        words = os.read(self._ready, 1000).decode().split()
        for word in dict.fromkeys(words):  # two workers may say it at once
            if word == "ready":
                self._say(f"gitrace is ready: {self._address}/")
            elif word == KEYS_NOT_BACKED_UP:
                self._say("not all keys are kept outside the home; back them up: gitrace backup --keys FILE")
            elif word == OLDER_LOG:
                self._say("the log is older than the newest checkpoint in GITRACE_CHECKPOINT_DIR: pages are shown and")
                self._say("nothing is written. Restore a newer backup, or serve it with --accept-rollback")
            else:
                self._say(f"first administrator's link, good once: {self._address}{word}")
        if not words or "ready" in words:
            self._stop_listening()
        if "ready" in words and not self._keeper.lives:
            self._keeper.start()

    def _stop_listening(self) -> None:
        if self._ready >= 0:
            os.close(self._ready)
            self._ready = -1

    def _mend(self) -> int | None:
        """Start again what was killed; returns an exit code when the web server ended by itself."""
        if self._web.process is not None and not self._web.lives:
            code = self._web.bury()
            if code >= 0:
                self._end()
                return code or 1
            self._say("the web server was killed; starting it again")
        if self._keeper.process is not None and not self._keeper.lives:
            self._keeper.bury()
        moment = time.monotonic()
        if self._web.process is None and moment >= self._web.due:
            self._start_web()
        if self._keeper.process is None and self._keeper.due and moment >= self._keeper.due:
            self._keeper.start()
        return None

    def _end(self) -> int:
        """End both in order; a second signal ends them at once."""
        self._web.tell(signal.SIGTERM)
        self._keeper.tell(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while (self._web.lives or self._keeper.lives) and time.monotonic() < deadline:
            if any(number in _ENDING for number in self._wait(0.2)):
                break
        return 0


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
