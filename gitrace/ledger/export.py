"""The export file: the whole log as JSON Lines, to be kept and verified elsewhere.

A header line, one line an entry, the newest checkpoint last. The *public* scope holds the leaves alone, which is what
an outsider may read; the *full* one adds the annex parts and is for those who may read everything.
"""

import gzip
import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any

from gitrace.ledger.shapes import Shapes, Values
from gitrace.ledger.verify import (
    Holding,
    Progress,
    Reader,
    StoredEntry,
    StoredFile,
    StoredHead,
    StoredPart,
    StoredSubject,
    Unreadable,
)

VERSION = 1
_STEP = 1000


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


_PART = ("name", "salt", "body", "seal", "erased_by")
"""What a full export holds of an annex part."""


def write_export(reader: Reader, path: Path, scope: Scope) -> Iterator[Progress]:
    """Write the log of `reader` to `path`, compressed if its name ends in .gz.

    The file appears under its name when it is whole. Raises FileExistsError, Unreadable.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    draft = path.with_name(f".{path.name}.part")
    try:
        with _open(draft, "wt", compressed=path.name.endswith(".gz")) as file:
            yield from _write(reader, file, scope)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(reader: Reader, file: IO[str], scope: Scope) -> Iterator[Progress]:
    (head,) = reader.heads()
    parts = reader.parts() if scope is Scope.FULL else iter(())
    part = next(parts, None)
    for entry in reader.entries():
        if entry.entry_index == 0:
            opened = json.loads(entry.leaf)["fields"]
            _put(file, Header(opened["origin"], opened["log_key"], scope, head.size).line())
        line: dict[str, Any] = {"leaf": entry.leaf}
        if scope is Scope.FULL:
            line["annex"] = []
        while part is not None and part.entry_index == entry.entry_index:
            line["annex"].append({name: getattr(part, name) for name in _PART})
            part = next(parts, None)
        _put(file, line)
        if entry.entry_index % _STEP == 0:
            yield Progress("entries", entry.entry_index, head.size)
    _put(file, {"checkpoint": head.checkpoint})


def _put(file: IO[str], line: dict[str, Any]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _open(path: Path, mode: str, *, compressed: bool) -> IO[str]:
    if compressed:
        return gzip.open(path, mode, encoding="utf-8")  # type: ignore[return-value]
    return path.open(mode, encoding="utf-8")


class ExportReader:
    """The verifier's reader over an export file: leaves, and in a full one the annex parts."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable when the file is no export."""
        self._path = path
        self.shapes: Shapes = {}
        self.header = self._read_header()
        full = self.header.scope is Scope.FULL
        self.holds: frozenset[Holding] = frozenset({Holding.ANNEXES} if full else ())

    def _read_header(self) -> Header:
        try:
            with closing(self._lines()) as lines:
                first = next(lines)
            if first["gitrace-export"] != VERSION:
                raise Unreadable(f"{self._path} is an export of version {first['gitrace-export']}")
            return Header(first["origin"], first["log_key"], Scope(first["scope"]), first["size"])
        except (KeyError, TypeError, ValueError, StopIteration) as fault:
            raise Unreadable(f"{self._path} is not an export of a log") from fault

    def heads(self) -> Sequence[StoredHead]:
        """The size of the header with the checkpoint of the last line."""
        last: dict[str, Any] = {}
        for last in self._lines():  # noqa: B007 - the last one is wanted
            pass
        return [StoredHead(self.header.size, str(last.get("checkpoint", "")))]

    def entries(self) -> Iterator[StoredEntry]:
        """In the order of the file, which is that of their index."""
        for index, line in enumerate(self._entry_lines()):
            yield StoredEntry(index, line["leaf"])

    def parts(self) -> Iterator[StoredPart]:
        """Annex parts of a full export."""
        for index, line in enumerate(self._entry_lines()):
            for number, part in enumerate(line.get("annex", ())):
                yield StoredPart(index, number, *(part[name] for name in _PART))

    def subjects(self) -> Iterator[StoredSubject]:
        """None: an export holds no search columns."""
        return iter(())

    def levels(self) -> Sequence[int]:
        """None: whoever reads an export grows the tree himself."""
        return ()

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """None."""
        return iter(())

    def rows(self, table: str) -> Iterator[tuple[int, Values | None]]:
        """None."""
        return iter(())

    def files(self) -> Iterator[StoredFile]:
        """None."""
        return iter(())

    def _entry_lines(self) -> Iterator[dict[str, Any]]:
        return (line for line in self._lines() if "leaf" in line)

    def _lines(self) -> Generator[dict[str, Any], None, None]:
        try:
            with _open(self._path, "rt", compressed=self._path.name.endswith(".gz")) as file:
                for line in file:
                    yield json.loads(line)
        except (OSError, EOFError, ValueError) as fault:
            raise Unreadable(f"{self._path}: {fault}") from fault
