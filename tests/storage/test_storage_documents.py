"""A document is what its content is, and whole."""

import io

import pytest
from PIL import Image

from gitrace.errors import Refusal
from gitrace.storage.documents import MOST_BYTES, DocumentType, document_type

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    drawn = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(drawn, kind)
    return drawn.getvalue()


def test_a_pdf_and_pictures_are_documents() -> None:
    assert document_type(PDF, "licence") is DocumentType.PDF
    assert document_type(picture("JPEG"), "licence") is DocumentType.JPEG
    assert document_type(picture("PNG"), "licence") is DocumentType.PNG


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (PDF + b"x" * MOST_BYTES, "file-too-large"),
        (PDF[:-8], "file-not-document"),
        (b"<svg/>", "file-not-document"),
        (picture("GIF"), "file-not-document"),
        (picture("PNG")[:45], "file-not-document"),
        (picture("JPEG")[:300], "file-not-document"),
        (picture("PNG", (8000, 8000)), "file-not-document"),
    ],
)
def test_what_is_neither_or_only_half_is_refused_at_its_field(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        document_type(content, "licence")
    assert (refused.value.code, refused.value.field) == (code, "licence")
