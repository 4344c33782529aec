"""What every benchmark shares: a figure with its target, the table, the verdict, the exit code."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured value and what it should be: at most or at least; without either it is shown only."""

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None

    @property
    def good(self) -> bool:
        return (self.most is None or self.value <= self.most) and (self.least is None or self.value >= self.least)

    @property
    def target(self) -> str:
        if self.most is not None:
            return f"≤ {self.most:g}"
        return f"≥ {self.least:g}" if self.least is not None else ""

    @property
    def verdict(self) -> str:
        if not self.target:
            return ""
        return "ok" if self.good else "MISSED"

    def line(self) -> str:
        return f"{self.name:<58} {self.value:>10.2f} {self.unit:<6} {self.target:<8} {self.verdict}".rstrip()


def report(name: str, about: str | None, measure: Callable[[bool], list[Figure]]) -> None:
    """Read the command line, measure (`quick` or in full), print table and last line; exit 1 on a missed target."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for CI")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    arguments = parser.parse_args()
    figures = measure(arguments.quick)
    print(f"{'figure':<58} {'value':>10}        target   verdict")
    for figure in figures:
        print(figure.line())
    if arguments.json:
        told = [asdict(figure) | {"good": figure.good} for figure in figures]
        arguments.json.write_text(json.dumps(told, indent=1, ensure_ascii=False))
    missed = [figure.name for figure in figures if not figure.good]
    print(f"{name}: MISSED {', '.join(missed)}" if missed else f"{name}: every target met")
    sys.exit(1 if missed else 0)
