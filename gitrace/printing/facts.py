"""The lines of a label, each set to fit a column: what is shrunk, what is broken, what is refused.

Chinese is never set under 6 pt, letters and digits never under 5 pt. The names of product and producer may end in an
ellipsis (the page behind the symbol shows them in full); everything else is whole or refused.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.typesetting.fitting import broken, broken_or_shortened, largest_size, shortened, sizes_down
from gitrace.typesetting.geometry import points
from gitrace.typesetting.typeface import Cut, Typeface

SMALLEST_HAN = points(60)
SMALLEST_LATIN = points(50)
_SMALLEST_NAME = points(70)
_SMALLEST_NUMBER = points(80)
_PIN = points(90)

# Of the em, in hundredths, from Noto Sans SC: how far brackets rise and fall, how tall figures and Chinese stand.
ASCENT, DESCENT, FIGURE, HAN = 82, 20, 76, 86

_HEAVIEST = "99.999 kg"
_SERIAL_CHARACTER = 70
"""Of the em, in hundredths, what a run keeps for each character of a serial; twenty of them are hardly ever wider."""


class Varies(StrEnum):
    """What differs between the labels of one run, beside the symbol."""

    SERIAL = "serial"
    NUMBER = "number"
    PIN = "pin"
    CONTENT = "content"
    WEIGHT = "weight"

    def of(self, face: LabelFace) -> str:
        """How it reads on a label."""
        match self:
            case Varies.SERIAL:
                return face.readable[2]
            case Varies.NUMBER:
                return face.plain_number
            case Varies.PIN:
                return face.pin or ""
            case Varies.CONTENT:
                return face.net_content
            case Varies.WEIGHT:
                return face.weight or ""


@dataclass(frozen=True)
class Run:
    """A stretch of text of one size and weight, `x` micrometres from the beginning of its line.

    Where it varies, `room` is the width that all labels of a run keep for it.
    """

    x: int
    size: int
    text: str
    bold: bool = False
    varies: Varies | None = None
    room: int = 0

    def end(self, typeface: Typeface) -> int:
        """Where the next run may begin."""
        if self.varies is not None:
            return self.x + self.room
        cut = typeface.bold if self.bold else typeface.regular
        return self.x + cut.width(self.text, self.size)


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Sizes:
    """Sizes of type on one stock, micrometres. `inset`: from the label's edges to the type, on every side."""

    inset: int
    readable: int
    readable_step: int
    text: int
    name: int
    number: int

    @classmethod
    def of(cls, stock: Stock, share: int = 100) -> "Sizes":
        """They grow with the label; the smallest that are legible belong to a label of 48.5 × 25.4 mm.

        `share`: per cent of what the label would allow.
        """
        scale = max(100, share * min(stock.width * 100 // 48_500, stock.height * 100 // 25_400) // 100)
        readable, text, name, number = (points(tenths) * scale // 100 for tenths in (50, 60, 85, 125))
        leading = min(118, scale + 3)
        return cls(stock.height // 26, readable, readable * leading // 100, text, name, number)


@dataclass(frozen=True)
class Column:
    """A column of `width` micrometres, and how each line of a label is set in it."""

    typeface: Typeface
    sizes: Sizes
    width: int

    def name(self, face: LabelFace, lines: int = 1) -> list[Line]:
        """The product's name, large; smaller if it must be, then over so many lines, then shortened.

        On less than a line, 0, it is as small as a name may be.
        """
        cut, most = self.typeface.bold, self.sizes.name if lines else _SMALLEST_NAME
        size = largest_size(cut, face.product, self.width, most=most, least=_SMALLEST_NAME) or _SMALLEST_NAME
        fit = broken_or_shortened if lines > 1 else _on_one_line
        return [(Run(0, size, line, bold=True),) for line in fit(cut, face.product, size, self.width)]

    def facts(self, face: LabelFace, producer_lines: int) -> list[Line]:
        """Everything between name and number. `producer_lines`: 1 shortens a producer's name that needs two."""
        lines = self.mark(face) + self.contents(face)
        return lines + self.producer(face, producer_lines) + self.uscc(face) + self.basis(face)

    def mark(self, face: LabelFace) -> list[Line]:
        """地理标志产品 and its name, on two lines where one does not hold them; nothing without the mark."""
        if face.gi_name is None:
            return []
        try:
            return [self._captioned(("地理标志产品",), face.gi_name, "gi_name")]
        except Refusal:
            caption = (Run(0, self.sizes.text, "地理标志产品"),)
            return [caption, self._captioned(("",), face.gi_name, "gi_name")]

    def number(self, face: LabelFace) -> Line:
        """The plain number, by which spoiled labels are named: the largest figures of the label."""
        caption = Run(0, self.sizes.text, "序号")
        x = caption.end(self.typeface) + self.sizes.text // 4
        room, most = self.width - x, self.sizes.number
        size = largest_size(self.typeface.bold, face.plain_number, room, most=most, least=_SMALLEST_NUMBER)
        if size is None:
            raise _too_long("number", face.plain_number)
        return caption, Run(x, size, face.plain_number, bold=True, varies=Varies.NUMBER, room=room)

    def strings(self, face: LabelFace) -> list[Line]:
        """GTIN, with a carton's weight after it, and lot as element strings."""
        size = self.sizes.readable
        first: Line = (Run(0, size, face.readable[0]),)
        if face.weight is not None:
            x, room = first[0].end(self.typeface), self.typeface.regular.width(face.weight, size)
            first = (*first, Run(x, size, face.weight, varies=Varies.WEIGHT, room=room))
        return [first, (Run(0, size, face.readable[1]),)]

    def serial(self, face: LabelFace) -> Line:
        """The serial's element string, in the width that every serial of the run is given."""
        cut, size, text = self.typeface.regular, self.sizes.readable, face.readable[2]
        room = cut.width("(21)", size) + len(face.serial) * _SERIAL_CHARACTER * size // 100
        if room > self.width:
            raise _too_long("serial", text)
        return (Run(0, within(cut, text, size, room), text, varies=Varies.SERIAL, room=room),)

    def pin(self, face: LabelFace) -> list[Line]:
        """The digits under the coat, with the fullest caption that leaves room; nothing where there is no coat."""
        if face.pin is None:
            return []
        for words in ("刮开涂层验证码", "验证码"):
            caption = Run(0, self.sizes.text, words)
            x = caption.end(self.typeface) + _PIN // 2
            room = self.typeface.bold.width("0" * len(face.pin), _PIN)
            if x + room + _PIN // 3 <= self.width:
                return [(caption, Run(x, _PIN, face.pin, bold=True, varies=Varies.PIN, room=room))]
        raise _too_long("pin", face.pin)

    def domain(self, face: LabelFace) -> Line:
        """The official domain, with its caption where there is room."""
        return self._captioned(("官方域名", ""), face.domain, "domain", most=self.sizes.readable)

    def domain_right(self, face: LabelFace) -> Line:
        """The same against the right edge."""
        line = self.domain(face)
        shift = self.width - line[-1].end(self.typeface)
        return tuple(replace(run, x=run.x + shift) for run in line)

    def contents(self, face: LabelFace) -> list[Line]:
        """Net content and packing date on one line, in figures of one size; on two where they do not fit together."""
        packed = face.packed_on.isoformat()
        for most in sizes_down(self.sizes.text, SMALLEST_LATIN):
            content = self._content(face, most)
            x = content[-1].end(self.typeface) + self.sizes.text * 2 // 3
            for caption in ("包装日期", "包装"):
                date = self._runs(caption, packed, most)
                if x + date[-1].end(self.typeface) <= self.width:
                    return [content + tuple(replace(run, x=x + run.x) for run in date)]
        return [content, self._captioned(("包装日期",), packed, "packed_on")]

    def _content(self, face: LabelFace, most: int) -> Line:
        """A weighed carton's differs from the next one's, and keeps the width of the heaviest."""
        if face.weight_g is None:
            return self._captioned(("净含量",), face.net_content, "net_content", most)
        *caption, figure = self._captioned(("净含量",), _HEAVIEST, "net_content", most)
        return *caption, replace(figure, text=face.net_content, varies=Varies.CONTENT, room=self._width(figure))

    def _width(self, run: Run) -> int:
        return run.end(self.typeface) - run.x

    def producer(self, face: LabelFace, most_lines: int) -> list[Line]:
        """The producer's name on one line or two, shortened where they do not hold it."""
        fit = broken_or_shortened if most_lines > 1 else _on_one_line
        size = self.sizes.text
        return [(Run(0, size, line),) for line in fit(self.typeface.regular, face.producer, size, self.width)]

    def uscc(self, face: LabelFace) -> list[Line]:
        """The producer's code under the fullest caption."""
        return [self._captioned(("统一社会信用代码", "信用代码"), face.uscc, "uscc")]

    def basis(self, face: LabelFace) -> list[Line]:
        """Announcement or standard, whole, on one line or two."""
        if face.basis is None:
            return []
        lines = broken(self.typeface.regular, face.basis, self.sizes.text, self.width)
        if lines is None:
            raise _too_long("basis", face.basis)
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


def within(cut: Cut, text: str, size: int, room: int) -> int:
    """The size at which a text that varies keeps to its room: the run's own, hardly ever less."""
    width = cut.width(text, size)
    return size if width <= room else size * room // width


def _on_one_line(cut: Cut, text: str, size: int, width: int) -> tuple[str, ...]:
    return (shortened(cut, text, size, width),)


def _too_long(field: str, text: str) -> Refusal:
    return Refusal("label-text-too-long", "“{text}”太长，这种标签印不下。请换大一号的标签纸。", field, text=text)
