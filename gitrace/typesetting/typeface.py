"""The two weights a label is set in, with the measure of every character."""

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

REGULAR = 400
BOLD = 700
EM = 1000  # units of the em square, in this font


@dataclass(frozen=True)
class Ink:
    """Where a text darkens the paper: edges from its origin on the baseline, y downwards, micrometres."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Cut:
    """One weight of the font. `ttf`: the font file. `boxes`: advance, x and y extremes of each character, per em."""

    weight: int
    ttf: bytes = field(repr=False)
    boxes: dict[str, tuple[int, int, int, int, int]] = field(repr=False)

    def width(self, text: str, size: int) -> int:
        """The advance of a text, rounded up; `size`: of the em, micrometres. No kerning, here as in the drawing."""
        return -(-sum(self.boxes[character][0] for character in text) * size // EM)

    def ink(self, text: str, size: int) -> Ink:
        """The exact extent of the glyphs of a text, which reach over and fall short of their advances."""
        pen, edges = 0, []
        for character in text:
            advance, left, low, right, high = self.boxes[character]
            edges.append((pen + left, -high, pen + right, -low))
            pen += advance
        lefts, tops, rights, bottoms = zip(*edges, strict=True)
        return Ink(
            min(lefts) * size // EM, min(tops) * size // EM, -(-max(rights) * size // EM), -(-max(bottoms) * size // EM)
        )

    @cached_property
    def font(self) -> Any:
        """The font opened with fontTools, for outlines."""
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # only pictures need it

        return TTFont(io.BytesIO(self.ttf))


@dataclass(frozen=True)
class Typeface:
    """The two weights a label is set in."""

    regular: Cut
    bold: Cut
