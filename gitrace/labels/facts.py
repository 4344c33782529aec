"""The lines of a label, each set to fit a column: what is shrunk, what is broken, what is refused.

Chinese is never set under 6 pt, letters and digits never under 5 pt. The names of product and producer may end in an
ellipsis (the page behind the symbol shows them in full); everything else is whole or refused.
"""

from dataclasses import dataclass, replace

from gitrace.errors import Refusal
from gitrace.labels.face import LabelFace
from gitrace.labels.fitting import broken, broken_or_shortened, largest_size, shortened, sizes_down
from gitrace.labels.sheets import Stock
from gitrace.labels.typeface import Cut, Typeface


def points(tenths: int) -> int:
    """Tenths of a point in micrometres, rounded up."""
    return -(-tenths * 25_400 // 720)


SMALLEST_HAN = points(60)
SMALLEST_LATIN = points(50)
_SMALLEST_NAME = points(70)
_SMALLEST_NUMBER = points(80)


@dataclass(frozen=True)
class Run:
    """A stretch of text of one size and weight, `x` micrometres from the beginning of its line."""

    x: int
    size: int
    text: str
    bold: bool = False

    def end(self, typeface: Typeface) -> int:
        """Where the next run may begin."""
        cut = typeface.bold if self.bold else typeface.regular
        return self.x + cut.width(self.text, self.size)


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Sizes:
    """Sizes of type on one stock, micrometres. `inset`: what a printer's drift may cut off, on every side."""

    inset: int
    readable: int
    readable_step: int
    text: int
    name: int
    number: int

    @classmethod
    def of(cls, stock: Stock) -> "Sizes":
        """They grow with the label; the smallest that are legible belong to a label of 48.5 × 25.4 mm."""
        scale = max(100, min(stock.width * 100 // 48_500, stock.height * 100 // 25_400))
        readable, text, name, number = (points(tenths) * scale // 100 for tenths in (50, 60, 85, 125))
        leading = min(118, scale + 3)
        return cls(stock.height // 26, readable, readable * leading // 100, text, name, number)


@dataclass(frozen=True)
class Column:
    """A column of `width` micrometres, and how each line of a label is set in it."""

    typeface: Typeface
    sizes: Sizes
    width: int

    def name(self, face: LabelFace) -> Line:
        """The product's name, large; smaller if it must be, then shortened."""
        cut, most = self.typeface.bold, self.sizes.name
        size = largest_size(cut, face.product, self.width, most=most, least=_SMALLEST_NAME) or _SMALLEST_NAME
        return (Run(0, size, shortened(cut, face.product, size, self.width), bold=True),)

    def facts(self, face: LabelFace, producer_lines: int) -> list[Line]:
        """Everything between name and number. `producer_lines`: 1 shortens a producer's name that needs two."""
        lines = [] if face.gi_name is None else [self._captioned(("地理标志产品",), face.gi_name, "gi_name")]
        lines += self._contents(face)
        lines += self._producer(face.producer, producer_lines)
        lines.append(self._captioned(("统一社会信用代码", "信用代码"), face.uscc, "uscc"))
        return lines + self._basis(face.basis)

    def number(self, face: LabelFace) -> Line:
        """The plain number, by which spoiled labels are named: the largest figures of the label."""
        caption = Run(0, self.sizes.text, "序号")
        x = caption.end(self.typeface) + self.sizes.text // 4
        room, most = self.width - x, self.sizes.number
        size = largest_size(self.typeface.bold, face.plain_number, room, most=most, least=_SMALLEST_NUMBER)
        if size is None:
            raise _too_long("number", face.plain_number)
        return caption, Run(x, size, face.plain_number, bold=True)

    def domain(self, face: LabelFace) -> Line:
        """The official domain against the right edge, with its caption where there is room."""
        line = self._captioned(("官方域名", ""), face.domain, "domain", most=self.sizes.readable)
        shift = self.width - line[-1].end(self.typeface)
        return tuple(replace(run, x=run.x + shift) for run in line)

    def _contents(self, face: LabelFace) -> list[Line]:
        """Net content and packing date on one line, in figures of one size; on two where they do not fit together."""
        packed = face.packed_on.isoformat()
        for most in sizes_down(self.sizes.text, SMALLEST_LATIN):
            content = self._captioned(("净含量",), face.net_content, "net_content", most)
            x = content[-1].end(self.typeface) + self.sizes.text * 2 // 3
            for caption in ("包装日期", "包装"):
                date = self._runs(caption, packed, most)
                if x + date[-1].end(self.typeface) <= self.width:
                    return [content + tuple(replace(run, x=x + run.x) for run in date)]
        return [content, self._captioned(("包装日期",), packed, "packed_on")]

    def _producer(self, name: str, most_lines: int) -> list[Line]:
        fit = broken_or_shortened if most_lines > 1 else _on_one_line
        size = self.sizes.text
        return [(Run(0, size, line),) for line in fit(self.typeface.regular, name, size, self.width)]

    def _basis(self, basis: str | None) -> list[Line]:
        if basis is None:
            return []
        lines = broken(self.typeface.regular, basis, self.sizes.text, self.width)
        if lines is None:
            raise _too_long("basis", basis)
        return [(Run(0, self.sizes.text, line),) for line in lines]

    def _captioned(self, captions: tuple[str, ...], value: str, field: str, most: int | None = None) -> Line:
        """A caption, the fullest that leaves room, and its value; a value in letters and digits may be smaller."""
        least = SMALLEST_LATIN if value.isascii() else SMALLEST_HAN
        for caption in captions:
            for size in sizes_down(max(most or self.sizes.text, least), least):
                line = self._runs(caption, value, size)
                if line[-1].end(self.typeface) <= self.width:
                    return line
        raise _too_long(field, value)

    def _runs(self, caption: str, value: str, size: int) -> Line:
        if not caption:
            return (Run(0, size, value),)
        lead = Run(0, self.sizes.text, caption)
        return lead, Run(lead.end(self.typeface) + self.sizes.text // 4, size, value)


def _on_one_line(cut: Cut, text: str, size: int, width: int) -> tuple[str, ...]:
    return (shortened(cut, text, size, width),)


def _too_long(field: str, text: str) -> Refusal:
    return Refusal("label-text-too-long", "“{text}”太长，这种标签印不下。请换大一号的标签纸。", field, text=text)
