"""批次号, the number of a packing or processed lot (GS1 AI 10).

`CY`, the packing day as YYMMDD, a letter, three digits: CY260312A001 … A999, B001 … The letters I, L and O are left
out, so that what a person types from a label can be read with O as 0 and with I and L as 1.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from gitrace.errors import Refusal

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
LOTS_A_DAY = len(LETTERS) * 999

_FORM = re.compile(rf"CY([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})([{LETTERS}])([0-9]{{3}})")
_ADDRESSABLE = re.compile(r"[0-9A-Z.\-]+")
_MISREAD = str.maketrans("OIL", "011")
LONGEST = 20


@dataclass(frozen=True)
class LotNumber:
    """A lot's number taken apart: packing day in Shanghai, and its place among that day's lots, from 1."""

    packing_day: date
    ordinal: int

    def __str__(self) -> str:
        letter, number = divmod(self.ordinal - 1, 999)
        return f"CY{self.packing_day:%y%m%d}{LETTERS[letter]}{number + 1:03d}"


def parse_lot(text: str, field: str = "lot") -> LotNumber:
    """A lot of this service taken apart. Raises Refusal("lot-form")."""
    match = _FORM.fullmatch(text)
    refusal = Refusal("lot-form", "批次号形如 CY260312A001，请核对。", field)
    if match is None or match[5] == "000":
        raise refusal
    try:
        day = date(2000 + int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise refusal from None
    return LotNumber(day, LETTERS.index(match[4]) * 999 + int(match[5]))


def next_lot(packing_day: date, last: str | None) -> str:
    """The lot after `last`, the greatest of that day so far (None: the day's first).

    Raises Refusal("lots-exhausted") after Z999. The caller holds the head lock, so that no two take the same.
    """
    ordinal = 1 if last is None else parse_lot(last).ordinal + 1
    if ordinal > LOTS_A_DAY:
        raise Refusal("lots-exhausted", "这一天的批次号已经用完。", "lot")
    return str(LotNumber(packing_day, ordinal))


def check_addressable(text: str, field: str = "lot") -> str:
    """A lot as an address may carry it: 1 to 20 of `[0-9A-Z.-]`, whoever numbered it.

    Raises Refusal("lot-length" | "lot-characters").
    """
    if not 1 <= len(text) <= LONGEST:
        raise Refusal("lot-length", "批次号应为 1 至 20 个字符。", field)
    if not _ADDRESSABLE.fullmatch(text):
        raise Refusal("lot-characters", "批次号只能含数字、大写字母、点和连字符。", field)
    return text


def lot_from_typed(text: str) -> str:
    """What a person read off a label: case, width, spaces and hyphens ignored, O taken as 0, I and L as 1.

    Meant for lots of this service, whose own numbers hold none of these letters; the result is not checked.
    """
    bare = re.sub(r"[\s\-‐-―−]", "", unicodedata.normalize("NFKC", text))
    return bare.upper().translate(_MISREAD)
