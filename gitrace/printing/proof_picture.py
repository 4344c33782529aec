"""A page of labels as one small SVG: what all share is outlined once and named by each place."""

from collections.abc import Iterator
from dataclasses import replace

from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.imposition import Imposition
from gitrace.printing.layout import Layout, lay_out, stamp_text
from gitrace.printing.picture import frame_path, outline
from gitrace.symbols.symbol import svg_path
from gitrace.typesetting.font import typeface
from gitrace.typesetting.geometry import HAIRLINE, Text
from gitrace.typesetting.typeface import Typeface

_EDGE, _USED, _STAMP_GREY = "#9aa39a", "#eceeec", "#c6ccc6"


def sheet_svg(imposition: Imposition, face: LabelFace, stamp: str) -> str:
    """The first page of an imposition, every label like `face` but for its number. Its units are micrometres.

    Places already used are grey; the edges of the labels are drawn thin. Raises what `lay_out` refuses.
    """
    stock, wishes = imposition.stock, imposition.wishes
    letters = typeface([*face.texts, stamp])
    layout = lay_out(face, stock, letters, wishes.dpi)
    width, height = stock.page
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width / 1000:g}mm" height="{height / 1000:g}mm" '
        f'viewBox="0 0 {width} {height}" role="img"><title>{stamp}</title><defs><g id="label">',
        *_label(layout, letters, stamp_text(stock, letters, stamp)),
        f'</g></defs><path fill="#fff" d="M0 0h{width}v{height}h-{width}z"/>',
        *_used(imposition),
        *(f'<path {_LINE} d="{_rectangle(x, y, stock)}"/>' for x, y in stock.places()),
    ]
    for placed in imposition.page(0):
        pieces.append(f'<use href="#label" x="{placed.x}" y="{placed.y}"/>')
        numbered = replace(face, number=placed.number)
        outlines = "".join(outline(letters, text.of(numbered, letters)) for text in layout.varying)
        pieces.append(f'<path transform="translate({placed.x} {placed.y})" d="{outlines}"/>')
    cuts = "".join(f"M{mark.x} {mark.y}L{mark.to_x} {mark.to_y}" for mark in imposition.marks())
    return "".join([*pieces, f'<path stroke="#000" stroke-width="{HAIRLINE}" d="{cuts}"/></svg>'])


def _label(layout: Layout, letters: Typeface, stamp: Text) -> Iterator[str]:
    yield f'<path fill="{_STAMP_GREY}" d="{outline(letters, stamp)}"/>'
    yield f'<path d="{"".join(outline(letters, text) for text in layout.fixed)}"/>{frame_path(layout.coat)}'
    yield (
        f'<path shape-rendering="crispEdges" transform="translate({layout.left} {layout.top}) '
        f'scale({layout.module})" d="{svg_path(layout.symbol)}"/>'
    )


_LINE = f'fill="none" stroke="{_EDGE}" stroke-width="{2 * HAIRLINE}"'


def _used(imposition: Imposition) -> Iterator[str]:
    for x, y in imposition.used():
        yield f'<path fill="{_USED}" d="{_rectangle(x, y, imposition.stock)}"/>'


def _rectangle(x: int, y: int, stock: Stock) -> str:
    return f"M{x} {y}h{stock.width}v{stock.height}h-{stock.width}z"
