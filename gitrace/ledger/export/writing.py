"""Writing an export."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from gitrace.ledger.export.file import PART, Header, Scope, is_compressed, open_file, written
from gitrace.ledger.verify import Progress, Reader

_STEP = 1000


def write_export(reader: Reader, path: Path, scope: Scope) -> Iterator[Progress]:
    """Write the log of `reader` to `path`, compressed if its name ends in .gz.

    The file appears under its name when it is whole. Raises FileExistsError, Unreadable.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    draft = path.with_name(f".{path.name}.part")
    try:
        with open_file(draft, "wb", compressed=is_compressed(path)) as file:
            yield from _write(reader, file, scope)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def _write(reader: Reader, file: IO[bytes], scope: Scope) -> Iterator[Progress]:
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
            line["annex"].append({name: getattr(part, name) for name in PART})
            part = next(parts, None)
        _put(file, line)
        if entry.entry_index % _STEP == 0:
            yield Progress("entries", entry.entry_index, head.size)
    _put(file, {"checkpoint": head.checkpoint})


def _put(file: IO[bytes], line: dict[str, Any]) -> None:
    file.write(written(line).encode())
