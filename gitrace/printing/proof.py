"""校样: a run as it will come out of the printer, looked at before a label is spent.

Every label of a proof says 样张 over its whole width and holds an address that is no label's: scanned it is found
nowhere, so that a sheet of proofs in a drawer is worth nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from gitrace.labels.sheets import Stock
from gitrace.printing.face import LabelFace
from gitrace.printing.imposition import Imposition, require_possible
from gitrace.printing.layout import lay_out
from gitrace.printing.wishes import Wishes

STAMP = "样张"
_WORD = "SAMPLE-"


@dataclass(frozen=True)
class Proof:
    """`face`: the run's first label, or what it would be; `count`: labels that the run has or would have.

    Drawing it raises what `require_possible` does.
    """

    stock: Stock
    wishes: Wishes
    face: LabelFace
    count: int

    @property
    def imposition(self) -> Imposition:
        """Of the whole run."""
        return Imposition(self.stock, self.wishes, self.face.number, self.face.number + self.count - 1)

    def require_possible(self) -> None:
        """Raises what `Imposition` and `lay_out` refuse."""
        from gitrace.typesetting.font import typeface  # what draws is loaded by who has something drawn

        require_possible(self.stock, self.wishes)
        sample = _sample(self.face)
        lay_out(sample, self.stock, typeface([*sample.texts, STAMP]), self.wishes.dpi)

    def svg(self) -> str:
        """The first page on screen."""
        from gitrace.printing.proof_picture import sheet_svg

        return sheet_svg(self.imposition, _sample(self.face), STAMP)

    def pdf(self, made_on: datetime) -> bytes:
        """The first page on paper: a test print that spends nothing. `made_on`: aware."""
        from gitrace.printing.document import LabelDocument

        numbers = [placed.number for placed in self.imposition.page(0)]
        document = LabelDocument(
            imposition=Imposition(self.stock, self.wishes, numbers[0], numbers[-1]),
            samples=[_sample(self.face)],
            labels=lambda asked: [replace(_sample(self.face), number=number) for number in asked],
            made_on=made_on,
            title=f"{STAMP} {self.face.lot}",
            stamp=STAMP,
        )
        return document.pages().whole()


def _sample(face: LabelFace) -> LabelFace:
    """The label with a symbol of the same size that is no label's, and a serial that none can have."""
    origin, path = face.address.split("/01/", 1)
    length = len("/01/") + len(path)
    upper = face.address.isupper()
    word = _WORD if upper else _WORD.lower()
    return replace(
        face,
        address=f"{origin}/{(word * length)[: length - 1]}",
        serial=(_WORD * len(face.serial))[: len(face.serial)],
        pin=None if face.pin is None else "0" * len(face.pin),
    )
