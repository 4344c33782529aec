"""A PDF of many labels on a stock: vector symbols, embedded text, the same bytes for the same input.

Each sheet's margin says which numbers it carries and that it must be printed unscaled, where the stock leaves
room: a sheet printed "to fit" no longer meets its die cuts, and spoiled sheets are reported by their numbers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from gitrace.errors import Refusal
from gitrace.labels.face import LabelFace
from gitrace.labels.facts import points
from gitrace.labels.fitting import shortened
from gitrace.labels.layout import Layout, Text, lay_out
from gitrace.labels.sheets import Stock
from gitrace.labels.symbol import pdf_path
from gitrace.labels.typeface import Typeface, typeface

MOST_LABELS = 2_000

_FAMILY = "label"
_HEAD_SIZE = points(80)
_HEAD_ROOM = 12_000  # a margin at least this high, in micrometres, carries the sheet's own line
_UNSCALED = "请按实际大小（100%）打印，不要缩放"


def label_pdf(faces: Iterable[LabelFace], stock: Stock, made_on: datetime, title: str, *, run: str = "") -> bytes:
    """The labels in their order, page by page. `made_on`: aware, the only time in the file; `run`: the run's id.

    Raises Refusal("labels-too-many") above 2,000, Refusal("labels-none"), and what `lay_out` refuses.
    """
    faces = tuple(faces)
    if not faces:
        raise Refusal("labels-none", "没有要打印的标签。", "count")
    if len(faces) > MOST_LABELS:
        raise Refusal("labels-too-many", "一次最多打印 {most} 枚标签，请分批。", "count", most=MOST_LABELS)
    pages = [faces[i : i + stock.per_page] for i in range(0, len(faces), stock.per_page)]
    heads = [_head(page, number, len(pages)) for number, page in enumerate(pages, 1)]
    letters = typeface([*(text for face in faces for text in face.texts), *heads])
    with TemporaryDirectory() as folder:
        document = _document(stock, letters, Path(folder))
        _describe(document, faces, made_on, title, run)
        for page, head in zip(pages, heads, strict=True):
            document.add_page()
            _draw_head(document, stock, letters, head)
            for face, place in zip(page, stock.places(), strict=False):
                _draw(document, lay_out(face, stock, letters), place)
        return bytes(document.output())


def _document(stock: Stock, letters: Typeface, folder: Path) -> FPDF:
    width, height = (_points(length) for length in stock.page)
    # The format is exact, so the page never turns; fpdf2 only takes fonts from files, which it reads until output.
    document = FPDF(unit="pt", format=(width, height))
    document.set_auto_page_break(False)
    document.viewer_preferences = ViewerPreferences(print_scaling="None")
    for style, cut in (("", letters.regular), ("B", letters.bold)):
        file = folder / f"{cut.weight}.ttf"
        file.write_bytes(cut.ttf)
        document.add_font(_FAMILY, style, file)
    return document


def _describe(document: FPDF, faces: Sequence[LabelFace], made_on: datetime, title: str, run: str) -> None:
    lots, first, last = _span(faces)
    document.set_creation_date(made_on)
    document.set_title(title)
    document.set_creator("gitrace")
    document.set_subject(f"{lots} {first}-{last}")
    document.set_keywords(f"lot={lots}; numbers={first}-{last}; run={run}")
    document.set_lang("zh-CN")


def _span(faces: Sequence[LabelFace]) -> tuple[str, str, str]:
    """Lots, first and last number."""
    return " ".join(dict.fromkeys(face.lot for face in faces)), faces[0].plain_number, faces[-1].plain_number


def _head(faces: Sequence[LabelFace], page: int, pages: int) -> str:
    lots, first, last = _span(faces)
    return f"批次 {lots}　序号 {first}–{last}　第 {page} 张，共 {pages} 张　{_UNSCALED}"


def _draw_head(document: FPDF, stock: Stock, letters: Typeface, head: str) -> None:
    if stock.top < _HEAD_ROOM:
        return
    text = shortened(letters.regular, head, _HEAD_SIZE, stock.page[0] - 2 * stock.left)
    _write(document, Text(0, 0, _HEAD_SIZE, text), stock.left, stock.top * 2 // 3)


def _draw(document: FPDF, layout: Layout, place: tuple[int, int]) -> None:
    x, y = place
    module = _points(layout.module)
    left, top = _points(x + layout.left), document.h - _points(y + layout.top)
    # One module is the unit and y runs downwards, so that the path itself is whole numbers.
    document._out(f"q {module:.5f} 0 0 {-module:.5f} {left:.4f} {top:.4f} cm {pdf_path(layout.symbol)} Q")
    for text in layout.texts:
        _write(document, text, x, y)


def _write(document: FPDF, text: Text, x: int, y: int) -> None:
    document.set_font(_FAMILY, "B" if text.bold else "", _points(text.size))
    document.text(_points(x + text.x), _points(y + text.y), text.text)


def _points(length: int) -> float:
    return length * 72 / 25_400
