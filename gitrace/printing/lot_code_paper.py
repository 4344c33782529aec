"""A lot's code as a PDF of just its size, for the printer of film: the symbol and the two lines below it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from gitrace.printing.lot_codes import LotCode
from gitrace.symbols.symbol import QUIET_MODULES, matrix
from gitrace.typesetting.font import typeface
from gitrace.typesetting.geometry import Text
from gitrace.typesetting.paper import document_of, draw_symbol, write_text

_MODULE = 495
"""Micrometres, the target of QR codes powered by GS1 on consumer goods."""
_TYPE = 2_600
"""Height of the lines in micrometres, over seven points."""


def lot_code_pdf(code: LotCode) -> bytes:
    """One page, the symbol in its middle. Raises Refusal("character-unprintable")."""
    symbol, letters = matrix(code.address), typeface(code.texts)
    quiet = QUIET_MODULES * _MODULE
    side = symbol.size * _MODULE + 2 * quiet
    widths = [letters.regular.width(text, _TYPE) for text in code.texts]
    width, height = max(side, *(one + 2 * quiet for one in widths)), side + len(widths) * _TYPE * 3 // 2 + quiet
    with TemporaryDirectory() as folder:
        document = document_of((width, height), letters, Path(folder))
        document.set_title(code.title)
        document.set_creation_date(code.opened_at)
        document.add_page()
        draw_symbol(document, symbol, _MODULE, (width - side) // 2 + quiet, quiet)
        for row, (text, wide) in enumerate(zip(code.texts, widths, strict=True)):
            write_text(document, Text((width - wide) // 2, side + _TYPE + row * _TYPE * 3 // 2, _TYPE, text), 0, 0)
        return bytes(document.output())
