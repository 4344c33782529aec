"""Slip paper as data, lengths in micrometres."""

from gitrace.errors import Refusal
from gitrace.typesetting.geometry import points
from gitrace.typesetting.strip import Paper

PAPERS = {
    paper.code: paper
    for paper in (
        # A roll of 58 mm is printed on 48, one of 80 on 72.
        Paper("58", "58 毫米热敏纸", 58_000, 5_000, points(85), points(130), 48_000),
        Paper("80", "80 毫米热敏纸", 80_000, 4_000, points(100), points(160), 72_000),
        # Both copies on one sheet, cut apart in the middle; the symbol stands beside the lines.
        Paper("a5", "A5 纸（上下两联）", 148_000, 9_000, points(90), points(130), 86_000, 105_000, 2),
    )
}


def paper_named(code: str) -> Paper:
    """Raises Refusal("paper-unknown")."""
    if code not in PAPERS:
        raise Refusal("paper-unknown", "没有这种小票纸：{paper}。", "paper", paper=code)
    return PAPERS[code]
