"""The QR symbol of an address: its modules, and the three ways in which they are drawn.

Error correction M and a quiet zone of four modules are what the GS1 General Specifications ask of a QR symbol on
consumer goods (ISO/IEC 18004 for the symbol itself).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from gitrace.errors import Refusal

if TYPE_CHECKING:
    from PIL import Image

QUIET_MODULES = 4
EIGHT = 8
"""Columns that are drawn together."""

# The alphanumeric end of a text, where it is worth a segment of its own or is all of the text.
_TAIL = re.compile(r"(?:\A[0-9A-Z $%*+\-./:]+|[0-9A-Z $%*+\-./:]{20,})\Z")
_DARK_RUN = re.compile(rb"\x01+")


@dataclass(frozen=True)
class Matrix:
    """The modules of one symbol, without its quiet zone. `rows`: one byte a module, 1 dark, 0 light."""

    rows: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Modules along a side."""
        return len(self.rows)

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """Each horizontal run of dark modules within eight columns: column, row, length.

        A run is cut at every eighth column, so that a run of labels is drawn from few pieces made beforehand.
        """
        for y, row in enumerate(self.rows):
            for begin in range(0, len(row), EIGHT):
                for run in _DARK_RUN.finditer(row, begin, begin + EIGHT):
                    yield run.start(), y, run.end() - run.start()


class Level(StrEnum):
    """How much of a symbol may be lost: 15 and 25 of 100 codewords."""

    M = "M"
    Q = "Q"


def matrix(text: str, level: Level = Level.M, version: int | None = None) -> Matrix:
    """The symbol of a text, in the smallest version that holds it, under the mask the standard rates best.

    A text that alphanumeric mode can hold is one alphanumeric segment, also where a stretch of digits would have
    been shorter in numeric mode: every address of one shape then has a symbol of one size.
    Raises Refusal("symbol-overflow") when no version, or not the asked one, holds the text.
    """
    from qrcode.exceptions import DataOverflowError  # type: ignore[import-untyped]  # loads Pillow

    symbol = coded(text, level, version)
    try:
        symbol.make(fit=version is None)
    except (ValueError, DataOverflowError):
        # qrcode says "invalid version 41" before it comes to its own DataOverflowError.
        raise Refusal("symbol-overflow", "网址太长，二维码放不下。", "address") from None
    return Matrix(tuple(bytes(row) for row in symbol.modules))


def coded(text: str, level: Level = Level.M, version: int | None = None) -> Any:
    """The text as `qrcode` takes it, not yet drawn: the authority on every module. `version`: of that size alone."""
    from qrcode import constants, main, util  # type: ignore[import-untyped]

    symbol = main.QRCode(version, getattr(constants, f"ERROR_CORRECT_{level}"), border=QUIET_MODULES)
    for segment in segments(text):
        alphanumeric = {"mode": util.MODE_ALPHA_NUM} if segment.alphanumeric else {}
        symbol.add_data(util.QRData(segment.text, **alphanumeric))
    return symbol


@dataclass(frozen=True)
class Segment:
    """A part of a text in one mode, alphanumeric or bytes."""

    text: str
    alphanumeric: bool


def segments(text: str) -> list[Segment]:
    """The text in the modes in which its symbol holds it."""
    tail = _TAIL.search(text)
    head = text[: tail.start()] if tail else text
    parts = [Segment(head, False)] if head else []
    return parts + ([Segment(tail[0], True)] if tail else [])


def svg_path(symbol: Matrix, offset: int = 0) -> str:
    """The dark modules as SVG path data in module units, moved right and down by `offset` modules."""
    return "".join(svg_run(x + offset, y + offset, n) for x, y, n in symbol.runs())


def svg_run(x: int, y: int, n: int) -> str:
    """`n` dark modules in a row, as SVG path data."""
    return f"M{x} {y}h{n}v1h-{n}z"


def pdf_path(symbol: Matrix) -> str:
    """The dark modules as PDF path operators, filled at once; unit one module, y downwards.

    One path for the whole symbol: rectangles filled one by one show white seams between rows on screen.
    """
    return "".join(pdf_run(x, y, n) for x, y, n in symbol.runs()) + "f"


def pdf_run(x: int, y: int, n: int) -> str:
    """`n` dark modules in a row, as a PDF rectangle."""
    return f"{x} {y} {n} 1 re "


def symbol_svg(symbol: Matrix) -> str:
    """A stand-alone SVG image: one path on white, viewBox in modules, quiet zone included."""
    return svg_image(svg_path(symbol, QUIET_MODULES), symbol.size)


def svg_image(path: str, size: int) -> str:
    """The image of a symbol of `size` modules a side whose path lies `QUIET_MODULES` from the edges."""
    side = size + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def symbol_image(symbol: Matrix) -> "Image.Image":
    """A 1-bit picture, one pixel a module, without quiet zone."""
    from PIL import Image  # a tenth of a second of every start

    pixels = b"".join(row.translate(_TO_GREY) for row in symbol.rows)
    return Image.frombytes("L", (symbol.size, symbol.size), pixels).convert("1")


def symbol_png(symbol: Matrix, pixels_per_module: int) -> bytes:
    """A 1-bit PNG, quiet zone included. `pixels_per_module`: whole, at least 1."""
    from PIL import Image

    quiet = QUIET_MODULES * pixels_per_module
    side = symbol.size * pixels_per_module
    picture = Image.new("1", (side + 2 * quiet, side + 2 * quiet), 1)
    picture.paste(symbol_image(symbol).resize((side, side), Image.Resampling.NEAREST), (quiet, quiet))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


_TO_GREY = bytes([255, 0]) + bytes(254)
