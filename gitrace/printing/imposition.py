"""Imposition: which label comes to lie where on which page, as stock and wishes will have it. Micrometres, y downwards.

Any page can be reckoned without those before it, so that a run is drawn in parts and a part is drawn again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gitrace.errors import Refusal
from gitrace.labels.sheets import EDGE, Stock
from gitrace.printing.wishes import Order, Wishes

_MARK, _AWAY = 3_000, 1_000
"""A cut mark's length, and how far it keeps from the labels."""


@dataclass(frozen=True)
class Placed:
    """One label and its upper left corner on the page. `number`: its plain number."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Mark:
    """A thin line where the knife goes."""

    x: int
    y: int
    to_x: int
    to_y: int


@dataclass(frozen=True)
class Imposition:
    """Labels `first` to `last` on pages of `stock`; copies of a label lie one after the other.

    Raises Refusal("start-beyond-sheet" | "nudged-off-page" | "marks-on-roll") at the wish.
    """

    stock: Stock
    wishes: Wishes
    first: int
    last: int

    def __post_init__(self) -> None:
        require_possible(self.stock, self.wishes)

    @property
    def pieces(self) -> int:
        """Labels to come out of the printer, copies counted."""
        return (self.last - self.first + 1) * self.wishes.copies

    @property
    def pages(self) -> int:
        """Pages, the part-used first one counted."""
        return -(-(self._skipped + self.pieces) // self.stock.per_page)

    def page(self, index: int) -> tuple[Placed, ...]:
        """What lies on a page, in the order of the numbers. `index`: from 0."""
        begin = index * self.stock.per_page - self._skipped
        pieces = range(max(0, begin), min(self.pieces, begin + self.stock.per_page))
        return tuple(Placed(self.first + piece // self.wishes.copies, *self._corner(piece - begin)) for piece in pieces)

    def used(self) -> Iterator[tuple[int, int]]:
        """The corners of the places of the first page that were used before."""
        unmoved = replace(self, wishes=self.wishes.model_copy(update={"right": 0, "down": 0}))
        return (unmoved._corner(place) for place in range(self._skipped))

    def marks(self) -> Iterator[Mark]:
        """The cut marks of every page: none unless wished, and none where the margin has no room for them."""
        if not self.wishes.marks:
            return
        stock, (right, down) = self.stock, self.wishes.nudge
        left, top = stock.left + right, stock.top + down
        across = [left + edge for edge in _edges(stock.columns, stock.width, stock.gap_across)]
        downward = [top + edge for edge in _edges(stock.rows, stock.height, stock.gap_down)]
        for begin, end in _ticks(downward[0], downward[-1], stock.page[1]):
            yield from (Mark(x, begin, x, end) for x in across)
        for begin, end in _ticks(across[0], across[-1], stock.page[0]):
            yield from (Mark(begin, y, end, y) for y in downward)

    @property
    def _skipped(self) -> int:
        return self.wishes.start - 1

    def _corner(self, place: int) -> tuple[int, int]:
        stock, (right, down) = self.stock, self.wishes.nudge
        if self.wishes.order is Order.ACROSS:
            row, column = divmod(place, stock.columns)
        else:
            column, row = divmod(place, stock.rows)
        x, y = stock.corner(column, row)
        return x + right, y + down


def require_possible(stock: Stock, wishes: Wishes) -> None:
    """Raises Refusal("start-beyond-sheet" | "nudged-off-page" | "marks-on-roll") at the wish."""
    if wishes.start > stock.per_page:
        sentence = "这种标签纸每张只有 {most} 枚。"
        raise Refusal("start-beyond-sheet", sentence, "start", most=stock.per_page)
    if wishes.marks and stock.is_roll:
        raise Refusal("marks-on-roll", "卷标一枚一页，不用裁切线。", "marks")
    for field, nudge, before, after in zip(
        ("right", "down"), wishes.nudge, (stock.left, stock.top), (stock.right, stock.bottom), strict=True
    ):
        # A roll's page ends with its label: what every label keeps clear along its edges is all the room there is.
        back, forth = (EDGE, EDGE) if stock.is_roll else (before, after)
        if not -back <= nudge <= forth:
            raise Refusal(
                "nudged-off-page",
                "最多可移 {back} 到 {forth} 毫米，再多就打到纸外了；还不够的，请在打印机上调整。",
                field,
                back=f"{-back / 1000:g}",
                forth=f"{forth / 1000:g}",
            )


def _edges(count: int, size: int, gap: int) -> list[int]:
    """Where `count` labels begin and end; one cut where they touch."""
    return sorted({edge for i in range(count) for edge in (i * (size + gap), i * (size + gap) + size)})


def _ticks(begin: int, end: int, page: int) -> Iterator[tuple[int, int]]:
    """In the margin before `begin` and in that behind `end`, as far as they hold a mark."""
    if begin >= _AWAY + _MARK:
        yield begin - _AWAY - _MARK, begin - _AWAY
    if page - end >= _AWAY + _MARK:
        yield end + _AWAY, end + _AWAY + _MARK
