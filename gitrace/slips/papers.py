"""Slip paper as data, lengths in micrometres."""

from dataclasses import dataclass

from gitrace.errors import Refusal
from gitrace.labels.facts import points


@dataclass(frozen=True)
class Paper:
    """`margin`: what the printer cannot reach. `text`, `net`: sizes of type. `column`: as wide as the lines run.

    `height`: of one copy; 0 on a roll, which is cut where the copy ends. `copies`: on one page.
    """

    code: str
    name: str
    width: int
    margin: int
    text: int
    net: int
    column: int
    height: int = 0
    copies: int = 1


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
