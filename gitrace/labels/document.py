"""A PDF of many labels on a stock: vector symbols, embedded text, the same bytes for the same input.

Each sheet's margin says which numbers it carries and that it must be printed unscaled, where the stock leaves
room: a sheet printed "to fit" no longer meets its die cuts, and spoiled sheets are reported by their numbers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from gitrace.errors import Refusal
from gitrace.labels.face import LabelFace
from gitrace.labels.facts import points
from gitrace.labels.fitting import shortened
from gitrace.labels.font import typeface
from gitrace.labels.imposition import Imposition, Placed
from gitrace.labels.layout import Compositor, Layout, Text
from gitrace.labels.paper import document_of, draw_frame, draw_line, draw_symbol, write_text
from gitrace.labels.sheets import Stock
from gitrace.labels.typeface import Typeface
from gitrace.labels.wishes import Wishes

MOST_LABELS = 2_000

_HEAD_SIZE = points(80)
_HEAD_ROOM = 12_000  # a margin at least this high, in micrometres, carries the sheet's own line
_UNSCALED = "请按实际大小（100%）打印，不要缩放"


def label_pdf(
    faces: Iterable[LabelFace],
    stock: Stock,
    made_on: datetime,
    title: str,
    *,
    run: str = "",
    wishes: Wishes | None = None,
) -> bytes:
    """Labels of consecutive numbers, page by page. `made_on`: aware, the only time in the file; `run`: the run's id.

    Raises Refusal("labels-too-many") above 2,000, Refusal("labels-none"), and what `Imposition` and `lay_out` refuse.
    """
    faces, wishes = tuple(faces), wishes or Wishes()
    if not faces:
        raise Refusal("labels-none", "没有要打印的标签。", "count")
    if len(faces) > MOST_LABELS:
        raise Refusal("labels-too-many", "一次最多打印 {most} 枚标签，请分批。", "count", most=MOST_LABELS)
    imposition = Imposition(stock, wishes, faces[0].number, faces[-1].number)
    pages = [imposition.page(index) for index in range(imposition.pages)]
    heads = [_head(faces, page, number, len(pages)) for number, page in enumerate(pages, 1)]
    letters = typeface([*(text for face in faces for text in face.texts), *heads])
    compositor = Compositor(stock, letters, wishes.dpi)
    with TemporaryDirectory() as folder:
        document = document_of(stock.page, letters, Path(folder))
        _describe(document, faces, made_on, title, run)
        for page, head in zip(pages, heads, strict=True):
            document.add_page()
            _draw_head(document, stock, letters, head)
            for mark in imposition.marks():
                draw_line(document, (mark.x, mark.y), (mark.to_x, mark.to_y))
            for placed in page:
                _draw(document, compositor.set(faces[placed.number - faces[0].number]), (placed.x, placed.y))
        return bytes(document.output())


def _describe(document: FPDF, faces: Sequence[LabelFace], made_on: datetime, title: str, run: str) -> None:
    lots, first, last = _span(faces)
    document.set_creation_date(made_on)
    document.set_title(title)
    document.set_subject(f"{lots} {first}-{last}")
    document.set_keywords(f"lot={lots}; numbers={first}-{last}; run={run}")


def _span(faces: Sequence[LabelFace]) -> tuple[str, str, str]:
    """Lots, first and last number."""
    return " ".join(dict.fromkeys(face.lot for face in faces)), faces[0].plain_number, faces[-1].plain_number


def _head(faces: Sequence[LabelFace], page: Sequence[Placed], number: int, pages: int) -> str:
    begin, end = (page[i].number - faces[0].number for i in (0, -1))
    lots, first, last = _span(faces[begin : end + 1])
    return f"批次 {lots}　序号 {first}–{last}　第 {number} 张，共 {pages} 张　{_UNSCALED}"


def _draw_head(document: FPDF, stock: Stock, letters: Typeface, head: str) -> None:
    if stock.top < _HEAD_ROOM:
        return
    text = shortened(letters.regular, head, _HEAD_SIZE, stock.page[0] - 2 * stock.left)
    write_text(document, Text(0, 0, _HEAD_SIZE, text), stock.left, stock.top * 2 // 3)


def _draw(document: FPDF, layout: Layout, place: tuple[int, int]) -> None:
    x, y = place
    draw_symbol(document, layout.symbol, layout.module, x + layout.left, y + layout.top)
    if layout.coat is not None:
        draw_frame(document, layout.coat, x, y)
    for text in layout.texts:
        write_text(document, text, x, y)
