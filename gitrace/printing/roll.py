"""A run in a roll printer's own language: what all labels share is sent once, as a picture of one bit a dot.

Many of these printers have no Chinese font, so their own fonts set letters and digits only: serial and number. The
symbol is the printer's too, of the version, level and mode that ours has: it is told to encode in one segment. Which
of the eight masks it takes is its own choice, and any of them scans.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gitrace.errors import Refusal
from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.facts import ASCENT, FIGURE
from gitrace.printing.forms import require_roll
from gitrace.printing.imposition import require_possible
from gitrace.printing.layout import Compositor, LabelText, Layout
from gitrace.printing.picture import fixed_picture
from gitrace.printing.wishes import Wishes
from gitrace.symbols.sizes import in_dots, nearest_dot
from gitrace.typesetting.typeface import Typeface

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Pitch:
    """A font of a printer's own, every character as wide; in dots. `rise`: from its top to the baseline."""

    name: str
    height: int
    advance: int
    rise: int
    lower_case: bool = True
    times: int = 1

    def enlarged(self, times: int) -> "Pitch":
        """The same, each dot so many across and down."""
        rise, height, advance = (one * times for one in (self.rise, self.height, self.advance))
        return Pitch(self.name, height, advance, rise, self.lower_case, times)


@dataclass(frozen=True)
class Dotted:
    """A text in a printer's own font; its origin on the baseline, in dots."""

    x: int
    y: int
    pitch: Pitch
    text: str


@dataclass(frozen=True)
class Spot:
    """The symbol's first module and the size of one, in dots."""

    x: int
    y: int
    module: int
    text: str


class Language(Protocol):
    """How a printer is spoken to."""

    @property
    def fonts(self) -> Sequence[Pitch]:
        """The printer's own that we use."""

    def begin(self, stock: Stock) -> bytes:
        """Before everything."""

    def keep(self, picture: "Image.Image", stock: Stock, dpi: int) -> bytes:
        """Send what the following labels share, in place of what was sent before."""

    def label(self, symbol: Spot, texts: Sequence[Dotted], copies: int) -> bytes:
        """Print one label."""

    def end(self) -> bytes:
        """After everything: the printer forgets what was sent."""


@dataclass(frozen=True)
class Roll:
    """A run on a roll. A part of it is written as `write` of its labels, with the label before them.

    Raises Refusal("stock-not-roll") and what `Imposition` and `lay_out` refuse.
    """

    language: Language
    stock: Stock
    typeface: Typeface
    wishes: Wishes

    def __post_init__(self) -> None:
        require_possible(self.stock, self.wishes)
        require_roll(self.stock)

    def whole(self, faces: Iterable[LabelFace]) -> bytes:
        """A run small enough to be held."""
        return b"".join([self.begin(), *self.write(faces), self.end()])

    def begin(self) -> bytes:
        """Before the first part."""
        return self.language.begin(self.stock)

    def end(self) -> bytes:
        """After the last part."""
        return self.language.end()

    def write(self, faces: Iterable[LabelFace], before: LabelFace | None = None) -> Iterator[bytes]:
        """Labels in their order. `before`: the label that came before them, whose picture the printer has."""
        compositor = Compositor(self.stock, self.typeface, self.wishes.dpi)
        kept = None if before is None else compositor.shape(before)
        for face in faces:
            shape = compositor.shape(face)
            if shape is not kept:
                yield self.language.keep(self._picture(shape), self.stock, self.wishes.dpi)
                kept = shape
            texts = [self._dotted(text.of(face, self.typeface)) for text in shape.varying]
            yield self.language.label(self._spot(shape, face), texts, self.wishes.copies)

    def _picture(self, layout: Layout) -> "Image.Image":
        size = in_dots(self.stock.width, self.wishes.dpi), in_dots(self.stock.height, self.wishes.dpi)
        return fixed_picture(layout, self.typeface, size, self.wishes.dpi, self.wishes.nudge)

    def _spot(self, layout: Layout, face: LabelFace) -> Spot:
        dpi = self.wishes.dpi
        return Spot(*self._place(layout.left, layout.top), in_dots(layout.module + 1, dpi), face.address)

    def _place(self, x: int, y: int) -> tuple[int, int]:
        right, down = self.wishes.nudge
        return nearest_dot(x + right, self.wishes.dpi), nearest_dot(y + down, self.wishes.dpi)

    def _dotted(self, text: LabelText) -> Dotted:
        """The tallest of the printer's fonts that keeps to the text's room."""
        rise = FIGURE if text.bold else ASCENT
        room, most = in_dots(text.room, self.wishes.dpi), in_dots(text.size * rise // 100, self.wishes.dpi)
        fonts = (font.enlarged(times) for font in self.language.fonts for times in range(1, 11))
        fitting = [
            font
            for font in fonts
            if font.advance * len(text.text) <= room
            and font.rise <= most
            and (font.lower_case or text.text == text.text.upper())
        ]
        if not fitting:
            raise Refusal("label-too-small", "内容太多，这种标签印不下。请换大一号的标签纸。", "stock")
        return Dotted(*self._place(text.x, text.y), max(fitting, key=lambda font: font.rise), text.text)
