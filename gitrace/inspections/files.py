"""Test reports' PDFs, judged by their content before they are kept."""

from gitrace.errors import Refusal
from gitrace.storage import Store
from gitrace.storage.documents import MOST_BYTES, is_whole_pdf, require_size
from gitrace.storage.files import StoredFile, keep_file

__all__ = ["MOST_BYTES", "keep_pdf", "require_pdf"]


def require_pdf(content: bytes) -> None:
    """Judged by its content, whatever it was called.

    Raises Refusal("file-empty" | "file-too-large" | "file-not-pdf").
    """
    require_size(content, "file")
    if not is_whole_pdf(content):
        raise Refusal("file-not-pdf", "这不是完整的 PDF 文件。", "file")


def keep_pdf(store: Store, content: bytes) -> StoredFile:
    """Check a PDF and write it to the home, whole or not at all. Raises as `require_pdf`."""
    require_pdf(content)
    return keep_file(store, content)
