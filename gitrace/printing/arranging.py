"""What the arrangements of a label share: the room they have, and the places they give. Micrometres."""

from dataclasses import dataclass

from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import Column, Line, Sizes
from gitrace.symbols.sizes import INCH, in_dots
from gitrace.symbols.symbol import QUIET_MODULES
from gitrace.typesetting.geometry import Box
from gitrace.typesetting.typeface import Typeface


@dataclass(frozen=True)
class Paper:
    """A label to be filled. `modules`: along a side of its symbol, `dpi`: of the roll printer, None for any other;
    `sizes`: of its type.
    """

    face: LabelFace
    stock: Stock
    typeface: Typeface
    modules: int
    dpi: int | None
    sizes: Sizes

    def column(self, width: int) -> Column:
        """How lines are set in a width."""
        return Column(self.typeface, self.sizes, width)

    def box(self, module: int) -> int:
        """The symbol's side with its quiet zone."""
        return module * (self.modules + 2 * QUIET_MODULES)

    def dotted(self, length: int, *, up: bool = False) -> int:
        """The whole dot before a length, or at or after it: a symbol that begins between two has blurred modules."""
        if self.dpi is None:
            return length
        dots = -in_dots(-length, self.dpi) if up else in_dots(length, self.dpi)
        return -(-dots * INCH // self.dpi) if up else dots * INCH // self.dpi


@dataclass(frozen=True)
class Set:
    """A line set with its beginning at `x` on the baseline `y`."""

    line: Line
    x: int
    y: int


@dataclass(frozen=True)
class Arranged:
    """`left`, `top`: the symbol's first module; `coat`: what a scratch-off coat covers."""

    module: int
    left: int
    top: int
    lines: tuple[Set, ...]
    coat: Box | None = None
