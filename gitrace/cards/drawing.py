"""Cards as a PDF: front and back as two pages the size of a bank card, or side by side on A4, to be folded."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from gitrace.cards.face import CardFace
from gitrace.cards.papers import HEIGHT, WIDTH, CardSheet
from gitrace.symbols.sizes import module_that_fits
from gitrace.symbols.symbol import QUIET_MODULES, matrix
from gitrace.typesetting.fitting import largest_size
from gitrace.typesetting.font import typeface
from gitrace.typesetting.geometry import Text, points
from gitrace.typesetting.pages import in_points
from gitrace.typesetting.paper import document_of, draw_symbol, write_text
from gitrace.typesetting.typeface import Typeface

_INSET = 5_000
_FRONT_ROOM, _BACK_ROOM = 26_000, 34_000


def cards_pdf(faces: Sequence[CardFace], sheet: CardSheet, made_on: datetime) -> bytes:
    """The cards in their order. Raises Refusal("character-unprintable")."""
    letters = typeface(
        text for face in faces for text in (face.title, face.number, face.domain, *face.front, *face.back)
    )
    with TemporaryDirectory() as folder:
        document = document_of(sheet.page, letters, Path(folder))
        document.set_title("农户卡")
        document.set_creation_date(made_on)
        for place, face in enumerate(faces):
            if sheet.rows:
                _on_sheet(document, face, letters, sheet, place % sheet.rows)
            else:
                document.add_page()
                _front(document, face, letters, 0, 0)
                document.add_page()
                _back(document, face, letters, 0, 0)
        return bytes(document.output())


def _on_sheet(document: FPDF, face: CardFace, letters: Typeface, sheet: CardSheet, row: int) -> None:
    if row == 0:
        document.add_page()
    width, height = sheet.page
    left, top = (width - 2 * WIDTH) // 2, (height - sheet.rows * HEIGHT) // 2 + row * HEIGHT
    _front(document, face, letters, left, top)
    _back(document, face, letters, left + WIDTH, top)
    document.set_line_width(0.3)
    document.set_dash_pattern()
    document.rect(in_points(left), in_points(top), in_points(2 * WIDTH), in_points(HEIGHT))
    document.set_dash_pattern(dash=2, gap=2)
    document.line(in_points(left + WIDTH), in_points(top), in_points(left + WIDTH), in_points(top + HEIGHT))


def _front(document: FPDF, face: CardFace, letters: Typeface, left: int, top: int) -> None:
    room = WIDTH - 2 * _INSET - _FRONT_ROOM
    title = largest_size(letters.bold, face.title, WIDTH - 2 * _INSET, most=points(140), least=points(70))
    number = largest_size(letters.bold, face.number, room, most=points(260), least=points(90))
    lines = [
        Text(_INSET, 11_000, title or points(70), face.title, True),
        Text(_INSET, 26_000, number or points(90), face.number, True),
        *(Text(_INSET, 34_000 + 5_500 * row, points(95), text) for row, text in enumerate(face.front)),
    ]
    for line in lines:
        write_text(document, line, left, top)
    _symbol(
        document, face.number, _FRONT_ROOM, left + WIDTH - _INSET - _FRONT_ROOM, top + HEIGHT - _INSET - _FRONT_ROOM
    )


def _back(document: FPDF, face: CardFace, letters: Typeface, left: int, top: int) -> None:
    _symbol(document, face.address, _BACK_ROOM, left + _INSET // 2, top + (HEIGHT - _BACK_ROOM) // 2)
    x = _INSET // 2 + _BACK_ROOM + 1_000
    for row, text in enumerate(face.back):
        size = largest_size(letters.regular, text, WIDTH - x - 2_000, most=points(95), least=points(60)) or points(60)
        write_text(document, Text(x, 12_000 + 5_000 * row, size, text), left, top)
    write_text(document, Text(x, HEIGHT - 4_500, points(70), face.domain), left, top)


def _symbol(document: FPDF, text: str, room: int, left: int, top: int) -> None:
    symbol = matrix(text)
    module = module_that_fits(symbol.size, room)
    inset = (room - module * symbol.size) // 2
    assert inset >= QUIET_MODULES * module, "module_that_fits leaves the quiet zone"
    draw_symbol(document, symbol, module, left + inset, top + inset)
