"""Texts and lines as PDF operators: micrometres from an upper left corner, y downwards, whole numbers all."""

from dataclasses import dataclass

from gitrace.typesetting.embedding import Embedded
from gitrace.typesetting.geometry import HAIRLINE, Box, Text
from gitrace.typesetting.pages import in_points

REGULAR, BOLD = "R", "B"


@dataclass(frozen=True)
class Pen:
    """Writes in the two weights, which pages know as `REGULAR` and `BOLD`."""

    regular: Embedded
    bold: Embedded

    def text(self, text: Text) -> str:
        """A text at its place."""
        name, font = (BOLD, self.bold) if text.bold else (REGULAR, self.regular)
        return f"BT /{name} {text.size} Tf {text.x} {-text.y} Td <{font.coded(text.text)}> Tj ET\n"


def upright(height: int) -> str:
    """Sets a page's unit to a micrometre and its origin to the upper left corner. `height`: of the page."""
    return f"{in_points(1):.10f} 0 0 {in_points(1):.10f} 0 {in_points(height):.4f} cm\n"


def moved(drawn: str, x: int, y: int) -> str:
    """What was drawn from an origin, drawn from `x`, `y`."""
    return f"q 1 0 0 1 {x} {-y} cm\n{drawn}Q\n"


def line(begin: tuple[int, int], end: tuple[int, int]) -> str:
    """A hairline."""
    return f"{HAIRLINE} w {begin[0]} {-begin[1]} m {end[0]} {-end[1]} l S\n"


def grey(drawn: str) -> str:
    """The same in light grey, on which black is still read and scanned."""
    return f"0.83 g\n{drawn}0 g\n"


def frame(box: Box) -> str:
    """A frame of hairlines."""
    return f"{HAIRLINE} w {box.x} {-box.y} {box.width} {-box.height} re S\n"


def symbol(path: str, module: int, left: int, top: int) -> str:
    """A symbol whose first module is at `left`, `top`. `path`: in modules, y downwards."""
    return f"q {module} 0 0 {-module} {left} {-top} cm {path} Q\n"
