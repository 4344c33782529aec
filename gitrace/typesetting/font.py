"""Noto Sans SC, cut down to the characters a job needs, in two weights, with the measure of every character.

The font ships as one variable file that opens at weight Thin. Subsetting first keeps it quick: the whole file takes
seconds to bring to a weight, the few hundred characters of a label job a twentieth of one.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

from gitrace.errors import Refusal
from gitrace.typesetting.typeface import BOLD, REGULAR, Cut, Typeface

BOX = "□"
"""Stands for a character that cannot be drawn, where a document must not be refused for one."""

_SOURCE = files("justmytype_intl_cjk") / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf"
_ALWAYS = frozenset(map(chr, range(0x20, 0x7F))) | {"…"}
_UNUSED_TABLES = ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "prep", "vhea", "vmtx"]


def typeface(texts: Iterable[str]) -> Typeface:
    """The font with at least every character of `texts`.

    Raises Refusal("character-unprintable") for a character that the font does not hold.
    """
    return _typeface(_ALWAYS.union(*texts))


def printable(text: str) -> str:
    """The text with a box for each character that the font does not hold, and a space for any other kind of space."""
    known = _characters()
    return "".join(one if ord(one) in known else " " if one.isspace() else BOX for one in text)


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    with as_file(_SOURCE) as path, TTFont(path, lazy=True, recalcTimestamp=False) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _typeface(characters: frozenset[str]) -> Typeface:
    family = _subset(characters)
    return Typeface(_cut(family, REGULAR, "Regular"), _cut(family, BOLD, "Bold"))


def _subset(characters: frozenset[str]) -> bytes:
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += _UNUSED_TABLES
    with as_file(_SOURCE) as path, TTFont(path, lazy=True, recalcTimestamp=False) as font:
        missing = sorted(c for c in characters if ord(c) not in font.getBestCmap())
        if missing:
            raise Refusal(
                "character-unprintable", "标签字体里没有“{character}”，印不出来。", None, character=missing[0]
            )
        subsetter = subset.Subsetter(options)
        subsetter.populate(text="".join(sorted(characters)))
        subsetter.subset(font)
        return _saved(font)


def _cut(family: bytes, weight: int, name: str) -> Cut:
    font = TTFont(io.BytesIO(family), recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    # The instance would otherwise go by the variable file's name, Thin.
    for record, text in {1: "Noto Sans SC", 2: name, 4: f"Noto Sans SC {name}", 6: f"NotoSansSC-{name}"}.items():
        font["name"].setName(text, record, 3, 1, 0x409)
    for record in (16, 17, 25):
        font["name"].removeNames(nameID=record)
    boxes = {chr(code): _box(font, glyph) for code, glyph in font.getBestCmap().items()}
    return Cut(weight, _saved(font), boxes)


def _box(font: Any, name: str) -> tuple[int, int, int, int, int]:
    glyph = font["glyf"][name]
    extent = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax) if glyph.numberOfContours else (0, 0, 0, 0)
    return (font["hmtx"][name][0], *extent)


def _saved(font: Any) -> bytes:
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
