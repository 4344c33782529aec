"""The arrangement of a small label: a large symbol, few facts beside it, the long ones over the full width below.

Tried are symbols from the largest down, and for each the facts beside it one after another moved below, until all of
them have a place; a name is shortened before a smaller symbol is taken, and last of all type as small as it may be.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from gitrace.errors import Refusal
from gitrace.labels.sheets import EDGE, Stock
from gitrace.printing.arranging import Arranged, Paper, Set
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import ASCENT, DESCENT, FIGURE, HAN, Column, Line, Sizes, Varies
from gitrace.symbols.sizes import INCH, SMALLEST_MODULE, module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES
from gitrace.typesetting.geometry import Box

_BELOW: tuple[tuple[str, ...], ...] = ((), ("basis",), ("uscc", "basis"), ("producer", "uscc", "basis"))
"""Which facts stand below, fewest first."""
_LINES = ((2, 2), (2, 1), (1, 1), (0, 1))
"""Lines of the product's name and of the producer's; 0: one of the smallest type."""
_LARGEST = 520
"""A symbol at the size that the standard aims at; the rest of a small label is the type's."""
_SHARES = (100, 80, 60, 0)
"""Of the type that a label would allow, per cent; at last as small as type may be."""
_STEP = 30
_DOT = 126
"""The coarsest printer's dot, by which a symbol may have to give way."""
_WIDEST = 60
"""Per cent of the label's width that the symbol may take."""
_FOOT, _TIGHT, _LOOSE = 104, 108, 140
"""From baseline to baseline, in hundredths of the type's size."""
_COAT_ABOVE, _COAT_BELOW = 105, 30
"""How far a coat reaches over and under its digits, in hundredths of their size."""


def compact(paper: Paper) -> Arranged:
    """Raises Refusal("label-text-too-long" | "label-too-small" | "symbol-too-small")."""
    refused = _too_small()
    sizes = dict.fromkeys(Sizes.of(paper.stock, share) for share in _SHARES)
    for sized in (replace(paper, sizes=one) for one in sizes):
        try:
            modules = list(_modules(sized))
        except Refusal as tight:
            refused = tight
            continue
        for module, below, (name_lines, producer_lines) in product(modules, _BELOW, _LINES):
            try:
                return _tried(sized, module, below, name_lines=name_lines, producer_lines=producer_lines)
            except Refusal as tight:
                refused = tight
    raise refused


def _modules(paper: Paper) -> Iterator[int]:
    """Sizes of a module from the largest that the label holds down to the smallest that scans."""
    stock, sizes = paper.stock, paper.sizes
    strings = 2 * sizes.readable_step + _inset(stock)
    room = min(stock.height - EDGE - strings, stock.width * _WIDEST // 100 - EDGE, paper.box(_LARGEST))
    largest = module_that_fits(paper.modules, room, paper.dpi)
    if paper.dpi is None:
        yield from range(largest, SMALLEST_MODULE - 1, -_STEP)
        return
    for dots in range((largest + 1) * paper.dpi // INCH, 0, -1):
        if dots * INCH // paper.dpi >= SMALLEST_MODULE:
            yield dots * INCH // paper.dpi


def _tried(paper: Paper, module: int, below: tuple[str, ...], *, name_lines: int, producer_lines: int) -> Arranged:
    """The label with these facts below. Raises Refusal("label-too-small") and as the lines do."""
    face, stock, sizes, inset = paper.face, paper.stock, paper.sizes, _inset(paper.stock)
    whole = paper.column(stock.width - 2 * inset)
    sets = {"producer": whole.producer(face, 1), "uscc": whole.uscc(face), "basis": whole.basis(face)}
    foot = _upward(paper, [*(line for name in below for line in sets[name]), _strings(whole, face), whole.serial(face)])
    head = foot[0].y - max(HAN if below else ASCENT, ASCENT) * foot[0].line[0].size // 100

    quiet, box = QUIET_MODULES * module, paper.box(module)
    left, top = (paper.dotted(EDGE + quiet + room, up=True) for room in (0, max(0, head - EDGE - box - _DOT) // 2))
    if top - quiet + box > head:
        raise _too_small()
    x = left - quiet + box
    column = paper.column(stock.width - inset - x)
    lines = column.name(face, name_lines) + column.mark(face) + column.contents(face)
    for name, made in (("producer", column.producer), ("uscc", lambda face, _: column.uscc(face))):
        lines += [] if name in below else made(face, producer_lines)
    lines += [] if "basis" in below else column.basis(face)
    lines += [column.domain(face), *column.pin(face), column.number(face)]
    placed = _downward(lines, x, inset, head - sizes.text * 3 // 10)
    return Arranged(module, left, top, (*placed, *foot), _coat(placed))


def _strings(whole: Column, face: LabelFace) -> Line:
    """GTIN, weight and lot on one line."""
    first, (lot,) = whole.strings(face)
    line = *first, replace(lot, x=first[-1].end(whole.typeface))
    if line[-1].end(whole.typeface) > whole.width:
        raise _too_small()
    return line


def _upward(paper: Paper, lines: list[Line]) -> list[Set]:
    """Over the full width, the last line at the label's foot."""
    inset = _inset(paper.stock)
    y, placed = paper.stock.height - inset - DESCENT * paper.sizes.readable // 100, []
    for line in reversed(lines):
        placed.append(Set(line, inset, y))
        y -= _FOOT * max(run.size for run in line) // 100
    return placed[::-1]


def _downward(lines: list[Line], x: int, top: int, bottom: int) -> list[Set]:
    """The column's lines from its top, the number at its bottom, with air as there is room."""
    *above, number = lines
    heights = [_height(line) for line in above]
    spare = bottom - top - sum(heights) - FIGURE * number[-1].size // 100
    if spare < 0:
        raise _too_small()
    air = min(spare // len(lines), (_LOOSE - _TIGHT) * above[-1][0].size // 100)
    y, placed = top, []
    for line, height in zip(above, heights, strict=True):
        y += height
        placed.append(Set(line, x, y - _fall(line)))
        y += air
    return [*placed, Set(number, x, bottom)]


def _height(line: Line) -> int:
    size = max(run.size for run in line)
    if any(run.varies is Varies.PIN for run in line):
        return (_COAT_ABOVE + _COAT_BELOW) * size // 100
    return _TIGHT * size // 100


def _fall(line: Line) -> int:
    """From a line's baseline to where the next may begin."""
    size = max(run.size for run in line)
    coated = any(run.varies is Varies.PIN for run in line)
    return (_COAT_BELOW if coated else _TIGHT - HAN) * size // 100


def _coat(placed: list[Set]) -> Box | None:
    for one in placed:
        for run in one.line:
            if run.varies is Varies.PIN:
                side, rise = run.size // 3, _COAT_ABOVE * run.size // 100
                height = rise + _COAT_BELOW * run.size // 100
                return Box(one.x + run.x - side, one.y - rise, run.room + 2 * side, height)
    return None


def _inset(stock: Stock) -> int:
    return max(EDGE, stock.height // 40)


def _too_small() -> Refusal:
    return Refusal("label-too-small", "内容太多，这种标签印不下。请换大一号的标签纸。", "stock")
