"""One label as a picture: PNG for a screen or a printer's own software, SVG for a designer."""

import io
import math
from dataclasses import replace
from xml.sax.saxutils import escape

from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.layout import Layout, lay_out
from gitrace.symbols.sizes import SMALLEST_MODULE
from gitrace.symbols.symbol import svg_path, symbol_image
from gitrace.typesetting.font import typeface
from gitrace.typesetting.geometry import HAIRLINE, Box, Text
from gitrace.typesetting.typeface import EM, Typeface

MICROMETRES_PER_INCH = 25_400
LOWEST_DPI, HIGHEST_DPI = 200, 1_200
_INK = 160
"""Grey up to which a dot is burned: thin strokes of small type would break at the middle."""


def label_png(face: LabelFace, stock: Stock, dpi: int) -> bytes:
    """The whole label in grey, the symbol in pure black on white. `dpi`: 200 to 1,200.

    A module is a whole number of pixels wherever the symbol then stays large enough; the symbol shrinks by less than
    a pixel a module for it. Raises Refusal("dpi-out-of-range") and what `lay_out` refuses.
    """
    if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
        raise Refusal(
            "dpi-out-of-range", "分辨率应在 {low} 到 {high} dpi 之间。", "dpi", low=LOWEST_DPI, high=HIGHEST_DPI
        )
    letters = typeface(face.texts)
    layout = lay_out(face, stock, letters, dpi)
    scale = dpi / MICROMETRES_PER_INCH
    picture = Image.new("L", (round(stock.width * scale), round(stock.height * scale)), 255)
    draw = ImageDraw.Draw(picture)
    for text in layout.texts:
        _write(draw, text, letters, scale)
    if layout.coat is not None:
        edges = layout.coat.edges
        draw.rectangle([round(edge * scale) for edge in edges], outline=0)
    _paste_symbol(picture, layout, scale)
    file = io.BytesIO()
    picture.save(file, "PNG", dpi=(dpi, dpi))
    return file.getvalue()


def fixed_picture(
    layout: Layout, letters: Typeface, size: tuple[int, int], dpi: int, nudge: tuple[int, int] = (0, 0)
) -> Image.Image:
    """What all labels of a run share, one bit a dot of a printer's head. `size`: in dots; `nudge`: micrometres."""
    scale = dpi / MICROMETRES_PER_INCH
    picture = Image.new("L", size, 255)
    draw = ImageDraw.Draw(picture)
    right, down = nudge
    for text in layout.fixed:
        _write(draw, replace(text, x=text.x + right, y=text.y + down), letters, scale)
    if layout.coat is not None:
        shifted = replace(layout.coat, x=layout.coat.x + right, y=layout.coat.y + down)
        draw.rectangle([round(edge * scale) for edge in shifted.edges], outline=0)
    return picture.point(lambda grey: 255 if grey > _INK else 0).convert("1", dither=Image.Dither.NONE)


def _write(draw: ImageDraw.ImageDraw, text: Text, letters: Typeface, scale: float) -> None:
    """Character by character, at the measured advances: a raster font rounds its own to whole pixels."""
    cut = text.cut(letters)
    font = ImageFont.truetype(io.BytesIO(cut.ttf), text.size * scale, layout_engine=ImageFont.Layout.BASIC)
    x = float(text.x)
    for character in text.text:
        draw.text((x * scale, text.y * scale), character, fill=0, font=font, anchor="ls")
        x += cut.boxes[character][0] * text.size / EM


def _paste_symbol(picture: Image.Image, layout: Layout, scale: float) -> None:
    # A module of so many dots is told in whole micrometres, which may be a little less.
    pixels = math.floor((layout.module + 1) * scale)
    whole = pixels / scale >= SMALLEST_MODULE
    side = pixels * layout.symbol.size if whole else round(layout.side * scale)
    # What rounding down leaves over is shared between both sides' quiet zones.
    margin = (layout.side * scale - side) / 2
    symbol = symbol_image(layout.symbol).convert("L").resize((side, side), Image.Resampling.NEAREST)
    picture.paste(symbol, (round(layout.left * scale + margin), round(layout.top * scale + margin)))


def label_svg(face: LabelFace, stock: Stock) -> str:
    """The whole label, symbol and text as outlines; its size in millimetres, its units micrometres.

    Outlines look the same where the font is missing; the title carries the text for those who cannot see it.
    Raises what `lay_out` refuses.
    """
    letters = typeface(face.texts)
    layout = lay_out(face, stock, letters)
    outlines = "".join(outline(letters, text) for text in layout.texts)
    title = escape(f"{face.product} {' '.join(face.readable)} 序号 {face.plain_number}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{stock.width / 1000}mm" height="{stock.height / 1000}mm" '
        f'viewBox="0 0 {stock.width} {stock.height}" role="img"><title>{title}</title>'
        f'<path fill="#fff" d="M0 0h{stock.width}v{stock.height}h-{stock.width}z"/>'
        f'<path shape-rendering="crispEdges" transform="translate({layout.left} {layout.top}) scale({layout.module})" '
        f'd="{svg_path(layout.symbol)}"/><path d="{outlines}"/>{frame_path(layout.coat)}</svg>'
    )


def frame_path(coat: Box | None) -> str:
    """A coat's frame as SVG, or nothing."""
    if coat is None:
        return ""
    x, y, right, bottom = coat.edges
    return f'<path fill="none" stroke="#000" stroke-width="{HAIRLINE}" d="M{x} {y}H{right}V{bottom}H{x}z"/>'


def outline(letters: Typeface, text: Text) -> str:
    """A text as SVG path data, micrometres."""
    cut = text.cut(letters)
    glyphs, names = cut.font.getGlyphSet(), cut.font.getBestCmap()
    pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
    scale, x = text.size / EM, float(text.x)
    for character in text.text:
        glyphs[names[ord(character)]].draw(TransformPen(pen, (scale, 0, 0, -scale, x, text.y)))
        x += cut.boxes[character][0] * scale
    return str(pen.getCommands())
