"""Paper for certificates as data, lengths in micrometres."""

from gitrace.errors import Refusal
from gitrace.typesetting.geometry import points
from gitrace.typesetting.strip import Paper

PAPERS = {
    paper.code: paper
    for paper in (
        Paper("a6", "A6 纸", 105_000, 8_000, points(90), points(170), 89_000, 148_000),
        # A roll of 58 mm is printed on 48, one of 80 on 72.
        Paper("80", "80 毫米热敏纸", 80_000, 4_000, points(95), points(160), 72_000),
        Paper("58", "58 毫米热敏纸", 58_000, 5_000, points(80), points(130), 48_000),
    )
}


def paper_named(code: str) -> Paper:
    """Raises Refusal("paper-unknown")."""
    if code not in PAPERS:
        raise Refusal("paper-unknown", "没有这种合格证纸：{paper}。", "paper", paper=code)
    return PAPERS[code]
