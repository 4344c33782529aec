"""ZPL II, which Zebra's printers speak, and others in emulation (ZPL II Programming Guide)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock
from gitrace.printing.roll import Dotted, Pitch, Spot
from gitrace.symbols.sizes import in_dots
from gitrace.symbols.symbol import segments

if TYPE_CHECKING:
    from PIL import Image

_PICTURE = "R:GITRACE.GRF"
_SUNK = 1
"""A symbol lies lower than its field's origin by the height of bar codes, which the printer keeps from job to job."""


class Zpl:
    """The bitmap fonts that are alike at every resolution: matrix, gap and baseline as the guide has them."""

    fonts = (
        Pitch("A", 9, 6, 7),
        Pitch("B", 11, 9, 11, lower_case=False),
        Pitch("D", 18, 12, 14),
        Pitch("F", 26, 16, 21),
        Pitch("G", 60, 48, 48),
    )

    def begin(self, stock: Stock) -> bytes:
        """Nothing: the size is said with the picture, which knows the resolution."""
        return b""

    def keep(self, picture: "Image.Image", stock: Stock, dpi: int) -> bytes:
        """~DG into the printer's memory, which forgets it without power; a dark dot is 1, unlike in a picture."""
        across, down = in_dots(stock.width, dpi), in_dots(stock.height, dpi)
        rows = -(-picture.width // 8)
        dots = bytes(byte ^ 0xFF for byte in picture.tobytes())
        spare = 8 * rows - picture.width
        last = 0xFF << spare & 0xFF
        clean = bytearray(dots)
        clean[rows - 1 :: rows] = bytes(byte & last for byte in clean[rows - 1 :: rows])
        sizes = f"^XA^PW{across}^LL{down}^LH0,0^LS0^LT0^BY2,3,{_SUNK}^XZ\n"
        return f"~DG{_PICTURE},{len(clean)},{rows},{clean.hex().upper()}\n{sizes}".encode()

    def label(self, symbol: Spot, texts: Sequence[Dotted], copies: int) -> bytes:
        """Model 2, level M, manual mode. Raises Refusal("zpl-upper-case-only")."""
        if not all(segment.alphanumeric for segment in segments(symbol.text)):
            # Several modes in one symbol are told to these printers only as a part of several symbols.
            raise Refusal("zpl-upper-case-only", "网址设成小写时，ZPL 格式打不出标签，请用 PDF 或 TSPL。", "format")
        fields = [
            f"^FO0,0^XG{_PICTURE},1,1^FS",
            f"^FO{symbol.x},{symbol.y - _SUNK}^BQN,2,{symbol.module}^FDMM,A{symbol.text}^FS",
            *(
                f"^FT{one.x},{one.y}^A{one.pitch.name}N,{one.pitch.height},{_width(one.pitch)}^FD{one.text}^FS"
                for one in texts
            ),
        ]
        return f"^XA{''.join(fields)}^PQ{copies}^XZ\n".encode("ascii")

    def end(self) -> bytes:
        """^ID deletes the picture."""
        return f"^XA^ID{_PICTURE}^FS^XZ\n".encode()


_CHARACTER = {"A": 5, "B": 7, "D": 10, "F": 13, "G": 40}
"""A character's width without the gap after it, which ^A wants."""


def _width(pitch: Pitch) -> int:
    return _CHARACTER[pitch.name] * pitch.times
