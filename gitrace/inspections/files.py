"""Test reports' PDFs, judged by their content before they are kept."""

from gitrace.errors import Refusal
from gitrace.storage import Store
from gitrace.storage.files import StoredFile, keep_file

MOST_BYTES = 10 * 1024 * 1024

_MAGIC = b"%PDF-"
# ISO 32000-1, 7.5.5 and annex H: a reader looks for the end of the file in its last 1,024 bytes.
_TAIL = 1024
_TRAILER = (b"startxref", b"%%EOF")


def require_pdf(content: bytes) -> None:
    """Judged by its content, whatever it was called.

    Raises Refusal("file-empty" | "file-too-large" | "file-not-pdf").
    """
    if not content:
        raise Refusal("file-empty", "这个文件是空的。", "file")
    if len(content) > MOST_BYTES:
        raise Refusal("file-too-large", "文件最大 {most} MB。", "file", most=MOST_BYTES // 1024 // 1024)
    tail = content[-_TAIL:]
    if not content.startswith(_MAGIC) or not all(mark in tail for mark in _TRAILER):
        raise Refusal("file-not-pdf", "这不是完整的 PDF 文件。", "file")


def keep_pdf(store: Store, content: bytes) -> StoredFile:
    """Check a PDF and write it to the home, whole or not at all. Raises as `require_pdf`."""
    require_pdf(content)
    return keep_file(store, content)
