"""Where everything on a slip goes: lines from top to bottom, as long as they need on a roll; plain geometry.

What is too wide for its line is set smaller, and at last goes on a line of its own: a name is never cut on paper that
somebody takes home.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from gitrace.labels.fitting import broken_or_shortened, largest_size
from gitrace.labels.layout import Text
from gitrace.labels.sheets import module_that_fits
from gitrace.labels.symbol import QUIET_MODULES, Matrix, matrix
from gitrace.labels.typeface import Cut, Typeface
from gitrace.slips.face import Copy, SlipFace, both_units, moment
from gitrace.slips.papers import Paper

ASK = "扫码看自己交了多少、还可交多少。数量不对、不是您交的，请扫码告诉监管部门。"
SIGNED = ("交售人", "过磅员")
_SYMBOL_ROOM = 34_000
_NEVER_FIRST = "，。、；"
_LEAST = 85  # per cent of a line's size, below which it breaks


@dataclass(frozen=True)
class Symbol:
    """A symbol and where its first module is."""

    matrix: Matrix
    module: int
    left: int
    top: int


@dataclass
class SlipLayout:
    """Texts from the copy's upper left corner, rules by their height, the symbol if there is one; `bottom`: its end."""

    paper: Paper
    letters: Typeface
    bottom: int = 0
    texts: list[Text] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    symbol: Symbol | None = None

    def heading(self, text: str, size: int) -> None:
        """A line or two in bold."""
        for line in broken_or_shortened(self.letters.bold, text, size, self.paper.column):
            self._line(line, size, bold=True)

    def pair(self, label: str, value: str, *, size: int = 0, bold: bool = False) -> None:
        """The label at the left, its value at the right; the value below where the line does not hold both."""
        size = size or self.paper.text
        cut, right = self._cut(bold), self.paper.margin + self.paper.column
        taken = self.letters.regular.width(label, self.paper.text) + self.paper.text
        fitting = largest_size(cut, value, self.paper.column - taken, most=size, least=size * _LEAST // 100)
        self._line(label, self.paper.text, height=size)
        if fitting is None:
            fitting = largest_size(cut, value, self.paper.column, most=size, least=size // 2) or size // 2
            self.bottom += size * 13 // 10
        self.texts.append(Text(right - cut.width(value, fitting), self.bottom - size // 2, fitting, value, bold))

    def paragraph(self, text: str, size: int, width: int, x: int) -> None:
        """As many lines as it takes."""
        while text:
            end = next(n for n in range(len(text), 0, -1) if self.letters.regular.width(text[:n], size) <= width)
            if text[end : end + 1] in _NEVER_FIRST:
                end -= bool(text[end:])
            self.bottom += size * 14 // 10
            self.texts.append(Text(x, self.bottom, size, text[:end]))
            text = text[end:]

    def rule(self) -> None:
        """A line across, with air around it."""
        self.bottom += self.paper.text // 4
        self.rules.append(self.bottom)
        self.bottom += self.paper.text // 4

    def _line(self, text: str, size: int, *, bold: bool = False, height: int = 0) -> None:
        self.bottom += (height or size) * 16 // 10
        self.texts.append(Text(self.paper.margin, self.bottom - (height or size) // 2, size, text, bold))

    def _cut(self, bold: bool) -> Cut:
        return self.letters.bold if bold else self.letters.regular


def lay_out_slip(face: SlipFace, copy: Copy, paper: Paper, letters: Typeface) -> SlipLayout:
    """One copy of a slip."""
    made = SlipLayout(paper, letters, bottom=paper.margin // 2)
    made.heading("交售单", paper.net)
    made.pair(face.heading(copy), "")
    made.heading(face.producer, paper.text)
    made.rule()
    _pairs(made, face.facts(copy))
    made.rule()
    _pairs(made, face.weights())
    made.pair("净重", both_units(face.net_g), size=paper.net, bold=True)
    _pairs(made, face.payment())
    made.rule()
    for label, value in face.season_so_far():
        made.pair(label, value, bold=True)
    if copy is Copy.GROWER and face.address:
        _draw_symbol(made, face.address)
    _signatures(made)
    made.pair("打印", moment(face.printed_at))
    made.bottom += paper.margin
    return made


def _pairs(made: SlipLayout, lines: Iterable[tuple[str, str]]) -> None:
    for label, value in lines:
        made.pair(label, value)


def _signatures(made: SlipLayout) -> None:
    """Room to sign, for those who want it signed."""
    made.bottom += made.paper.text
    half = made.paper.column // 2
    made._line(SIGNED[0], made.paper.text)
    made.texts.append(Text(made.paper.margin + half, made.texts[-1].y, made.paper.text, SIGNED[1]))
    made.rule()


def _draw_symbol(made: SlipLayout, address: str) -> None:
    """Below the lines, or beside them where the paper is wider than they are; what it is for stands next to it."""
    paper, symbol = made.paper, matrix(address)
    module = module_that_fits(symbol.size, _SYMBOL_ROOM)
    side, quiet = module * symbol.size, module * QUIET_MODULES
    beside = paper.width - 2 * paper.margin - paper.column
    if beside:
        left = paper.width - paper.margin - beside // 2 - side // 2
        made.symbol = Symbol(symbol, module, left, 3 * paper.margin)
        note = SlipLayout(paper, made.letters, bottom=made.symbol.top + side + quiet // 2)
        room = beside - paper.text
        note.paragraph(ASK, paper.text * 9 // 10, room, paper.width - paper.margin - room)
        made.texts += note.texts
        return
    made.symbol = Symbol(symbol, module, (paper.width - side) // 2, made.bottom + quiet)
    made.bottom += side + 2 * quiet
    made.paragraph(ASK, paper.text, paper.column, paper.margin)
