"""A certificate as a PDF: one page, of a roll as long as it needs."""

from pathlib import Path
from tempfile import TemporaryDirectory

from gitrace.certificates.face import COMMITMENT, NAME, CertificateFace
from gitrace.certificates.layout import SCAN, SIGNATURE, lay_out_certificate
from gitrace.typesetting.font import typeface
from gitrace.typesetting.paper import document_of, draw_strip
from gitrace.typesetting.strip import Paper
from gitrace.typesetting.typeface import Typeface

_WORDS = f"编号{NAME}{SCAN}{SIGNATURE}{COMMITMENT}"


def certificate_pdf(face: CertificateFace, paper: Paper) -> bytes:
    """The page, the same bytes for the same certificate.

    Raises Refusal("character-unprintable") for a name with a character that the font lacks.
    """
    letters = letters_of(face)
    made = lay_out_certificate(face, paper, letters)
    with TemporaryDirectory() as folder:
        document = document_of((paper.width, paper.height or made.bottom), letters, Path(folder))
        document.set_title(f"{NAME} {face.number}")
        document.set_creation_date(face.issued_at)
        document.add_page()
        draw_strip(document, made)
        return bytes(document.output())


def letters_of(face: CertificateFace) -> Typeface:
    """The font with all that stands on it."""
    lines = [*face.goods_lines(), *face.basis_lines(), *face.seller_lines()]
    return typeface([text for pair in lines for text in pair] + [face.number, face.keeping(), _WORDS])
