"""How soon `gitrace serve` answers on a ready home, and how much memory a worker takes.

python tests/bench/start.py [--quick] [--json FILE]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from service import Service, comes_true

from gitrace.ledger.opening import open_home
from gitrace.settings import Settings

MEBIBYTE = 1024
"""In kB, the unit of /proc."""


@dataclass
class Figure:
    """One measured value and what it should be; without a target it is shown only."""

    name: str
    value: float
    unit: str
    target: float | None = None

    @property
    def good(self) -> bool:
        return self.target is None or self.value < self.target

    def line(self) -> str:
        target = "" if self.target is None else f"< {self.target:g} {self.unit}"
        verdict = "" if self.target is None else ("ok" if self.good else "MISSED")
        return f"{self.name:<38} {self.value:>8.2f} {self.unit:<4} {target:<10} {verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="3 starts in place of 9")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    arguments = parser.parse_args()
    figures = measure(3 if arguments.quick else 9)
    print(f"{'figure':<38} {'value':>8}      target     verdict")
    for figure in figures:
        print(figure.line())
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(figure) | {"good": figure.good} for figure in figures], indent=1))
    good = all(figure.good for figure in figures)
    print(f"start: first answer after {figures[0].value:.2f} s: {'ok' if good else 'MISSED'}")
    sys.exit(0 if good else 1)


def measure(starts: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home", workers=2)
        open_home(settings).close()
        bare, first, memory = [], [], []
        for _ in range(starts):
            bare.append(bare_start())
            seconds, workers = one_start(settings)
            first.append(seconds)
            memory += workers
    return [
        Figure("first answer on a ready home", statistics.median(first), "s", 2.0),
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
    main()
