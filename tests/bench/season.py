"""How long a season's spreadsheets take to bring in, beside writing the same rows bare.

python tests/bench/season.py [--quick] [--json FILE]

Ours is `gitrace import` as a person runs it, in a process of its own, into an empty home on SQLite: every row judged,
saved through the rooms' commands and recorded in the ledger. Bare is the same rows read by csv and written to SQLite
with no rule, no books and no evidence.
"""

import csv
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from figures import Figure, report

DATA = Path(__file__).resolve().parents[1] / "data"
SEASONS = ("season-2026", "season-2026-rough")


def measure(quick: bool) -> list[Figure]:
    figures = []
    for season in SEASONS[:1] if quick else SEASONS:
        rounds = [one_round(season) for _ in range(1 if quick else 3)]
        ours, again, bare = (statistics.median(one) for one in zip(*rounds, strict=True))
        figures += [
            Figure(f"{season}, first import", ours, "s", most=20),
            Figure(f"{season}, second import, adds nothing", again, "s", most=20),
            Figure(f"{season}, first import ÷ rows written bare", ours / bare, "×"),
        ]
    return figures


def one_round(season: str) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return import_once(season, home), import_once(season, home), write_bare(season, home / "bare.db")


def import_once(season: str, folder: Path) -> float:
    report_file = folder / "out.csv"
    command = [sys.executable, "-m", "gitrace", "import", str(DATA / season), "--as-of", "2026-11-01"]
    environment = os.environ | {"GITRACE_HOME": str(folder / "home")}
    begun = time.monotonic()
    subprocess.run([*command, "--report", str(report_file)], check=True, capture_output=True, env=environment)
    seconds = time.monotonic() - begun
    if rows(report_file) != rows(DATA / season / "expected.csv"):
        sys.exit(f"{season}: the report is not what is expected; nothing was measured")
    return seconds


def rows(file: Path) -> list[str]:
    return sorted(file.read_text("utf-8-sig").splitlines())


def write_bare(season: str, file: Path) -> float:
    begun = time.monotonic()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, cells TEXT)")
        for path in sorted((DATA / season).glob("*.csv")):
            text = path.read_text("utf-8" if season == SEASONS[0] else "gb18030", errors="replace")
            lines = [("\t".join(cells),) for cells in csv.reader(text.splitlines())]
            connection.executemany("INSERT INTO line (cells) VALUES (?)", lines)
    connection.close()
    return time.monotonic() - begun


if __name__ == "__main__":
    report("season", __doc__, measure)
