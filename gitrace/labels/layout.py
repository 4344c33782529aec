"""Where everything on a label goes: the symbol with its text below it on the left, the facts beside it.

One layout for every stock: type grows with the label, the symbol takes what height and width allow. The result is
plain geometry in micrometres from the label's upper left corner, which PDF, PNG and SVG draw alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.labels.face import LabelFace
from gitrace.labels.facts import Column, Line, Sizes
from gitrace.labels.sheets import Stock, module_that_fits, require_scannable
from gitrace.labels.symbol import QUIET_MODULES, Matrix, matrix
from gitrace.labels.typeface import Ink, Typeface


@dataclass(frozen=True)
class Text:
    """A text on its baseline: `x`, `y` its origin, `size` of the em; micrometres, y downwards."""

    x: int
    y: int
    size: int
    text: str
    bold: bool = False

    def ink(self, typeface: Typeface) -> Ink:
        """What it darkens, from the label's upper left corner."""
        ink = (typeface.bold if self.bold else typeface.regular).ink(self.text, self.size)
        return Ink(self.x + ink.left, self.y + ink.top, self.x + ink.right, self.y + ink.bottom)


@dataclass(frozen=True)
class Layout:
    """`left`, `top`: the symbol's first module, the quiet zone lies outside it; `module`: the size of one."""

    symbol: Matrix
    module: int
    left: int
    top: int
    texts: tuple[Text, ...]

    @property
    def side(self) -> int:
        """The symbol's side, without quiet zone."""
        return self.symbol.size * self.module


def lay_out(face: LabelFace, stock: Stock, typeface: Typeface) -> Layout:
    """The label of `face` on `stock`.

    Raises Refusal("label-text-too-long"), Refusal("label-too-small"), Refusal("symbol-too-small").
    """
    sizes = Sizes.of(stock)
    right = stock.width - sizes.inset
    lines = _readable_baselines(stock.height - sizes.inset, sizes)
    readable = [Text(sizes.inset, y, sizes.readable, text) for y, text in zip(lines, face.readable, strict=True)]

    symbol = matrix(face.address)
    foot = lines[0] - _ASCENT * sizes.readable // 100
    module = module_that_fits(symbol.size, min(foot - sizes.inset, stock.width * 2 // 5))
    box = module * (symbol.size + 2 * QUIET_MODULES)
    top, column_x = foot - box, sizes.inset + box

    ends = [text.x + typeface.regular.width(text.text, text.size) for text in readable]
    corner = _corner(face, typeface, sizes, ends=ends, lines=lines, column_x=column_x, right=right)
    # A label tall enough carries the product's name over its full width, above the symbol.
    name_x = sizes.inset if top >= sizes.inset + sizes.name * 5 // 4 else column_x
    name = Column(typeface, sizes, right - name_x).name(face)
    first = sizes.inset + _HAN * name[0].size // 100
    facts = _facts(face, Column(typeface, sizes, right - column_x), corner, first, column_x)
    quiet = QUIET_MODULES * module
    texts = *_placed(name, name_x, first), *facts, *corner.texts, *readable
    layout = Layout(symbol, module, sizes.inset + quiet, top + quiet, texts)
    _require_quiet(layout, typeface)
    return layout


# Of the em, in hundredths, from Noto Sans SC: how far brackets rise and fall, how tall figures and Chinese stand.
_ASCENT, _DESCENT, _FIGURE, _HAN = 82, 20, 76, 86


def _readable_baselines(bottom: int, sizes: Sizes) -> tuple[int, int, int]:
    last = bottom - _DESCENT * sizes.readable // 100
    return last - 2 * sizes.readable_step, last - sizes.readable_step, last


@dataclass(frozen=True)
class _Corner:
    """The lower right: plain number and domain. `head`: facts end above it; `spilled`: what did not fit in it."""

    texts: tuple[Text, ...]
    head: int
    spilled: tuple[Line, ...]


def _corner(
    face: LabelFace,
    typeface: Typeface,
    sizes: Sizes,
    *,
    ends: list[int],
    lines: tuple[int, int, int],
    column_x: int,
    right: int,
) -> _Corner:
    """Beside the readable text, whose lines end at `ends`: the domain beside the last, the number above it.

    A domain too long for that takes a line of the column, and the number the place of the domain.
    """
    gap = sizes.text // 2
    beside = Column(typeface, sizes, right - ends[2] - gap)
    clear = _FIGURE * sizes.number // 100 + sizes.text * 3 // 10
    try:
        domain = beside.domain(face)
    except Refusal:
        number = _placed(beside.number(face), ends[2] + gap, lines[2])
        spilled = Column(typeface, sizes, right - column_x).domain(face)
        return _Corner(tuple(number), lines[2] - clear, (spilled,))
    number_x = max(column_x, max(ends[:2]) + gap)
    number = _placed(Column(typeface, sizes, right - number_x).number(face), number_x, lines[1])
    return _Corner((*number, *_placed(domain, ends[2] + gap, lines[2])), lines[1] - clear, ())


def _facts(face: LabelFace, column: Column, corner: _Corner, first: int, x: int) -> Iterator[Text]:
    """The facts below the name's baseline `first`; a long producer's name gives way to the announcement's."""
    for producer_lines in (2, 1):
        lines = [*column.facts(face, producer_lines), *corner.spilled]
        baselines = _spread(lines, first, corner.head)
        if baselines:
            return (text for line, y in zip(lines, baselines, strict=True) for text in _placed(line, x, y))
    raise Refusal("label-too-small", "内容太多，这种标签印不下。请换大一号的标签纸。", "stock")


def _spread(lines: list[Line], first: int, last: int) -> list[int]:
    """A baseline for each line after `first`, none below `last`, with air as there is room; empty if there is none."""
    size = max(run.size for line in lines for run in line)
    tight, loose = 111 * size // 100, 145 * size // 100
    # Of the air there is, the gap before the number gets the share of nearly half a line.
    airy = (last - first) * 10 // (10 * len(lines) + 4)
    step = min(loose, max(airy, tight))
    return [first + step * (i + 1) for i in range(len(lines))] if first + step * len(lines) <= last else []


def _placed(line: Line, x: int, baseline: int) -> Iterator[Text]:
    for run in line:
        yield Text(x + run.x, baseline, run.size, run.text, run.bold)


def _require_quiet(layout: Layout, typeface: Typeface) -> None:
    """Whatever the arithmetic above: no ink in the quiet zone."""
    edge_right, edge_bottom = layout.left + layout.side, layout.top + layout.side
    for text in layout.texts:
        ink = text.ink(typeface)
        gaps = (layout.left - ink.right, ink.left - edge_right, layout.top - ink.bottom, ink.top - edge_bottom)
        require_scannable(layout.module, max(gaps))
