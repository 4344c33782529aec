"""Files that were sent for an import, each import's in a folder of its own in the home, and the report left there."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from typing import Any

from gitrace.jobs import Job
from gitrace.storage import Store

REPORT = "report.csv"
RESULT = "result.json"
MOST_TOLD = 50
"""Refused rows whose sentence a result holds; the report has all of them, by code."""

_LONGEST_NAME = 60  # characters; a file system takes 255 bytes, and Chinese ones are three bytes each


def stow(store: Store, kept: Iterable[tuple[str, bytes]]) -> str:
    """Write files into a new folder, for us alone; returns its name."""
    folder = token_hex(16)
    place = place_of(store, folder)
    place.mkdir(parents=True, mode=0o700)
    for number, (name, content) in enumerate(kept):
        (place / f"{number:03}-{Path(name).name[-_LONGEST_NAME:]}").write_bytes(content)
    return folder


def sent_files(store: Store, folder: str) -> list[tuple[str, bytes]]:
    """The files as they were sent, by name."""
    return [(path.name.partition("-")[2], path.read_bytes()) for path in _sent(place_of(store, folder))]


def finish(store: Store, folder: str, report: str, result: dict[str, Any]) -> dict[str, Any]:
    """Leave report and result, and only then delete the files; returns the result.

    A keeper may be killed before it notes the end of its job: whoever runs it again finds the end here, `finished`,
    and needs the files no more.
    """
    place = place_of(store, folder)
    (place / REPORT).write_text(report, encoding="utf-8")
    draft = place / f"{RESULT}.draft"
    draft.write_text(json.dumps(result), encoding="utf-8")
    draft.replace(place / RESULT)
    _delete_sent(place)
    return result


def finished(store: Store, folder: str) -> dict[str, Any] | None:
    """The result of an earlier run that came to its end; None when there was none."""
    place = place_of(store, folder)
    if not (place / RESULT).exists():
        return None
    _delete_sent(place)
    result: dict[str, Any] = json.loads((place / RESULT).read_text("utf-8"))
    return result


def drop_files(store: Store, folder: str) -> None:
    """Throw away files that were kept and are not needed: their form had been sent before."""
    shutil.rmtree(place_of(store, folder), ignore_errors=True)


def report_path(store: Store, row: Job) -> Path | None:
    """The finished job's report, every row's outcome as CSV; None when there is none."""
    answer = row.answer
    path = place_of(store, answer["folder"]) / REPORT if answer else None
    return path if path is not None and path.exists() else None


def place_of(store: Store, folder: str) -> Path:
    """Where the files of an import wait, and its report is left."""
    return store.settings.home / "imports" / folder


def _sent(place: Path) -> list[Path]:
    return sorted(place.glob("[0-9][0-9][0-9]-*"))


def _delete_sent(place: Path) -> None:
    for path in _sent(place):
        path.unlink()
