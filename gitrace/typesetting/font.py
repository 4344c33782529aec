"""Noto Sans SC, cut down to the characters a job needs, in two weights, with the measure of every character.

The font ships as one variable file of 17 MB that opens at weight Thin. HarfBuzz takes the few hundred characters of a
job out of it, at one weight, in two milliseconds; with fontTools it was a quarter of a second for each new lot.
"""

import io
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any

import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

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
def _source() -> hb.Face:
    with as_file(_SOURCE) as path:
        return hb.Face(hb.Blob.from_file_path(path))


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    return frozenset(_source().unicodes)


@lru_cache(maxsize=32)
def _typeface(characters: frozenset[str]) -> Typeface:
    missing = sorted(one for one in characters if ord(one) not in _characters())
    if missing:
        raise Refusal("character-unprintable", "标签字体里没有“{character}”，印不出来。", None, character=missing[0])
    return Typeface(_cut(characters, REGULAR, "Regular"), _cut(characters, BOLD, "Bold"))


def _cut(characters: frozenset[str], weight: int, name: str) -> Cut:
    font = TTFont(io.BytesIO(_instance(characters, weight)), recalcTimestamp=False)
    # The instance would otherwise go by the variable file's name, Thin.
    for record, text in {1: "Noto Sans SC", 2: name, 4: f"Noto Sans SC {name}", 6: f"NotoSansSC-{name}"}.items():
        font["name"].setName(text, record, 3, 1, 0x409)
    for record in (16, 17, 25):
        font["name"].removeNames(nameID=record)
    boxes = {chr(code): _box(font, glyph) for code, glyph in font.getBestCmap().items()}
    return Cut(weight, _saved(font), boxes)


def _instance(characters: frozenset[str], weight: int) -> bytes:
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.drop_table_tag_set.update(_tag(name) for name in _UNUSED_TABLES)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.pin_axis_location(_source(), "wght", float(weight))
    return bytes(hb.subset(_source(), wanted).blob.data)


def _tag(name: str) -> int:
    return int.from_bytes(name.encode("ascii"))


def _box(font: Any, name: str) -> tuple[int, int, int, int, int]:
    glyph = font["glyf"][name]
    extent = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax) if glyph.numberOfContours else (0, 0, 0, 0)
    return (font["hmtx"][name][0], *extent)


def _saved(font: Any) -> bytes:
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()
