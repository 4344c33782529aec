"""What a document is, judged by its content, whatever it was called: a whole PDF or a whole picture."""

from enum import StrEnum
from io import BytesIO

from gitrace.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""Of a picture: more than telephones take, less than what would fill the memory when it is opened."""

_MAGIC = b"%PDF-"
# ISO 32000-1, 7.5.5 and annex H: a reader looks for the end of the file in its last 1,024 bytes.
_TAIL = 1024
_TRAILER = (b"startxref", b"%%EOF")


class DocumentType(StrEnum):
    """The media type under which it is handed out."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"

    @property
    def ending(self) -> str:
        """How the name of its file ends: pdf."""
        return self.value.rpartition("/")[2]


def document_type(content: bytes, field: str) -> DocumentType:
    """A PDF or a picture. Give a large one to the threadpool: a picture is read to its end.

    Raises Refusal("file-empty" | "file-too-large" | "file-not-document").
    """
    require_size(content, field)
    found = DocumentType.PDF if is_whole_pdf(content) else _picture_type(content)
    if found is None:
        raise Refusal("file-not-document", "只收完整的 PDF、JPEG 或 PNG 文件。", field)
    return found


def require_size(content: bytes, field: str) -> None:
    """Raises Refusal("file-empty" | "file-too-large")."""
    if not content:
        raise Refusal("file-empty", "这个文件是空的。", field)
    if len(content) > MOST_BYTES:
        raise Refusal("file-too-large", "文件最大 {most} MB。", field, most=MOST_BYTES // 1024 // 1024)


def is_whole_pdf(content: bytes) -> bool:
    """Whether it begins and ends as a PDF does."""
    tail = content[-_TAIL:]
    return content.startswith(_MAGIC) and all(mark in tail for mark in _TRAILER)


def _picture_type(content: bytes) -> DocumentType | None:
    from PIL import Image, UnidentifiedImageError  # most starts never see a picture

    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.load()  # to its end: half a picture is refused now, not when somebody needs it
            return DocumentType.JPEG if picture.format == "JPEG" else DocumentType.PNG
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
