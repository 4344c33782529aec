"""The run of labels that the benchmark of labels makes, and the same sheet as one would draw it first: with `qrcode`
and reportlab.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from label_faces import make_face
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from gitrace.identifiers.serial import LotKey
from gitrace.identifiers.serial_runs import serials_of
from gitrace.labels.sheets import STOCKS
from gitrace.printing.document import LabelDocument
from gitrace.printing.face import LabelFace
from gitrace.printing.imposition import Imposition
from gitrace.printing.layout import lay_out
from gitrace.printing.wishes import Wishes
from gitrace.typesetting.font import typeface
from gitrace.typesetting.pages import in_points

SHEET = STOCKS["a4-4x10"]
PATTERN = make_face()
PREFIX = PATTERN.address.removesuffix(PATTERN.serial)
KEY = LotKey.derive(bytes(range(32)), PATTERN.gtin, PATTERN.lot)


def faces(numbers: Sequence[int]) -> list[LabelFace]:
    """Labels of the run."""
    return [
        replace(PATTERN, address=PREFIX + serial, serial=serial, number=number)
        for number, serial in zip(numbers, serials_of(KEY, numbers), strict=True)
    ]


def document(count: int) -> LabelDocument:
    """So many labels on A4 sheets of forty, with a cover."""
    return LabelDocument(
        imposition=Imposition(SHEET, Wishes(), 1, count),
        samples=faces([1, count]),
        labels=faces,
        made_on=datetime(2026, 3, 11, 12, tzinfo=UTC),
        title="bench",
        cover=True,
    )


def plain_symbol(address: str) -> QRCode:
    """A symbol as `qrcode` makes it."""
    symbol = QRCode(error_correction=ERROR_CORRECT_M)
    symbol.add_data(address)
    symbol.make()
    return symbol


def plain_sheets(labels: Sequence[LabelFace]) -> bytes:
    """The same sheets: each text set, each symbol one path, laid out once as ours are."""
    layout = lay_out(labels[0], SHEET, typeface(labels[0].texts))
    _register(labels[0])
    file = io.BytesIO()
    canvas = Canvas(file, tuple(map(in_points, SHEET.page)), pageCompression=1)
    for at in range(0, len(labels), SHEET.per_page):
        for face, (x, y) in zip(labels[at : at + SHEET.per_page], SHEET.places(), strict=False):
            for text in layout.texts:
                canvas.setFont("bold" if text.bold else "regular", in_points(text.size))
                words = text.text if text.varies is None else text.varies.of(face)
                canvas.drawString(in_points(x + text.x), in_points(SHEET.page[1] - y - text.y), words)
            path, module = canvas.beginPath(), in_points(layout.module)
            left, top = in_points(x + layout.left), in_points(SHEET.page[1] - y - layout.top)
            for row, modules in enumerate(plain_symbol(face.address).modules):
                for column, dark in enumerate(modules):
                    if dark:
                        path.rect(left + column * module, top - (row + 1) * module, module, module)
            canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@cache
def _register(face: LabelFace) -> None:
    letters = typeface(face.texts)
    for name, cut in (("regular", letters.regular), ("bold", letters.bold)):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(cut.ttf)))
