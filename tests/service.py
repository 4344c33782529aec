"""A real `gitrace serve` in processes of its own, for tests, benchmarks and campaigns."""

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import IO

from gitrace.settings import PREFIX, Settings

PATIENCE = 30.0
"""Seconds: how long anything may take before it counts as failed; a machine under load is slow."""


def environment(settings: Settings) -> dict[str, str]:
    """The outside environment without its own settings, with these."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    present = {PREFIX + name.upper(): str(value) for name, value in settings if value is not None}
    return outside | present


class Service:
    """`with Service(settings) as service:` is ready to answer inside the block; nothing of it lives after the block."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        command = [sys.executable, "-m", "gitrace", "serve", "--port", "0", *arguments]
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        self.seen: set[int] = {self.process.pid}
        self._readers = [
            threading.Thread(target=_collect, args=(stream, lines), daemon=True)
            for stream, lines in ((self.process.stdout, self.lines), (self.process.stderr, self.errors))
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> "Service":
        try:
            self.wait_until_ready()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait_until_ready(self, times: int = 1) -> None:
        """Until it has said so many times that it is ready."""
        comes_true(lambda: self._said_ready() >= times or self.process.poll() is not None)
        if self._said_ready() < times:
            raise AssertionError(f"it is not ready: {self.lines} {self.errors}")
        self.pids()

    def _said_ready(self) -> int:
        return sum("is ready" in line for line in self.lines)

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT, without a slash at the end."""
        return next(line for line in self.lines if "is ready" in line).split()[-1].rstrip("/")

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self.address.rsplit(":", 1)[1])

    def get(self, path: str, timeout: float = PATIENCE) -> tuple[int, str]:
        """Status and body of one request."""
        with urllib.request.urlopen(self.address + path, timeout=timeout) as answer:
            return answer.status, answer.read().decode()

    def pids(self) -> dict[str, list[int]]:
        """Process ids by part: supervisor, web (gunicorn's master), worker, keeper."""
        parts: dict[str, list[int]] = {"supervisor": [self.process.pid], "web": [], "worker": [], "keeper": []}
        for child in children_of(self.process.pid):
            if "gitrace.serving.keeper" in command_of(child):
                parts["keeper"].append(child)
            elif "gitrace.serving.web" in command_of(child):
                parts["web"].append(child)
                parts["worker"] += children_of(child)
        self.seen.update(pid for pids in parts.values() for pid in pids)
        return parts

    def kill(self, part: str) -> int:
        """kill -9 of one process of a part; returns its id."""
        pid = self.pids()[part][0]
        os.kill(pid, signal.SIGKILL)
        return pid

    def survivors(self) -> list[int]:
        """Processes of it, ever seen, that live."""
        return [pid for pid in sorted(self.seen) if is_alive(pid)]

    def end(self, number: int = signal.SIGTERM) -> int:
        """Signal the supervisor and wait for its end; what is left is killed. Returns the exit code."""
        self.pids()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            code = self.process.wait(PATIENCE)
        finally:
            for pid in self.survivors():
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
        for reader in self._readers:
            reader.join(PATIENCE)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


def comes_true(question: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Ask every 10 ms until the answer is yes; whether it was in time."""
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def children_of(parent: int) -> list[int]:
    """Living children of a process, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(stat)
        if fields and int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def is_alive(pid: int) -> bool:
    """Whether a process lives; a zombie does not."""
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return bool(fields) and fields[0] != "Z"


def command_of(pid: int) -> str:
    """A process's command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _stat(path: Path) -> list[str]:
    # The fields after the command's name, which stands in parentheses: state, parent, …
    try:
        return path.read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _collect(stream: IO[str], lines: list[str]) -> None:
    for line in stream:
        lines.append(line.rstrip("\n"))  # noqa: PERF401 - it is read while it grows
