"""TSPL/TSPL2, which TSC's printers and most Chinese ones speak (TSPL/TSPL2 Programming Manual)."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitrace.labels.sheets import Stock
from gitrace.printing.roll import Dotted, Pitch, Spot
from gitrace.symbols.symbol import segments

if TYPE_CHECKING:
    from PIL import Image

_PICTURE = "GITRACE.BMP"
_LINE = b"\r\n"


class Tspl:
    """The gap between labels is the printer's to know: it has been calibrated to its roll."""

    fonts = tuple(
        Pitch(name, height, advance, height * 4 // 5)
        for name, height, advance in (("1", 12, 8), ("2", 20, 12), ("3", 24, 16), ("4", 32, 24), ("5", 48, 32))
    )

    def begin(self, stock: Stock) -> bytes:
        """The label's size."""
        return _said(f"SIZE {stock.width / 1000:g} mm,{stock.height / 1000:g} mm", "REFERENCE 0,0")

    def keep(self, picture: "Image.Image", stock: Stock, dpi: int) -> bytes:
        """DOWNLOAD of a monochrome BMP into the printer's memory, which forgets it without power."""
        file = io.BytesIO()
        picture.save(file, "BMP")
        content = file.getvalue()
        return f'DOWNLOAD "{_PICTURE}",{len(content)},'.encode() + content + _LINE

    def label(self, symbol: Spot, texts: Sequence[Dotted], copies: int) -> bytes:
        """Model 2, level M, manual mode."""
        return _said(
            "CLS",
            f'PUTBMP 0,0,"{_PICTURE}"',
            f'QRCODE {symbol.x},{symbol.y},M,{symbol.module},M,0,M2,S7,"{_segments(symbol.text)}"',
            *(
                f'TEXT {one.x},{one.y - one.pitch.rise},"{one.pitch.name}",0,{one.pitch.times},{one.pitch.times},'
                f'"{one.text}"'
                for one in texts
            ),
            f"PRINT 1,{copies}",
        )

    def end(self) -> bytes:
        """KILL deletes the file."""
        return _said(f'KILL "{_PICTURE}"')


def _segments(text: str) -> str:
    """Each with its mode, bytes with their number too; an exclamation mark leads on to the next."""
    return "!".join(f"A{one.text}" if one.alphanumeric else f"B{len(one.text):04d}{one.text}" for one in segments(text))


def _said(*lines: str) -> bytes:
    return b"".join(line.encode("ascii") + _LINE for line in lines)
