"""Two seasons as cooperatives and villages keep them, each row against what is expected of it."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from gitrace.importing.cells import Cell
from gitrace.importing.desk import Desk
from gitrace.importing.judge import Verdict, judge_folder
from gitrace.importing.records import RecordsInMemory
from gitrace.importing.sheets import read_folder
from gitrace.profile import seed_profile

DATA = Path(__file__).parent.parent / "data"
AS_OF = date(2026, 11, 1)
SEASONS = ["season-2026", "season-2026-rough"]


def files_of(season: str) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in sorted((DATA / season).iterdir())]


def expected(season: str) -> list[tuple[str, ...]]:
    lines = (DATA / season / "expected.csv").read_text("utf-8-sig").splitlines()
    return sorted(tuple(row) for row in list(csv.reader(lines))[1:])


def judged(files: Iterable[tuple[str, bytes]], records: RecordsInMemory | None = None) -> list[Verdict]:
    records = records or RecordsInMemory()
    return list(judge_folder(read_folder(files), Desk(records, seed_profile(), AS_OF), records))


def reported(verdicts: list[Verdict]) -> list[tuple[str, ...]]:
    return sorted(verdict.report_row for verdict in verdicts)


@pytest.mark.parametrize("season", SEASONS)
def test_every_row_comes_out_as_expected(season: str) -> None:
    assert reported(judged(files_of(season))) == expected(season)


@pytest.mark.parametrize("again", SEASONS)
def test_a_second_run_reports_the_same_and_adds_nothing(again: str) -> None:
    records = RecordsInMemory()
    first = judged(files_of("season-2026"), records)
    second = judged(files_of(again), records)
    assert reported(second) == expected(again)
    assert not any(verdict.present for verdict in first)
    assert all(verdict.present for verdict in second if verdict.outcome != "refused")


def test_an_interrupted_run_is_finished_by_running_again() -> None:
    records = RecordsInMemory()
    run = judge_folder(read_folder(files_of("season-2026")), Desk(records, seed_profile(), AS_OF), records)
    for _ in range(2500):
        next(run)
    second = judged(files_of("season-2026"), records)
    assert reported(second) == expected("season-2026")
    assert sum(verdict.present for verdict in second) > 2000


def test_a_workbook_with_its_own_dates_and_numbers_comes_out_the_same() -> None:
    book = Workbook()
    for name, content in files_of("season-2026"):
        worksheet = book.create_sheet(name)
        for cells in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            worksheet.append([_as_kept(cell) for cell in cells])
    packed = io.BytesIO()
    book.save(packed)
    assert reported(judged([("season.xlsx", packed.getvalue())])) == expected("season-2026")


def test_every_refusal_has_a_sentence() -> None:
    refused = [verdict.refusal for verdict in judged(files_of("season-2026")) if verdict.refusal is not None]
    assert refused
    assert all("{" not in str(refusal) and str(refusal).endswith("。") for refusal in refused)


def _as_kept(text: str) -> Cell:
    """What a spreadsheet makes of a typed cell."""
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - a workbook knows no zone
        except ValueError:
            continue
    try:
        return float(text) if text != "NaN" and "e" not in text and not text.startswith("0715") else text
    except ValueError:
        return text
