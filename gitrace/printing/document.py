"""The PDF of a run on a stock: vector symbols, embedded text, the same bytes for the same labels.

What all labels of a shape share is drawn once a document, as a form that each label names; a label itself is its symbol
and what varies. Each sheet's margin says which numbers it carries and that it must be printed unscaled, where the stock
leaves room: a sheet printed "to fit" no longer meets its die cuts, and spoiled sheets are reported by their numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock
from gitrace.printing.cover import cover_lines, set_cover
from gitrace.printing.face import LabelFace
from gitrace.printing.forms import AT_ONCE
from gitrace.printing.imposition import Imposition, Placed
from gitrace.printing.layout import Compositor, Layout, stamp_text
from gitrace.printing.wishes import Wishes
from gitrace.symbols.runs import symbols_of
from gitrace.typesetting.embedding import embed
from gitrace.typesetting.fitting import shortened
from gitrace.typesetting.font import typeface
from gitrace.typesetting.geometry import Text, points
from gitrace.typesetting.pages import Description, Pages, Shared, in_points
from gitrace.typesetting.pen import BOLD, REGULAR, Pen, frame, grey, line, moved, symbol, upright

_HEAD_SIZE = points(80)
_HEAD_ROOM = 12_000  # a margin at least this high, in micrometres, carries the sheet's own line
_MARK_ROOM = 5_000  # above the labels, where cut marks stand
_HEAD_WORDS = "批次　序号 –第张，共"
_UNSCALED = "请按实际大小（100%）打印，不要缩放"
_AT_ONCE = 256  # labels whose symbols are made together


@dataclass(frozen=True, kw_only=True)
class LabelDocument:
    """The labels of an imposition, in pages that can be made in parts: see `typesetting.pages`.

    `labels`: those of the asked numbers, in their order. `samples`: the first and the last, and others between them
    where labels differ in more than what varies: every character and every shape there is. `made_on`: aware, the only
    time in the file; `run`: the run's id; `cover`: a first page says what is in it; `stamp`: lies in grey
    under every label.
    """

    imposition: Imposition
    samples: Sequence[LabelFace]
    labels: Callable[[Sequence[int]], Sequence[LabelFace]]
    made_on: datetime
    title: str
    run: str = ""
    cover: bool = False
    stamp: str = ""

    def pages(self) -> Pages:
        """Raises Refusal("character-unprintable") and what `lay_out` refuses."""
        press = _Press(self)
        page = self.imposition.stock.page
        size = in_points(page[0]), in_points(page[1])
        return Pages(press.shared, self._description(), size, self.imposition.pages + self.cover, press.draw)

    @property
    def cover_lines(self) -> Sequence[str]:
        """What the cover says; nothing where there is none."""
        if not self.cover:
            return ()
        first, last = self.samples[0], self.samples[-1]
        return cover_lines(first, last, self.imposition, run=self.run, made_on=self.made_on)

    def head(self, page: Sequence[Placed], number: int) -> str:
        """A sheet's own line."""
        first, last = page[0].number, page[-1].number
        pages = self.imposition.pages
        return f"批次 {self.samples[0].lot}　序号 {first:05d}–{last:05d}　第 {number} 张，共 {pages} 张　{_UNSCALED}"

    def _description(self) -> Description:
        lot, first, last = self.samples[0].lot, self.samples[0].plain_number, self.samples[-1].plain_number
        return Description(
            title=self.title,
            subject=f"{lot} {first}-{last}",
            keywords=f"lot={lot}; numbers={first}-{last}; run={self.run}",
            made_on=self.made_on,
        )


class _Press:
    """Draws a document's pages; whatever they share is made when it is set up."""

    def __init__(self, document: LabelDocument) -> None:
        self._document, self._plan = document, document.imposition
        stock = self._plan.stock
        texts = [text for face in document.samples for text in face.texts]
        self._letters = typeface([*texts, *document.cover_lines, document.stamp, _HEAD_WORDS, _UNSCALED])
        self._compositor = Compositor(stock, self._letters, self._plan.wishes.dpi)
        self.shared = Shared()
        self._pen = Pen(embed(self.shared, self._letters.regular), embed(self.shared, self._letters.bold))
        self.shared.fonts = {REGULAR: self._pen.regular.number, BOLD: self._pen.bold.number}
        self._marks = "".join(line((one.x, one.y), (one.to_x, one.to_y)) for one in self._plan.marks())
        self._forms: dict[int, str] = {}
        for layout in map(self._compositor.shape, document.samples):
            if id(layout) not in self._forms:
                self._forms[id(layout)] = self._form(layout)

    def draw(self, first: int, last: int) -> Iterator[bytes]:
        """The contents of pages `first` up to but not including `last`, the cover counted."""
        covers = int(self._document.cover)
        if first < covers:
            yield self._cover().encode()
        step = max(1, _AT_ONCE // self._plan.stock.per_page)
        sheets = range(max(first - covers, 0), last - covers)
        for begin in range(sheets.start, sheets.stop, step):
            yield from self._sheets(range(begin, min(begin + step, sheets.stop)))

    def _form(self, layout: Layout) -> str:
        """What labels of this shape share, as a drawing with a name."""
        stock, name = self._plan.stock, f"L{len(self._forms)}"
        entries = f"/Type/XObject/Subtype/Form/BBox[0 {-stock.height} {stock.width} 0]/Resources{self.shared.resources}"
        self.shared.forms[name] = self.shared.add_stream(self._fixed(layout).encode(), entries)
        return f"/{name} Do\n"

    def _fixed(self, layout: Layout) -> str:
        framed = "" if layout.coat is None else frame(layout.coat)
        return self._stamp() + framed + "".join(map(self._pen.text, layout.fixed))

    def _stamp(self) -> str:
        stamp = self._document.stamp
        return grey(self._pen.text(stamp_text(self._plan.stock, self._letters, stamp))) if stamp else ""

    def _cover(self) -> str:
        page = self._plan.stock.page
        texts = set_cover(self._document.cover_lines, page, self._letters)
        return upright(page[1]) + "".join(map(self._pen.text, texts))

    def _sheets(self, sheets: range) -> Iterator[bytes]:
        planned = [self._plan.page(sheet) for sheet in sheets]
        numbers = list(dict.fromkeys(placed.number for page in planned for placed in page))
        drawn = dict(zip(numbers, self._drawn(self._document.labels(numbers)), strict=True))
        for sheet, page in zip(sheets, planned, strict=True):
            labels = (moved(drawn[placed.number], placed.x, placed.y) for placed in page)
            yield (upright(self._plan.stock.page[1]) + self._head(page, sheet + 1) + "".join(labels)).encode()

    def _head(self, page: Sequence[Placed], number: int) -> str:
        stock = self._plan.stock
        if stock.top < _HEAD_ROOM:
            return self._marks
        head = self._document.head(page, number)
        text = shortened(self._letters.regular, head, _HEAD_SIZE, stock.page[0] - 2 * stock.left)
        baseline = min(stock.top * 2 // 3, stock.top - _MARK_ROOM)
        return self._marks + self._pen.text(Text(stock.left, baseline, _HEAD_SIZE, text))

    def _drawn(self, faces: Sequence[LabelFace]) -> Iterator[str]:
        # Labels of one lot and pack have one prefix; weighed ones may have something behind the serial.
        for _, alike in groupby(faces, lambda face: face.address.removesuffix(face.serial)):
            some = list(alike)
            symbols = symbols_of([face.address for face in some])
            for face, path in zip(some, symbols.pdf_paths(), strict=True):
                yield self._label(face, path, symbols.size)

    def _label(self, face: LabelFace, path: str, modules: int) -> str:
        layout = self._compositor.shape(face)
        if layout.symbol.size != modules:
            raise ValueError("this label's symbol is of another size than its layout's")
        shared = self._forms.get(id(layout)) or self._fixed(layout)
        varying = "".join(self._pen.text(text.of(face, self._letters)) for text in layout.varying)
        return shared + varying + symbol(path, layout.module, layout.left, layout.top)


def label_pdf(
    faces: Iterable[LabelFace],
    stock: Stock,
    made_on: datetime,
    title: str,
    *,
    run: str = "",
    wishes: Wishes | None = None,
    cover: bool = False,
) -> bytes:
    """Labels of consecutive numbers, page by page, as few as can be held; arguments as of `LabelDocument`.

    Raises Refusal("labels-too-many") above 2,000, Refusal("labels-none"), and what `Imposition` and `lay_out` refuse.
    """
    faces = tuple(faces)
    if not faces:
        raise Refusal("labels-none", "没有要打印的标签。", "count")
    if len(faces) > AT_ONCE:
        raise Refusal("labels-too-many", "一次最多打印 {most} 枚标签，请分批。", "count", most=AT_ONCE)
    first = faces[0].number
    document = LabelDocument(
        imposition=Imposition(stock, wishes or Wishes(), first, faces[-1].number),
        samples=faces,
        labels=lambda numbers: [faces[number - first] for number in numbers],
        made_on=made_on,
        title=title,
        run=run,
        cover=cover,
    )
    return document.pages().whole()
