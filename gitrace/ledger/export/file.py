"""The file: JSON Lines, compressed if its name ends in .gz. A header, one line an entry, the newest checkpoint last.

The *public* scope holds the leaves alone, which is what an outsider may read; the *full* one adds the annex parts and
is for those who may read everything. A line names each thing once, so that no two readers see two things in it.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from gitrace.ledger.verify import StoredPart, Unreadable

VERSION = 1
LONGEST_LINE = 1 << 28
"""Bytes that a reader takes for one line: more than the widest event keeps beside it, and less than a memory."""
PART = ("name", "salt", "body", "seal", "erased_by")
"""What a full export holds of an annex part, in this order."""

_BLOCK_LINES, _BLOCK_BYTES = 1000, 1 << 22
_LEAF, _ANNEX, _CHECKPOINT, _END = '{"leaf":', ',"annex":', '{"checkpoint":', "}\n"


def _values(part: list[tuple[str, Any]]) -> tuple[Any, ...]:
    names, values = zip(*part, strict=True)
    if names != PART:
        raise ValueError("not an annex part")
    return values


_decode = json.JSONDecoder(object_pairs_hook=_values).raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Scope(StrEnum):
    """How much of the log an export holds."""

    PUBLIC = "public"
    FULL = "full"


@dataclass(frozen=True)
class Header:
    """The first line of an export."""

    origin: str
    log_key: str
    scope: Scope
    size: int

    def line(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "gitrace-export": VERSION,
            "origin": self.origin,
            "log_key": self.log_key,
            "scope": self.scope,
            "size": self.size,
        }


class ExportedEntry(NamedTuple):
    """A leaf as it was hashed and, in a full export, the annex parts."""

    leaf: str
    parts: Sequence[StoredPart] = ()


class Block(NamedTuple):
    """Some entries' lines as they stand in the file; `start`: the index of the first."""

    start: int
    lines: Sequence[bytes]


def written(line: dict[str, Any]) -> str:
    """A line as it is written."""
    return _encode(line) + "\n"


def is_compressed(path: Path) -> bool:
    """By its name."""
    return path.name.endswith(".gz")


def open_file(path: Path, mode: str, *, compressed: bool) -> IO[bytes]:
    """For reading or writing bytes."""
    return cast(IO[bytes], gzip.open(path, mode) if compressed else path.open(mode))


class Export:
    """An export file, read from its beginning to its end in memory of some lines."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable when the file is no export."""
        self._path = path
        self.checkpoint = ""
        """The newest one; known once the entries were read to their end."""
        with self._open() as file:
            self.header = self._read_header(file)

    def entries(self) -> Iterator[ExportedEntry]:
        """One by one, in the order of their index. Raises Unreadable."""
        for start, lines in self.blocks():
            for index, line in enumerate(lines, start):
                yield self.entry(index, line)

    def entry(self, index: int, line: bytes) -> ExportedEntry:
        """What a line says. Raises Unreadable for one that is not as it is written."""
        entry = read_entry(index, line, self.header.scope)
        if entry is None:
            raise Unreadable(f"{self._path}, entry {index}: its line is not as it is written")
        return entry

    def blocks(self) -> Iterator[Block]:
        """The lines of the entries, unread, some at a time. Raises Unreadable."""
        with self._open() as file:
            self._line(file)
            start, lines, held = 0, list[bytes](), 0
            while (line := self._line(file)).startswith(_LEAF.encode()):
                lines.append(line)
                held += len(line)
                if len(lines) == _BLOCK_LINES or held > _BLOCK_BYTES:
                    yield Block(start, lines)
                    start, lines, held = start + len(lines), [], 0
            yield Block(start, lines)
            self.checkpoint = self._read_checkpoint(line)
            if self._line(file):
                raise Unreadable(f"{self._path} goes on after its checkpoint")

    def _open(self) -> IO[bytes]:
        return open_file(self._path, "rb", compressed=is_compressed(self._path))

    def _read_header(self, file: IO[bytes]) -> Header:
        try:
            first = json.loads(self._line(file))
            if first["gitrace-export"] != VERSION:
                raise Unreadable(f"{self._path} is an export of version {first['gitrace-export']}")
            return Header(first["origin"], first["log_key"], Scope(first["scope"]), first["size"])
        except (KeyError, TypeError, ValueError, RecursionError) as fault:
            raise Unreadable(f"{self._path} is not an export of a log") from fault

    def _read_checkpoint(self, line: bytes) -> str:
        checkpoint = _text(line, _CHECKPOINT)
        if checkpoint is None:
            raise Unreadable(f"{self._path} does not end with a checkpoint as it is written")
        return checkpoint

    def _line(self, file: IO[bytes]) -> bytes:
        try:
            line = file.readline(LONGEST_LINE)
        except (OSError, EOFError, zlib.error) as fault:
            raise Unreadable(f"{self._path}: {fault}") from fault
        if len(line) == LONGEST_LINE:
            raise Unreadable(f"{self._path} has a line of more than {LONGEST_LINE} bytes")
        return line


def read_entry(index: int, line: bytes, scope: Scope) -> ExportedEntry | None:
    """What an entry's line says; None for one that is not as it is written."""
    if scope is Scope.FULL:
        return _full_entry(index, line)
    leaf = _text(line, _LEAF)
    return None if leaf is None else ExportedEntry(leaf)


def _text(line: bytes, name: str) -> str | None:
    """The text that a line of one member holds."""
    try:
        told = line.decode()
        text, end = _decode(told, len(name))
    except ValueError:
        return None
    return text if told.startswith(name) and told[end:] == _END and isinstance(text, str) else None


def _full_entry(index: int, line: bytes) -> ExportedEntry | None:
    try:
        told = line.decode()
        leaf, end = _decode(told, len(_LEAF))
        start = end + len(_ANNEX)
        annex, stop = _decode(told, start)
        parts = [StoredPart(index, number, *values) for number, values in enumerate(annex)]
    except (ValueError, TypeError, RecursionError):
        return None
    is_as_written = told[end:start] == _ANNEX and told[stop:] == _END and isinstance(annex, list)
    return ExportedEntry(leaf, parts) if is_as_written and isinstance(leaf, str) else None
