"""Files stored by content: a file's name is its SHA-256, so that the record of a report fixes every byte of its PDF.

A file is on the disk before the transaction that names it commits; a transaction that then fails leaves a file that
nothing names, which is harmless and is the same one when the form is sent again.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from gitrace.errors import Refusal
from gitrace.storage import Store

MOST_BYTES = 10 * 1024 * 1024

_MAGIC = b"%PDF-"
# ISO 32000-1, 7.5.5 and annex H: a reader looks for the end of the file in its last 1,024 bytes.
_TAIL = 1024
_TRAILER = (b"startxref", b"%%EOF")


@dataclass(frozen=True)
class StoredFile:
    """Digest as hexadecimal text, and length."""

    sha256: str
    size: int


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
    kept = StoredFile(hashlib.sha256(content).hexdigest(), len(content))
    path = file_path(store, kept.sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_whole(path, content)
    return kept


def file_path(store: Store, sha256: str) -> Path:
    """Where the file of this digest lies: `files/ab/cdef…` in the home."""
    return store.settings.home / "files" / sha256[:2] / sha256[2:]


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
