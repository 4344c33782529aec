"""A list as a PDF for the office: A4 upright, its head on every page, figures against the right of their column."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fpdf import FPDF

from gitrace.clock import SHANGHAI
from gitrace.desk.headings import Heading
from gitrace.supervision.listing import Cell, Column, Look
from gitrace.typesetting.fitting import shortened
from gitrace.typesetting.font import typeface
from gitrace.typesetting.typeface import Typeface

_WIDTH, _HEIGHT = 595.28, 841.89
"""A4 in points."""
_MARGIN = 42.0
_STEP = 17.0
_SIZE = 9.0
_HEAD_SIZE = 15.0
_GAP = 8.0
_FAMILY = "paper"
_UNIT = 1000
"""Of a point, in which widths of texts are reckoned."""


def list_pdf(heading: Heading, columns: Sequence[Column[Any]], lines: Iterable[Any], made_on: datetime) -> bytes:
    """The whole list. `made_on`: aware, the only time in the file.

    Raises Refusal("character-unprintable") for a character that the font does not hold.
    """
    rows = [[_written(column.value(line)) for column in columns] for line in lines]
    pages = list(_pages(rows, len(heading.told)))
    letters = typeface([*_texts(heading, columns), *(text for row in rows for text in row)])
    with TemporaryDirectory() as folder:
        sheet = _Sheet(_document(letters, Path(folder), heading.title, made_on), letters, heading, columns)
        for number, page in enumerate(pages, 1):
            sheet.draw(page, f"第 {number} 页，共 {len(pages)} 页", last=number == len(pages))
        return bytes(sheet.document.output())


def _texts(heading: Heading, columns: Sequence[Column[Any]]) -> Iterator[str]:
    yield from (heading.title, heading.totals, "第页，共：＿0123456789")
    yield from (*heading.told, *heading.signed, *(column.header for column in columns))


def _pages(rows: list[list[str]], told: int) -> Iterator[list[list[str]]]:
    # Below the table there is room for totals, signatures and the page's number on whichever page is the last.
    room = int((_HEIGHT - 2 * _MARGIN - _HEAD_SIZE) / _STEP) - told - 6
    left = iter(rows)
    first = list(islice(left, room))
    yield first
    while page := list(islice(left, room)):
        yield page


def _written(value: Cell) -> str:
    match value:
        case None:
            return "—"
        case datetime():
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        case Decimal():
            return f"{value.normalize():,f}"
        case int():
            return f"{value:,}"
        case _:
            return str(value)


def _document(letters: Typeface, folder: Path, title: str, made_on: datetime) -> FPDF:
    document = FPDF(unit="pt", format=(_WIDTH, _HEIGHT))
    document.set_auto_page_break(False)
    document.set_creation_date(made_on)
    document.set_title(title)
    document.set_creator("gitrace")
    document.set_lang("zh-CN")
    for style, cut in (("", letters.regular), ("B", letters.bold)):
        file = folder / f"{cut.weight}.ttf"
        file.write_bytes(cut.ttf)
        document.add_font(_FAMILY, style, file)
    return document


class _Sheet:
    """The pages, drawn one after the other."""

    def __init__(self, document: FPDF, letters: Typeface, heading: Heading, columns: Sequence[Column[Any]]) -> None:
        self.document, self._letters, self._heading, self._columns = document, letters, heading, columns
        share = (_WIDTH - 2 * _MARGIN) / sum(column.width for column in columns)
        self._widths = [column.width * share for column in columns]
        self._y = 0.0

    def draw(self, rows: list[list[str]], number: str, *, last: bool) -> None:
        """One page."""
        self.document.add_page()
        self._y = _MARGIN + _HEAD_SIZE
        self._text(_MARGIN, self._heading.title, _HEAD_SIZE, bold=True)
        for told in self._heading.told:
            self._y += _STEP
            self._text(_MARGIN, told, _SIZE)
        self._y += _STEP
        self._row([column.header for column in self._columns], bold=True)
        self._rule(0.8)
        for row in rows:
            self._row(row)
            self._rule(0.2)
        if last:
            self._end()
        self._y = _HEIGHT - _MARGIN
        self._text(_WIDTH - _MARGIN - self._length(number, _SIZE), number, _SIZE)

    def _end(self) -> None:
        self._y += _STEP
        self._text(_MARGIN, self._heading.totals, _SIZE, bold=True)
        self._y += 2 * _STEP
        part = (_WIDTH - 2 * _MARGIN) / len(self._heading.signed)
        for place, word in enumerate(self._heading.signed):
            self._text(_MARGIN + place * part, f"{word}：＿＿＿＿＿＿＿＿", _SIZE)

    def _row(self, texts: Sequence[str], *, bold: bool = False) -> None:
        self._y += _STEP
        x = _MARGIN
        for column, width, whole in zip(self._columns, self._widths, texts, strict=True):
            text = self._fitting(whole, width - _GAP)
            shift = width - _GAP - self._length(text, _SIZE) if column.look is Look.NUMBER else 0.0
            self._text(x + shift, text, _SIZE, bold=bold)
            x += width

    def _fitting(self, text: str, width: float) -> str:
        return shortened(self._letters.bold, text, int(_SIZE * _UNIT), int(width * _UNIT))

    def _length(self, text: str, size: float) -> float:
        return self._letters.regular.width(text, int(size * _UNIT)) / _UNIT

    def _rule(self, weight: float) -> None:
        self.document.set_line_width(weight)
        self.document.line(_MARGIN, self._y + 5, _WIDTH - _MARGIN, self._y + 5)

    def _text(self, x: float, text: str, size: float, *, bold: bool = False) -> None:
        self.document.set_font(_FAMILY, "B" if bold else "", size)
        self.document.text(x, self._y, text)
