"""A list taken out: what a spreadsheet program opens is what the page showed, and no cell of it is a formula."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gitrace.supervision.listing import Column
from gitrace.supervision.spreadsheets import FORMULA_STARTS, Format, write_list

COLUMNS: tuple[Column[Any], ...] = tuple(
    Column(name, header, lambda line, name=name: line[name])  # type: ignore[misc]
    for name, header in [("text", "说明"), ("grams", "克"), ("kilograms", "公斤"), ("day", "日期"), ("at", "时间")]
)
AT = datetime(2026, 3, 19, 22, 30, tzinfo=UTC)


def line(text: str, grams: int | None = -5) -> dict[str, Any]:
    return {"text": text, "grams": grams, "kilograms": Decimal("12.500"), "day": date(2026, 3, 20), "at": AT}


def written_csv(path: Path, *lines: dict[str, Any]) -> list[list[str]]:
    write_list(path, Format.CSV, "交售单", COLUMNS, lines)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path, start: str) -> None:
    text = f'{start}HYPERLINK("http://example")'
    assert written_csv(tmp_path / "list.csv", line(text))[1][0] == f"'{text}"
    write_list(tmp_path / "list.xlsx", Format.XLSX, "交售单", COLUMNS, [line(text)])
    cell = load_workbook(tmp_path / "list.xlsx").active["A2"]  # type: ignore[index]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r").replace("_x0009_", "\t") == text


def test_numbers_stay_numbers_and_times_are_those_of_shanghai(tmp_path: Path) -> None:
    rows = written_csv(tmp_path / "list.csv", line("春"), line("笋", None))
    assert rows[0] == ["说明", "克", "公斤", "日期", "时间"]
    assert rows[1] == ["春", "-5", "12.500", "2026-03-20", "2026-03-20 06:30:00"]
    assert rows[2][1] == ""


def test_a_workbook_has_types_widths_and_a_frozen_head(tmp_path: Path) -> None:
    count = write_list(tmp_path / "list.xlsx", Format.XLSX, "交售单", COLUMNS, [line("春"), line("笋")])
    sheet = load_workbook(tmp_path / "list.xlsx")["交售单"]
    assert count == 2
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["说明", "克", "公斤", "日期", "时间"]
    assert [cell.value for cell in sheet[2]] == ["春", -5, 12.5, datetime(2026, 3, 20), datetime(2026, 3, 20, 6, 30)]  # noqa: DTZ001
    assert sheet.column_dimensions["A"].width > 15


def test_an_empty_list_still_has_its_head(tmp_path: Path) -> None:
    assert written_csv(tmp_path / "list.csv") == [["说明", "克", "公斤", "日期", "时间"]]
    write_list(tmp_path / "list.xlsx", Format.XLSX, "交售单", COLUMNS, [])
    assert load_workbook(tmp_path / "list.xlsx").active.max_row == 1  # type: ignore[union-attr]
