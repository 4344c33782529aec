"""The arrangement of a label with room: the symbol with its text below it on the left, the facts beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.printing.arranging import Arranged, Paper, Set
from gitrace.printing.facts import ASCENT, DESCENT, FIGURE, HAN, Line
from gitrace.symbols.sizes import module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES


def beside(paper: Paper) -> Arranged:
    """Type grows with the label, the symbol takes what height and width allow.

    Raises Refusal("label-text-too-long" | "label-too-small" | "symbol-too-small").
    """
    face, stock, sizes = paper.face, paper.stock, paper.sizes
    right, bottom = stock.width - sizes.inset, stock.height - sizes.inset
    last = bottom - DESCENT * sizes.readable // 100
    lines = last - 2 * sizes.readable_step, last - sizes.readable_step, last
    whole = paper.column(right - sizes.inset)
    strings = [*whole.strings(face), whole.serial(face)]
    readable = [Set(line, sizes.inset, y) for line, y in zip(strings, lines, strict=True)]

    foot = lines[0] - ASCENT * sizes.readable // 100
    module = module_that_fits(paper.modules, min(foot - sizes.inset, stock.width * 2 // 5), paper.dpi)
    box, quiet = paper.box(module), QUIET_MODULES * module
    left, top = paper.dotted(sizes.inset + quiet, up=True), paper.dotted(foot - box + quiet)
    column_x = left - quiet + box

    corner = _corner(paper, readable, column_x=column_x, right=right)
    # A label tall enough carries the product's name over its full width, above the symbol.
    name_x = sizes.inset if top - quiet >= sizes.inset + sizes.name * 5 // 4 else column_x
    [name] = paper.column(right - name_x).name(face)
    first = sizes.inset + HAN * name[0].size // 100
    facts = _facts(paper, corner, first, column_x, right)
    return Arranged(module, left, top, (Set(name, name_x, first), *facts, *corner.lines, *readable))


@dataclass(frozen=True)
class _Corner:
    """The lower right: plain number and domain. `head`: facts end above it; `spilled`: what did not fit in it."""

    lines: tuple[Set, ...]
    head: int
    spilled: tuple[Line, ...]


def _corner(paper: Paper, readable: list[Set], *, column_x: int, right: int) -> _Corner:
    """Beside the readable text: the domain beside its last line, the number above it.

    A domain too long for that takes a line of the column, and the number the place of the domain.
    """
    face, sizes = paper.face, paper.sizes
    gap = sizes.text // 2
    *ends, end = (one.x + one.line[-1].end(paper.typeface) + gap for one in readable)
    clear = FIGURE * sizes.number // 100 + sizes.text * 3 // 10
    try:
        domain = paper.column(right - end).domain_right(face)
    except Refusal:
        number = paper.column(right - end).number(face)
        spilled = paper.column(right - column_x).domain_right(face)
        return _Corner((Set(number, end, readable[2].y),), readable[2].y - clear, (spilled,))
    number_x = max(column_x, *ends)
    number = paper.column(right - number_x).number(face)
    above = readable[1].y
    return _Corner((Set(number, number_x, above), Set(domain, end, readable[2].y)), above - clear, ())


def _facts(paper: Paper, corner: _Corner, first: int, x: int, right: int) -> Iterator[Set]:
    """The facts below the name's baseline `first`; a long producer's name gives way to the announcement's."""
    for producer_lines in (2, 1):
        lines = [*paper.column(right - x).facts(paper.face, producer_lines), *corner.spilled]
        baselines = _spread(lines, first, corner.head)
        if baselines:
            return (Set(line, x, y) for line, y in zip(lines, baselines, strict=True))
    raise Refusal("label-too-small", "内容太多，这种标签印不下。请换大一号的标签纸。", "stock")


def _spread(lines: list[Line], first: int, last: int) -> list[int]:
    """A baseline for each line after `first`, none below `last`, with air as there is room; empty if there is none."""
    size = max(run.size for line in lines for run in line)
    tight, loose = 111 * size // 100, 145 * size // 100
    # Of the air there is, the gap before the number gets the share of nearly half a line.
    airy = (last - first) * 10 // (10 * len(lines) + 4)
    step = min(loose, max(airy, tight))
    return [first + step * (i + 1) for i in range(len(lines))] if first + step * len(lines) <= last else []
