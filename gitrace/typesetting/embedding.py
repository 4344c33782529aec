"""A weight of the font as PDF embeds it (ISO 32000-1, 9.7): glyphs by number, with what they are as text.

The font is a subset already; all that it holds is embedded once a document.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from gitrace.typesetting.pages import Shared
from gitrace.typesetting.typeface import Cut

_NAMES = {400: "NotoSansSC-Regular", 700: "NotoSansSC-Bold"}
_SYMBOLIC = 4
_RANGES = 100
"""Entries of a block in a character map, at most."""


@dataclass(frozen=True)
class Embedded:
    """`number`: the font's object; `glyphs`: characters by code point, as hexadecimal digits of a string."""

    number: int
    glyphs: dict[int, str]

    def coded(self, text: str) -> str:
        """The text as this font's string operand, without its angle brackets."""
        return text.translate(self.glyphs)


def embed(shared: Shared, cut: Cut) -> Embedded:
    """Add a weight to what pages share."""
    font = cut.font
    glyphs = {code: font.getGlyphID(name) for code, name in sorted(font.getBestCmap().items())}
    # A subset bears six letters before its name, and two subsets never the same.
    tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(cut.ttf).digest()[:6])
    name = f"{tag}+{_NAMES[cut.weight]}"
    file = shared.add_stream(cut.ttf, f"/Length1 {len(cut.ttf)}")
    head, hhea, os2 = font["head"], font["hhea"], font["OS/2"]
    descriptor = shared.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags {_SYMBOLIC}/ItalicAngle 0/StemV {cut.weight // 5}"
        f"/FontBBox[{head.xMin} {head.yMin} {head.xMax} {head.yMax}]"
        f"/Ascent {hhea.ascent}/Descent {hhea.descent}/CapHeight {os2.sCapHeight}/FontFile2 {file} 0 R>>".encode()
    )
    widths = " ".join(f"{glyph} [{cut.boxes[chr(code)][0]}]" for code, glyph in glyphs.items())
    descendant = shared.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDToGIDMap/Identity/DW 1000/W[{widths}]"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R>>".encode()
    )
    text = shared.add_stream("".join(_character_map(glyphs)).encode())
    number = shared.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H"
        f"/DescendantFonts[{descendant} 0 R]/ToUnicode {text} 0 R>>".encode()
    )
    return Embedded(number, {code: f"{glyph:04X}" for code, glyph in glyphs.items()})


def _character_map(glyphs: dict[int, int]) -> Iterator[str]:
    """Glyph numbers as text (Adobe technical note 5411), so that what is printed can be searched and copied."""
    yield (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    )
    pairs = [f"<{glyph:04X}> <{chr(code).encode('utf-16-be').hex().upper()}>\n" for code, glyph in glyphs.items()]
    for begin in range(0, len(pairs), _RANGES):
        block = pairs[begin : begin + _RANGES]
        yield f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n"
    yield "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
