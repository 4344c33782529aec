"""The QR symbol of an address: its modules, and the three ways in which they are drawn.

Error correction M and a quiet zone of four modules are what the GS1 General Specifications ask of a QR symbol on
consumer goods (ISO/IEC 18004 for the symbol itself).
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gitrace.errors import Refusal

if TYPE_CHECKING:
    from PIL import Image

QUIET_MODULES = 4

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")
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
        """Each horizontal run of dark modules: column, row, length."""
        for y, row in enumerate(self.rows):
            for run in _DARK_RUN.finditer(row):
                yield run.start(), y, run.end() - run.start()


def matrix(text: str) -> Matrix:
    """The symbol of a text, in the smallest version that holds it, under the mask the standard rates best.

    A text that alphanumeric mode can hold is one alphanumeric segment, also where a stretch of digits would have
    been shorter in numeric mode: every address of one shape then has a symbol of one size.
    Raises Refusal("symbol-overflow") when no version holds the text.
    """
    from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]  # loads Pillow
    from qrcode.main import QRCode  # type: ignore[import-untyped]
    from qrcode.util import MODE_ALPHA_NUM, QRData  # type: ignore[import-untyped]

    symbol = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_MODULES)
    if _ALPHANUMERIC.fullmatch(text):
        symbol.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    else:
        symbol.add_data(text)
    try:
        symbol.make()
    except ValueError:
        # qrcode says "invalid version 41" before it comes to its own DataOverflowError.
        raise Refusal("symbol-overflow", "网址太长，二维码放不下。", "address") from None
    return Matrix(tuple(bytes(row) for row in symbol.modules))


def svg_path(symbol: Matrix, offset: int = 0) -> str:
    """The dark modules as SVG path data in module units, moved right and down by `offset` modules."""
    return "".join(f"M{x + offset} {y + offset}h{n}v1h-{n}z" for x, y, n in symbol.runs())


def pdf_path(symbol: Matrix) -> str:
    """The dark modules as PDF path operators, filled at once; unit one module, y downwards.

    One path for the whole symbol: rectangles filled one by one show white seams between rows on screen.
    """
    return " ".join(f"{x} {y} {n} 1 re" for x, y, n in symbol.runs()) + " f"


def symbol_svg(symbol: Matrix) -> str:
    """A stand-alone SVG image: one path on white, viewBox in modules, quiet zone included."""
    side = symbol.size + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path d="{svg_path(symbol, QUIET_MODULES)}"/></svg>'
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
