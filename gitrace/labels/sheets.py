"""Label stock as data: a new stock is six numbers in a table.

All lengths are whole micrometres. Stock is cut in the middle of its page unless it says where, so that the margins
follow from the rest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gitrace.errors import Refusal

A4 = (210_000, 297_000)

MOST_A_PAGE, LONGEST_PAGE, LONGEST_LABEL = 200, 1_000_000, 300_000
"""Of stock that is not in the table: a picture of a larger label would fill the memory."""
_LONGEST_CODE = 100

EDGE = 500
"""What every label keeps clear of ink along its edges: the drift of a printer that is in order."""


@dataclass(frozen=True)
class Stock:
    """`page`: width and height; `width`, `height`: one label; `gap_across`, `gap_down`: between labels.

    `margin`: left and upper, where they are not half of what the labels leave.
    """

    code: str
    page: tuple[int, int]
    columns: int
    rows: int
    width: int
    height: int
    gap_across: int
    gap_down: int
    margin: tuple[int, int] | None = None

    @property
    def is_roll(self) -> bool:
        """One label a page, and the page no larger: for roll printers."""
        return self.page == (self.width, self.height)

    @property
    def area(self) -> int:
        """Of one label, square micrometres."""
        return self.width * self.height

    @property
    def dimensions(self) -> str:
        """Of one label, as the trade writes it: 48.5 × 25.4 mm."""
        return f"{self.width / 1000:g} × {self.height / 1000:g} mm"

    @property
    def per_page(self) -> int:
        """Labels on one page."""
        return self.columns * self.rows

    @property
    def left(self) -> int:
        """From the page's left edge to the first column."""
        return self.margin[0] if self.margin else (self.page[0] - self._across) // 2

    @property
    def top(self) -> int:
        """From the page's upper edge to the first row."""
        return self.margin[1] if self.margin else (self.page[1] - self._down) // 2

    @property
    def right(self) -> int:
        """From the last column to the page's right edge; below zero where the labels do not fit."""
        return self.page[0] - self.left - self._across

    @property
    def bottom(self) -> int:
        """From the last row to the page's lower edge; below zero where the labels do not fit."""
        return self.page[1] - self.top - self._down

    def corner(self, column: int, row: int) -> tuple[int, int]:
        """The upper left corner of a label."""
        return self.left + column * (self.width + self.gap_across), self.top + row * (self.height + self.gap_down)

    def places(self) -> Iterator[tuple[int, int]]:
        """The upper left corner of each label of a page, row by row."""
        for row in range(self.rows):
            yield from (self.corner(column, row) for column in range(self.columns))

    @property
    def _across(self) -> int:
        return self.columns * self.width + (self.columns - 1) * self.gap_across

    @property
    def _down(self) -> int:
        return self.rows * self.height + (self.rows - 1) * self.gap_down


def roll(width: int, height: int) -> Stock:
    """One label a page, for roll printers that take a PDF or their own language. Millimetres."""
    wide, high = width * 1000, height * 1000
    return Stock(f"{width}x{height}", (wide, high), 1, 1, wide, high, 0, 0)


STOCKS = {
    stock.code: stock
    for stock in (
        # The common die-cut office sheets, of 40, 24 and 14, with side margins which every desk printer can reach.
        # The sheet of 40 without margins (52.5 × 29.7 mm) loses its outer labels on most of them.
        Stock("a4-4x10", A4, 4, 10, 48_500, 25_400, 0, 0),
        Stock("a4-3x8", A4, 3, 8, 63_500, 33_900, 2_500, 0),
        Stock("a4-2x7", A4, 2, 7, 99_100, 38_100, 2_500, 0),
        roll(60, 40),
        roll(50, 30),
        roll(40, 30),
        roll(70, 50),
        roll(100, 70),
    )
}


_OWN = re.compile(r"own:(\d+)x(\d+):(\d+)x(\d+):(\d+)x(\d+):(\d+)x(\d+):(\d+)x(\d+)", re.ASCII)


def own_code(stock: Stock) -> str:
    """The code of a stock that is not in the table: its measures, so that a run names for ever what it was made for."""
    measures = stock.page, (stock.columns, stock.rows), (stock.width, stock.height)
    pairs = *measures, (stock.left, stock.top), (stock.gap_across, stock.gap_down)
    return "own:" + ":".join(f"{across}x{down}" for across, down in pairs)


def stock_named(code: str) -> Stock:
    """A stock of the table, or one that a code of `own_code` tells. Raises Refusal("stock-unknown")."""
    if code in STOCKS:
        return STOCKS[code]
    told = _OWN.fullmatch(code)
    numbers = [int(number) for number in told.groups()] if told and len(code) < _LONGEST_CODE else []
    if not numbers or not all(numbers[:6]):
        raise Refusal("stock-unknown", "没有这种标签纸：{stock}。", "stock", stock=code)
    wide, high, columns, rows, width, height, left, top, across, down = numbers
    stock = Stock(code, (wide, high), columns, rows, width, height, across, down, (left, top))
    too_large = max(stock.page) > LONGEST_PAGE or max(width, height) > LONGEST_LABEL or stock.per_page > MOST_A_PAGE
    if too_large or stock.right < 0 or stock.bottom < 0:
        raise Refusal("stock-unknown", "没有这种标签纸：{stock}。", "stock", stock=code)
    return stock
