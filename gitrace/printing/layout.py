"""Where everything on a label goes: the first of the arrangements that holds it.

The result is plain geometry in micrometres from the label's upper left corner, which PDF, PNG, SVG and the roll
printers' languages draw alike. Laid out once, a run's other labels differ in what varies alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gitrace.errors import Refusal
from gitrace.labels.sheets import STOCKS, Stock
from gitrace.printing.arranging import Arranged, Paper
from gitrace.printing.beside import beside
from gitrace.printing.compact import compact
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import Sizes, Varies, within
from gitrace.printing.wishes import Dpi
from gitrace.symbols.sizes import require_scannable
from gitrace.symbols.symbol import Matrix, matrix
from gitrace.typesetting.geometry import Box, Text
from gitrace.typesetting.typeface import Typeface


@dataclass(frozen=True)
class LabelText(Text):
    """A text of a label. `varies`: what it is of each label of the run, None for what all share; `room`: the width it
    then keeps to.
    """

    varies: Varies | None = None
    room: int = 0

    def of(self, face: LabelFace, typeface: Typeface) -> "LabelText":
        """The same place on another label of the run."""
        if self.varies is None:
            return self
        text = self.varies.of(face)
        return replace(self, text=text, size=within(self.cut(typeface), text, self.size, self.room))


@dataclass(frozen=True)
class Layout:
    """`left`, `top`: the symbol's first module, the quiet zone lies outside it; `module`: the size of one.

    `coat`: what a scratch-off coat covers, framed.
    """

    symbol: Matrix
    module: int
    left: int
    top: int
    texts: tuple[LabelText, ...]
    coat: Box | None = None

    @property
    def side(self) -> int:
        """The symbol's side, without quiet zone."""
        return self.symbol.size * self.module

    @property
    def fixed(self) -> tuple[LabelText, ...]:
        """What all labels of the run share."""
        return tuple(text for text in self.texts if text.varies is None)

    @property
    def varying(self) -> tuple[LabelText, ...]:
        """Serial and plain number; PIN, content and weight where a run has them of each label."""
        return tuple(text for text in self.texts if text.varies is not None)

    def of(self, face: LabelFace, typeface: Typeface) -> "Layout":
        """Another label of the same run and shape: nothing is laid out anew."""
        texts = tuple(text.of(face, typeface) for text in self.texts)
        return replace(self, symbol=matrix(face.address), texts=texts)


def stamp_text(stock: Stock, typeface: Typeface, words: str) -> Text:
    """A stamp as large as fits beside the symbol, over what is written there."""
    room = stock.width * 6 // 10
    size = min(stock.height * 9 // 10, room * 1_000 // typeface.bold.width(words, 1_000))
    return Text(stock.width - room, (stock.height + size * 7 // 10) // 2, size, words, bold=True)


class Compositor:
    """Sets the labels of one job. Each shape of label is laid out once: of a run all have one, weighed cartons apart.

    Raises as `lay_out`.
    """

    def __init__(self, stock: Stock, typeface: Typeface, dpi: int | None = None) -> None:
        self.stock, self.typeface, self.dpi = stock, typeface, dpi
        self._set: dict[LabelFace, Layout] = {}

    def shape(self, face: LabelFace) -> Layout:
        """The layout that a label shares with all of its shape; its own values are those of the first."""
        key = _shape_of(face)
        if key not in self._set:
            self._set[key] = lay_out(face, self.stock, self.typeface, self.dpi)
        return self._set[key]

    def set(self, face: LabelFace) -> Layout:
        """A label's own layout."""
        return self.shape(face).of(face, self.typeface)


def _shape_of(face: LabelFace) -> LabelFace:
    """The label without what varies; what remains of its address and PIN is how long they are."""
    weighed = face.weight_g is not None
    return replace(
        face,
        address=f"{len(face.address)}{face.address[:8]}",
        serial="",
        number=0,
        pin=None if face.pin is None else "0" * len(face.pin),
        net_content="" if weighed else face.net_content,
        weight_g=0 if weighed else None,
    )


_ADVICE = {
    "label-text-too-long": "“{text}”太长，这种标签印不下。可以换成 {other}。",
    "label-too-small": "内容太多，这种标签印不下。可以换成 {other}。",
    "symbol-too-small": "这种标签上的二维码每格只有 {module} 毫米，小于 {smallest} 毫米，扫不出来。可以换成 {other}。",
}
"""What another arrangement, or a larger label, may mend; and how that is said."""


def lay_out(face: LabelFace, stock: Stock, typeface: Typeface, dpi: int | None = None) -> Layout:
    """The label of `face` on `stock`. `dpi`: of the printer of a roll, for a symbol of whole dots.

    Raises Refusal("label-text-too-long" | "label-too-small" | "symbol-too-small"), naming a stock that would do.
    """
    symbol = matrix(face.address)
    paper = Paper(face, stock, typeface, symbol.size, dpi if stock.is_roll else None, Sizes.of(stock))
    try:
        arranged = _arranged(paper)
    except Refusal as tight:
        raise _with_advice(tight, paper) from None
    layout = Layout(symbol, arranged.module, arranged.left, arranged.top, tuple(_texts(arranged)), arranged.coat)
    _require_quiet(layout, typeface)
    return layout


def _arranged(paper: Paper) -> Arranged:
    # A coat is as high as two lines, for which the wide arrangement has no place.
    if paper.face.pin is not None:
        return compact(paper)
    try:
        return beside(paper)
    except Refusal as tight:
        if tight.code not in _ADVICE:
            raise
        try:
            return compact(paper)
        except Refusal as tighter:
            # A text that is too long is worth more to know than that the whole is too much.
            raise (tight if tight.code == "label-text-too-long" else tighter) from None


def _with_advice(tight: Refusal, paper: Paper) -> Refusal:
    """The refusal with the first stock of the same kind, the smallest first, that would do; unchanged without one."""
    for other, dpi in _roomier(paper):
        try:
            _arranged(replace(paper, stock=other, dpi=dpi, sizes=Sizes.of(other)))
        except Refusal:
            continue
        size = other.dimensions if dpi is None else f"{other.dimensions} · {dpi} dpi"
        return Refusal(tight.code, _ADVICE[tight.code], tight.field, **tight.values, other=size)
    return tight


def _roomier(paper: Paper) -> Iterator[tuple[Stock, int | None]]:
    stock = paper.stock
    if paper.dpi == Dpi.COARSE:
        yield stock, int(Dpi.FINE)
    larger = (one for one in STOCKS.values() if one.is_roll == stock.is_roll and one.area > stock.area)
    yield from ((one, paper.dpi) for one in sorted(larger, key=lambda one: one.area))


def _texts(arranged: Arranged) -> Iterator[LabelText]:
    for one in arranged.lines:
        for run in one.line:
            yield LabelText(one.x + run.x, one.y, run.size, run.text, run.bold, run.varies, run.room)


def _require_quiet(layout: Layout, typeface: Typeface) -> None:
    """Whatever the arithmetic above: no ink in the quiet zone."""
    edge_right, edge_bottom = layout.left + layout.side, layout.top + layout.side
    for text in layout.texts:
        ink = text.ink(typeface)
        gaps = (layout.left - ink.right, ink.left - edge_right, layout.top - ink.bottom, ink.top - edge_bottom)
        require_scannable(layout.module, max(gaps))
