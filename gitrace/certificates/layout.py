"""What stands on a printed certificate, line by line."""

from collections.abc import Iterable
from dataclasses import replace

from gitrace.certificates.face import COMMITMENT, NAME, CertificateFace
from gitrace.printing.facts import SMALLEST_HAN
from gitrace.symbols.symbol import matrix
from gitrace.typesetting.geometry import Text
from gitrace.typesetting.strip import Paper, Strip
from gitrace.typesetting.typeface import Typeface

SCAN = "扫码看这份合格证现在是否有效"
SIGNATURE = "承诺人签名"
_LABEL = 5
"""Widths of a character: four of a label, and air."""
_SYMBOL_ROOM = 30_000


def lay_out_certificate(face: CertificateFace, paper: Paper, letters: Typeface) -> Strip:
    """The whole of it, in smaller type where a sheet would not hold it."""
    made = _laid_out(face, paper, letters)
    while paper.height and made.bottom > paper.height and paper.text > SMALLEST_HAN:
        paper = replace(paper, text=paper.text * 9 // 10)
        made = _laid_out(face, paper, letters)
    return made


def _laid_out(face: CertificateFace, paper: Paper, letters: Typeface) -> Strip:
    """The words 承诺达标合格证 stand by the symbol, as the order asks of one."""
    made = Strip(paper, letters, bottom=paper.margin // 2)
    _middle(made, NAME, paper.net, bold=True)
    _middle(made, f"编号 {face.number}", paper.text)
    _rule(made)
    _entries(made, face.goods_lines())
    _rule(made)
    made.paragraph(COMMITMENT, paper.text, paper.column, paper.margin)
    _entries(made, face.basis_lines())
    _rule(made)
    _entries(made, face.seller_lines())
    _rule(made)
    if face.address:
        made.centre(matrix(face.address), _SYMBOL_ROOM)
        _middle(made, NAME, paper.text, bold=True)
        _middle(made, SCAN, paper.text)
    else:
        made.bottom += 3 * paper.text
        made.line(SIGNATURE, paper.text)
        _rule(made)
    _middle(made, face.keeping(), paper.text * 9 // 10)
    made.bottom += paper.margin // 2
    return made


def _rule(made: Strip) -> None:
    made.bottom += made.paper.text // 2
    made.rule()


def _middle(made: Strip, text: str, size: int, *, bold: bool = False) -> None:
    cut = made.letters.bold if bold else made.letters.regular
    made.bottom += size * 15 // 10
    x = (made.paper.width - cut.width(text, size)) // 2
    made.texts.append(Text(x, made.bottom - size // 4, size, text, bold))


def _entries(made: Strip, entries: Iterable[tuple[str, str]]) -> None:
    """Each label at the left, what it says beside it, as many lines as it takes, or one for a pen."""
    size, left = made.paper.text, made.paper.margin
    for label, value in entries:
        made.texts.append(Text(left, made.bottom + size * 14 // 10, size, label))
        made.paragraph(value, size, made.paper.column - _LABEL * size, left + _LABEL * size)
        made.bottom += 0 if value else size * 14 // 10
