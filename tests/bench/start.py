"""How soon `gitrace serve` answers on a ready home, and how much memory a worker takes.

    python tests/bench/start.py [--quick] [--json FILE]

Its modules stand compiled, as an installer leaves them, whatever this environment says of writing them down.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from figures import Figure, report
from service import Service, comes_true

from gitrace.ledger.opening import open_home
from gitrace.settings import Settings

MEBIBYTE = 1024
"""In kB, the unit of /proc."""


def measure(quick: bool) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", workers=2)
        open_home(settings).close()
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        bare_start()
        one_start(settings)
        bare, first, memory = [], [], []
        for _ in range(2 if quick else 9):
            bare.append(bare_start())
            seconds, workers = one_start(settings)
            first.append(seconds)
            memory += workers
    return [
        Figure("first answer on a ready home", statistics.median(first), "s", most=2.0),
        Figure("  slowest start", max(first), "s"),
        Figure("  a bare Flask import, for comparison", statistics.median(bare), "s"),
        Figure("memory per worker, own share (PSS)", statistics.median(pss for pss, _ in memory), "MiB"),
        Figure("memory per worker, resident (RSS)", statistics.median(rss for _, rss in memory), "MiB"),
    ]


def bare_start() -> float:
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import flask, gevent, gunicorn.arbiter"], check=True)
    return time.monotonic() - begun


def one_start(settings: Settings) -> tuple[float, list[tuple[float, float]]]:
    """Seconds to the first answer, then (PSS, RSS) in MiB of each worker once all have answered something."""
    with Service(settings) as service:
        service.get("/")
        seconds = time.monotonic() - service.begun
        comes_true(lambda: len(service.pids()["worker"]) == settings.workers and bool(service.pids()["keeper"]))
        for _ in range(20):
            service.get("/")
        return seconds, [memory_of(pid) for pid in service.pids()["worker"]]


def memory_of(pid: int) -> tuple[float, float]:
    fields = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if ":" in line
    )
    return int(fields["Pss"].split()[0]) / MEBIBYTE, int(fields["Rss"].split()[0]) / MEBIBYTE


if __name__ == "__main__":
    report("start", __doc__, measure)
