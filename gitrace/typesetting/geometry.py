"""Where type and boxes lie on paper: micrometres from an upper left corner, y downwards."""

from dataclasses import dataclass

from gitrace.typesetting.typeface import Cut, Ink, Typeface


def points(tenths: int) -> int:
    """Tenths of a point in micrometres, rounded up."""
    return -(-tenths * 25_400 // 720)


HAIRLINE = 100
"""How thick a frame or a cut mark is drawn."""


@dataclass(frozen=True)
class Box:
    """Upper left corner, width and height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, upper, right and lower."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True)
class Text:
    """A text on its baseline: `x`, `y` its origin, `size` of the em; micrometres, y downwards."""

    x: int
    y: int
    size: int
    text: str
    bold: bool = False

    def ink(self, typeface: Typeface) -> Ink:
        """What it darkens, from the label's upper left corner."""
        ink = self.cut(typeface).ink(self.text, self.size)
        return Ink(self.x + ink.left, self.y + ink.top, self.x + ink.right, self.y + ink.bottom)

    def cut(self, typeface: Typeface) -> Cut:
        """The weight it is set in."""
        return typeface.bold if self.bold else typeface.regular
