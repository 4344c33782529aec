"""A run's labels for the producer's own printer, drawn in parts: pages of a PDF, stretches of a roll."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from gitrace.labels.sheets import Stock
from gitrace.printing.document import LabelDocument
from gitrace.printing.face import LabelFace
from gitrace.printing.imposition import Imposition
from gitrace.printing.parts import Drawing
from gitrace.printing.roll import Language, Roll
from gitrace.printing.runs import PrintJob
from gitrace.printing.tspl import Tspl
from gitrace.printing.wishes import Wishes
from gitrace.printing.zpl import Zpl
from gitrace.typesetting.font import typeface
from gitrace.typesetting.pages import Pages

_A_PART = 1_000
"""Labels, about: a fraction of a second's work."""


@dataclass(frozen=True)
class PdfPrint:
    """`pages`: as `typesetting.pages` has them; `pages_a_part`: how many of them."""

    pages: Pages
    pages_a_part: int

    @property
    def parts(self) -> int:
        """See `Drawing`."""
        return -(-self.pages.count // self.pages_a_part)

    def part(self, index: int) -> bytes:
        """Some pages."""
        first = index * self.pages_a_part
        return self.pages.part(first, min(first + self.pages_a_part, self.pages.count))

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """The document."""
        self.pages.join(parts, file)


@dataclass(frozen=True)
class RollPrint:
    """What a roll printer is sent, label by label."""

    roll: Roll
    faces: Sequence[LabelFace]

    @cached_property
    def parts(self) -> int:
        """See `Drawing`."""
        return -(-len(self.faces) // _A_PART)

    def part(self, index: int) -> bytes:
        """Some labels; the picture that they share was sent with the first part."""
        first = index * _A_PART
        before = self.faces[first - 1] if index else None
        return b"".join(self.roll.write(self.faces[first : first + _A_PART], before))

    def join(self, parts: Iterable[BinaryIO], file: BinaryIO) -> None:
        """One after the other."""
        file.write(self.roll.begin())
        for part in parts:
            shutil.copyfileobj(part, file)
        file.write(self.roll.end())


def pdf_print(job: PrintJob, stock: Stock, wishes: Wishes) -> Drawing:
    """With a first page that says what is in it. Raises as `LabelDocument` and `Imposition`."""
    faces, first = job.faces, job.faces[0].number
    document = LabelDocument(
        imposition=Imposition(stock, wishes, first, faces[-1].number),
        samples=(faces[0], faces[-1]),
        labels=lambda numbers: [faces[number - first] for number in numbers],
        made_on=job.made_at,
        title=job.title,
        run=str(job.run_id),
        cover=True,
    )
    return PdfPrint(document.pages(), max(1, _A_PART // stock.per_page))


def roll_print(job: PrintJob, stock: Stock, wishes: Wishes, language: Language) -> Drawing:
    """Raises as `Roll`."""
    letters = typeface([*job.faces[0].texts, *job.faces[-1].texts])
    return RollPrint(Roll(language, stock, letters, wishes), job.faces)


def tspl_print(job: PrintJob, stock: Stock, wishes: Wishes) -> Drawing:
    """For TSC's printers and those that speak like them."""
    return roll_print(job, stock, wishes, Tspl())


def zpl_print(job: PrintJob, stock: Stock, wishes: Wishes) -> Drawing:
    """For Zebra's."""
    return roll_print(job, stock, wishes, Zpl())
