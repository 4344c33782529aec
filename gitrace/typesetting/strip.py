"""Lines from top to bottom, as long as they need: what slips and certificates on a roll are made of; plain geometry.

What is too wide for its line is set smaller, and at last goes on a line of its own: a name is never cut on paper that
somebody takes home.
"""

from dataclasses import dataclass, field

from gitrace.symbols.sizes import module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES, Matrix
from gitrace.typesetting.fitting import broken_or_shortened, largest_size, lines_of
from gitrace.typesetting.geometry import Text
from gitrace.typesetting.typeface import Cut, Typeface

_LEAST = 85  # per cent of a line's size, below which it breaks


@dataclass(frozen=True)
class Paper:
    """`margin`: what the printer cannot reach. `text`, `net`: sizes of type, of what is largest too. `column`: as wide
    as the lines run.

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


@dataclass(frozen=True)
class Symbol:
    """A symbol and where its first module is."""

    matrix: Matrix
    module: int
    left: int
    top: int


@dataclass
class Strip:
    """Texts from the upper left corner, rules by their height, the symbol if there is one; `bottom`: its end."""

    paper: Paper
    letters: Typeface
    bottom: int = 0
    texts: list[Text] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    symbol: Symbol | None = None

    def heading(self, text: str, size: int) -> None:
        """A line or two in bold."""
        for line in broken_or_shortened(self.letters.bold, text, size, self.paper.column):
            self.line(line, size, bold=True)

    def pair(self, label: str, value: str, *, size: int = 0, bold: bool = False) -> None:
        """The label at the left, its value at the right; the value below where the line does not hold both."""
        size = size or self.paper.text
        cut, right = self._cut(bold), self.paper.margin + self.paper.column
        taken = self.letters.regular.width(label, self.paper.text) + self.paper.text
        fitting = largest_size(cut, value, self.paper.column - taken, most=size, least=size * _LEAST // 100)
        self.line(label, self.paper.text, height=size)
        if fitting is None:
            fitting = largest_size(cut, value, self.paper.column, most=size, least=size // 2) or size // 2
            self.bottom += size * 13 // 10
        self.texts.append(Text(right - cut.width(value, fitting), self.bottom - size // 2, fitting, value, bold))

    def paragraph(self, text: str, size: int, width: int, x: int) -> None:
        """As many lines as it takes, broken as Chinese is set."""
        for line in lines_of(self.letters.regular, text, size, width):
            self.bottom += size * 14 // 10
            self.texts.append(Text(x, self.bottom, size, line))

    def rule(self) -> None:
        """A line across, with air around it."""
        self.bottom += self.paper.text // 4
        self.rules.append(self.bottom)
        self.bottom += self.paper.text // 4

    def line(self, text: str, size: int, *, bold: bool = False, height: int = 0) -> None:
        """One line, however wide."""
        self.bottom += (height or size) * 16 // 10
        self.texts.append(Text(self.paper.margin, self.bottom - (height or size) // 2, size, text, bold))

    def centre(self, symbol: Matrix, room: int) -> None:
        """A symbol of at most `room` in the middle of the paper, below what there is."""
        module = module_that_fits(symbol.size, room)
        side, quiet = module * symbol.size, module * QUIET_MODULES
        self.symbol = Symbol(symbol, module, (self.paper.width - side) // 2, self.bottom + quiet)
        self.bottom += side + 2 * quiet

    def _cut(self, bold: bool) -> Cut:
        return self.letters.bold if bold else self.letters.regular
