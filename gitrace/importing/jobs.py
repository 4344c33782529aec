"""The import as a job of the keeper: files that a regulator sent, brought in while she watches."""

import shutil
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from gitrace.errors import Refusal
from gitrace.importing import village_jobs
from gitrace.importing.commands import Outcome, bring_in, try_in
from gitrace.importing.judge import Verdict
from gitrace.importing.keeping import MOST_TOLD, finish, finished, sent_files, stow
from gitrace.importing.sheets import Folder, read_folder
from gitrace.jobs import Progress, job, order, timer
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.acting import require_overseer
from gitrace.storage import Store
from gitrace.work import Actor

KIND = "import.season"
KEPT = timedelta(days=90)
"""How long a report is kept, as long as its job; files that never became one go then too."""


def keep_files(store: Store, actor: Actor, files: Iterable[tuple[str, bytes]]) -> str:
    """Keep files that were sent, by name, in a folder of their own; returns its name, for `order_import`.

    Raises Refusal as `read_folder` does, and "regulator-only" | "nothing-to-import": what cannot be read is not kept.
    """
    require_overseer(actor)
    kept = list(files)
    off_the_loop(_readable, kept)
    return stow(store, kept)


def order_import(session: Session, actor: Actor, folder: str, *, as_of: date, dry_run: bool, now: datetime) -> int:
    """Ask for the import of files that were kept, in the caller's transaction; returns the job's key."""
    asked = {"folder": folder, "as_of": as_of.isoformat(), "dry_run": dry_run, "actor": actor.name, "role": actor.role}
    return order(session, KIND, asked, made_by=actor.name, now=now).id


@job(KIND)
def import_season(store: Store, payload: Any, progress: Progress) -> Any:
    """Import the kept files; result: counts by sheet, the first refused rows. Run again after an interruption, it
    finishes.
    """
    ended = finished(store, payload["folder"])
    if ended is not None:
        return ended
    folder = _readable(sent_files(store, payload["folder"]))
    as_of = date.fromisoformat(payload["as_of"])
    actor = Actor(payload["actor"], payload["role"])
    if payload["dry_run"]:
        outcome = try_in(store, folder, as_of)
    else:
        outcome = bring_in(store, actor, folder, as_of, progress.reach)
    result = {"folder": payload["folder"], "dry_run": payload["dry_run"], **_told(outcome)}
    return finish(store, payload["folder"], outcome.report(), result)


@job(village_jobs.KIND)
def claim_from_sheet(store: Store, payload: Any, progress: Progress) -> Any:
    """See `gitrace.importing.village_jobs`."""
    return village_jobs.do_claims(store, payload, progress)


@timer(seconds=3600)
def purge_imports(store: Store, now: datetime) -> None:
    """Delete reports, and files that no job took, after 90 days."""
    for folder in (store.settings.home / "imports").glob("*"):
        if folder.stat().st_mtime < (now - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def _told(outcome: Outcome) -> dict[str, Any]:
    """What the page of an import shows."""
    refused = [_row(verdict) for verdict in outcome.verdicts if verdict.refusal is not None]
    return {
        "counts": {name: dict(found) for name, found in outcome.counts.items()},
        "skipped": outcome.skipped,
        "ignored": list(outcome.ignored),
        "refused": refused[:MOST_TOLD],
        "more": len(refused[MOST_TOLD:]),
    }


def _row(verdict: Verdict) -> dict[str, Any]:
    """A refused row; its sentence is put together in the reader's language."""
    refusal = verdict.refusal
    assert refusal is not None
    values = {name: value if isinstance(value, int) else str(value) for name, value in refusal.values.items()}
    return {"sheet": verdict.sheet, "key": verdict.label, "sentence": refusal.sentence, "values": values}


def _readable(files: Iterable[tuple[str, bytes]]) -> Folder:
    folder = read_folder(files)
    if not folder.sheets:
        raise Refusal("nothing-to-import", "所选文件的表头不是六种表中的任何一种，请核对表头。", "files")
    return folder
