"""Paper of exact size with embedded type: what slips, cards and certificates are drawn on. Lengths in micrometres."""

from pathlib import Path

from fpdf import FPDF
from fpdf.prefs import ViewerPreferences

from gitrace.symbols.symbol import Matrix, pdf_path
from gitrace.typesetting.geometry import Text
from gitrace.typesetting.pages import in_points
from gitrace.typesetting.strip import Strip
from gitrace.typesetting.typeface import Typeface

_FAMILY = "house"


def document_of(page: tuple[int, int], letters: Typeface, folder: Path) -> FPDF:
    """An empty document; `page`: width and height; `folder` keeps the fonts and must live until the output."""
    width, height = (in_points(length) for length in page)
    # The format is exact, so the page never turns; fpdf2 only takes fonts from files, which it reads until output.
    document = FPDF(unit="pt", format=(width, height))
    document.set_auto_page_break(False)
    document.viewer_preferences = ViewerPreferences(print_scaling="None")
    for style, cut in (("", letters.regular), ("B", letters.bold)):
        file = folder / f"{cut.weight}.ttf"
        file.write_bytes(cut.ttf)
        document.add_font(_FAMILY, style, file)
    document.set_creator("gitrace")
    document.set_lang("zh-CN")
    return document


def draw_symbol(document: FPDF, symbol: Matrix, module: int, left: int, top: int) -> None:
    """A symbol whose first module is at `left`, `top`; the quiet zone lies outside it."""
    size, x, y = in_points(module), in_points(left), document.h - in_points(top)
    # One module is the unit and y runs downwards, so that the path itself is whole numbers.
    document._out(f"q {size:.5f} 0 0 {-size:.5f} {x:.4f} {y:.4f} cm {pdf_path(symbol)} Q")


def write_text(document: FPDF, text: Text, x: int, y: int) -> None:
    """A text whose place is told from `x`, `y`."""
    document.set_font(_FAMILY, "B" if text.bold else "", in_points(text.size))
    document.text(in_points(x + text.x), in_points(y + text.y), text.text)


def draw_strip(document: FPDF, strip: Strip, top: int = 0) -> None:
    """All of a strip, from `top` on."""
    if strip.symbol:
        draw_symbol(document, strip.symbol.matrix, strip.symbol.module, strip.symbol.left, top + strip.symbol.top)
    document.set_line_width(0.4)
    for rule in strip.rules:
        left, y = in_points(strip.paper.margin), in_points(top + rule)
        document.line(left, y, left + in_points(strip.paper.column), y)
    for text in strip.texts:
        if text.text:
            write_text(document, text, 0, top)
