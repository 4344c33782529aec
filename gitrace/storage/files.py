"""Files stored by content: a file's name is its SHA-256, so that the row that names it fixes every byte of it.

A file is on the disk before the transaction that names it commits; a transaction that then fails leaves a file that
nothing names, which is harmless and is the same one when the form is sent again. A table names its file in a column
called `file_sha256`, which the verifier reads.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from gitrace.storage.store import Store


@dataclass(frozen=True)
class StoredFile:
    """Digest as hexadecimal text, and length."""

    sha256: str
    size: int


def keep_file(store: Store, content: bytes) -> StoredFile:
    """Write a file to the home, whole or not at all. What it may be, whoever takes it has judged."""
    kept = StoredFile(hashlib.sha256(content).hexdigest(), len(content))
    path = file_path(store, kept.sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, content)
    return kept


def file_path(store: Store, sha256: str) -> Path:
    """Where the file of this digest lies: `files/ab/cdef…` in the home."""
    return store.settings.home / "files" / sha256[:2] / sha256[2:]


def write_whole(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file, or put it in the place of another, so that a reader, and a power cut, find all of the one or of the
    other. `mode`: who may read it, whatever the umask.
    """
    draft = path.with_name(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See a folder's list of names to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
