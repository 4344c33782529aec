"""A list as CSV or XLSX. Numbers stay numbers and texts stay texts: nothing in a cell is ever a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from gitrace.clock import SHANGHAI
from gitrace.supervision.listing import Cell, Column

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_ROWS_A_SHEET = 1_000_000
_LONGEST_CELL = 32_767  # characters; a longer one is left out by spreadsheet programs


class Format(StrEnum):
    """What a list can be taken out as."""

    CSV = "csv"
    XLSX = "xlsx"


MIME_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_list(path: Path, form: Format, title: str, columns: Sequence[Column[Any]], lines: Iterable[Any]) -> int:
    """Write a list into a new file; returns how many lines it has."""
    if form is Format.CSV:
        return _write_csv(path, columns, lines)
    return _write_xlsx(path, title, columns, lines)


def harmless(text: str) -> str:
    """A text that a spreadsheet program takes for nothing but a text: CSV has no other way to say so."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write_csv(path: Path, columns: Sequence[Column[Any]], lines: Iterable[Any]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # Excel takes UTF-8 for GBK without the mark
        writer = csv.writer(file)
        writer.writerow([column.header for column in columns])
        for line in lines:
            writer.writerow([_csv_cell(column.value(line)) for column in columns])
            count += 1
    return count


def _csv_cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case Decimal() | int():
            return str(value)
        case datetime():
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case _:
            return harmless(str(value))


def _write_xlsx(path: Path, title: str, columns: Sequence[Column[Any]], lines: Iterable[Any]) -> int:
    return write_book(path, [(title, columns, lines)])


def write_book(path: Path, sheets: Iterable[tuple[str, Sequence[Column[Any]], Iterable[Any]]]) -> int:
    """Write a workbook of several lists, (title, columns, lines), into a new file; returns how many lines it has."""
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        return sum(_Sheets(book, title, columns).fill(lines) for title, columns, lines in sheets)


class _Sheets:
    """Worksheets of one list, a further one begun when a sheet is full."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column[Any]]) -> None:
        self._book, self._title, self._columns = book, title, columns
        self._head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E5F0E5"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet: Any = None
        self._begun = 0

    def fill(self, lines: Iterable[Any]) -> int:
        """All lines; returns how many they were. Without any there is the head alone."""
        count = 0
        for line in lines:
            self.add(line, count)
            count += 1
        if not count:
            self.begin()
        return count

    def begin(self) -> Any:
        """A new sheet with its frozen head."""
        number, self._begun = self._begun, self._begun + 1
        sheet = self._book.add_worksheet(self._title if not number else f"{self._title} {number + 1}")
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.header, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def add(self, line: Any, number: int) -> None:
        """One line; `number` counts from 0 over all sheets."""
        row = number % _ROWS_A_SHEET
        if row == 0:
            self._sheet = self.begin()
        for place, column in enumerate(self._columns):
            self._write(self._sheet, row + 1, place, column.value(line))

    def _write(self, sheet: Any, row: int, place: int, value: Cell) -> None:
        match value:
            case None:
                return
            case Decimal() | int():
                sheet.write_number(row, place, value)
            case datetime():
                sheet.write_datetime(row, place, value.astimezone(SHANGHAI).replace(tzinfo=None), self._instant)
            case date():
                sheet.write_datetime(row, place, value, self._day)
            case _:
                sheet.write_string(row, place, str(value)[:_LONGEST_CELL])
