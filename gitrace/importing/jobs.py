"""The import as a job of the keeper: files that a regulator sent, brought in while she watches."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from gitrace.errors import Refusal
from gitrace.importing.commands import bring_in, try_in
from gitrace.importing.sheets import Folder, read_folder
from gitrace.jobs import Job, Progress, job, order
from gitrace.people.acting import require_overseer
from gitrace.storage import Store, keeping
from gitrace.work import Actor

KIND = "import.season"
_REPORT = "report.csv"


def order_import(
    store: Store, actor: Actor, files: Iterable[tuple[str, bytes]], *, as_of: date, dry_run: bool, now: datetime
) -> int:
    """Keep the files and ask for their import; returns the job's key.

    Raises Refusal as `read_folder` does, and "regulator-only" | "nothing-to-import": what cannot be read never
    becomes a job.
    """
    require_overseer(actor)
    kept = list(files)
    _readable(kept)
    folder = token_hex(16)
    place = _place(store, folder)
    place.mkdir(parents=True, mode=0o700)
    for number, (name, content) in enumerate(kept):
        (place / f"{number:03}-{Path(name).name}").write_bytes(content)
    asked = {"folder": folder, "as_of": as_of.isoformat(), "dry_run": dry_run, "actor": actor.name, "role": actor.role}
    with keeping(store) as session:
        return order(session, KIND, asked, made_by=actor.name, now=now).id


def report_path(store: Store, row: Job) -> Path | None:
    """The finished job's report, every row's outcome as CSV; None when there is none."""
    answer = row.answer
    path = _place(store, answer["folder"]) / _REPORT if answer else None
    return path if path is not None and path.exists() else None


@job(KIND)
def import_season(store: Store, payload: Any, progress: Progress) -> Any:
    """Import the kept files; result: counts by sheet. Run again after an interruption, it finishes."""
    place = _place(store, payload["folder"])
    sent = [path for path in sorted(place.iterdir()) if path.name != _REPORT]
    folder = _readable((path.name, path.read_bytes()) for path in sent)
    as_of = date.fromisoformat(payload["as_of"])
    actor = Actor(payload["actor"], payload["role"])
    if payload["dry_run"]:
        outcome = try_in(store, folder, as_of)
    else:
        outcome = bring_in(store, actor, folder, as_of, progress.reach)
    (place / _REPORT).write_text(outcome.report(), encoding="utf-8")
    for path in sent:
        path.unlink()
    counts = {name: dict(found) for name, found in outcome.counts.items()}
    return {"folder": payload["folder"], "counts": counts, "skipped": outcome.skipped, "dry_run": payload["dry_run"]}


def _readable(files: Iterable[tuple[str, bytes]]) -> Folder:
    folder = read_folder(files)
    if not folder.sheets:
        raise Refusal("nothing-to-import", "所选文件的表头不是六种表中的任何一种，请核对表头。", "files")
    return folder


def _place(store: Store, folder: str) -> Path:
    return store.settings.home / "imports" / folder
