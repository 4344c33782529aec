"""Card paper as data, lengths in micrometres. A card is 85.6 × 54 mm (ISO/IEC 7810, ID-1)."""

from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.labels.sheets import A4

WIDTH, HEIGHT = 85_600, 54_000


@dataclass(frozen=True)
class CardSheet:
    """`page`: width and height; `rows`: cards on it, front beside back; 0: a page for each side."""

    name: str
    page: tuple[int, int]
    rows: int


SHEETS = {
    "a4": CardSheet("A4 纸，每张五户，对折", A4, 5),
    "card": CardSheet("单张卡片（85.6 × 54 毫米，正反两面）", (WIDTH, HEIGHT), 0),
}


def sheet_named(code: str) -> CardSheet:
    """Raises Refusal("paper-unknown")."""
    if code not in SHEETS:
        raise Refusal("paper-unknown", "没有这种卡纸：{paper}。", "paper", paper=code)
    return SHEETS[code]
