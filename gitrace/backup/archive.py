"""The backup's one file: a plain tar, so that any system can look into it. Written to the disk before it counts."""

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from gitrace.backup.manifest import NAME, BadBackup, Manifest, Member, parse_manifest

_CHUNK = 1024 * 1024
_NAMES = re.compile(r"gitrace\.db|scans\.db|database\.dump|files(/[\w.-]+)+", re.ASCII)


class HashingReader(io.RawIOBase):
    """Reads a file through, keeping its SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.hash = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        chunk = self._file.read(size)
        self.hash.update(chunk)
        return chunk


def add_file(tar: tarfile.TarFile, name: str, path: Path) -> Member:
    """Add a file that is not changing; returns its line of the manifest."""
    with path.open("rb") as file:
        info = tar.gettarinfo(arcname=name, fileobj=file)
        info.uid = info.gid = 0
        info.uname = info.gname = ""
        info.mode = 0o600
        reader = HashingReader(file)
        tar.addfile(info, reader)
    return Member(name, info.size, reader.hash.hexdigest())


def add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Add the manifest, which must come last."""
    text = manifest.text().encode()
    info = tarfile.TarInfo(NAME)
    info.size = len(text)
    tar.addfile(info, io.BytesIO(text))


def stored_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(member name, path) of every stored file; drafts, which begin with a dot, are not stored yet."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield f"files/{path.relative_to(folder).as_posix()}", path


def read_manifest(path: Path) -> Manifest:
    """The manifest of a backup. Raises BadBackup."""
    try:
        with tarfile.open(path, "r:") as tar:
            last = tar.getmembers()[-1]
            file = tar.extractfile(last) if last.name == NAME else None
            if file is None:
                raise BadBackup(f"{path} is not a whole backup: its manifest is missing")
            return parse_manifest(file.read())
    except (tarfile.TarError, EOFError, IndexError, OSError) as fault:
        raise BadBackup(f"{path} cannot be read as a backup: {fault}") from None


def extract(path: Path, manifest: Manifest, target: Path, only: Iterable[str] | None = None) -> None:
    """Read every member, compare size and hash with the manifest, and write those named in `only` (None: all) below
    `target`. Raises BadBackup.
    """
    told = {member.name: member for member in manifest.members}
    wanted = set(told if only is None else only)
    try:
        with tarfile.open(path, "r:") as tar:
            for info in tar:
                if info.name != NAME:
                    _extract_one(tar, info, told.pop(info.name, None), target if info.name in wanted else None)
    except (tarfile.TarError, EOFError) as fault:
        raise BadBackup(f"{path} cannot be read as a backup: {fault}") from None
    if told:
        raise BadBackup(f"the backup is not whole: {', '.join(sorted(told))} is missing")


def _extract_one(tar: tarfile.TarFile, info: tarfile.TarInfo, told: Member | None, target: Path | None) -> None:
    file = tar.extractfile(info) if info.isreg() else None
    if told is None or file is None or not _NAMES.fullmatch(info.name) or ".." in info.name.split("/"):
        raise BadBackup(f"the backup holds {info.name}, which its manifest does not name")
    reader = HashingReader(file)
    out = None
    if target is not None:
        out = target / info.name
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy(reader, out)
    if (info.size, reader.hash.hexdigest()) != (told.bytes, told.sha256):
        raise BadBackup(f"{info.name} in the backup is damaged: its hash is not the one that was written down")


def _copy(reader: HashingReader, out: Path | None) -> None:
    with out.open("xb") if out else io.BytesIO() as file:
        while chunk := reader.read(_CHUNK):
            if out:
                file.write(chunk)
        if out:
            file.flush()
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())


def sync(path: Path) -> None:
    """See a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
