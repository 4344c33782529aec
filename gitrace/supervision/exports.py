"""Lists taken out of the house: small ones at once, large ones by the keeper, for the one who asked."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel
from sqlmodel import Session

from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.jobs import Job, JobState, Progress, order
from gitrace.jobs.queries import job_of, recent_jobs
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.supervision.catalogue import LISTS
from gitrace.supervision.listing import Listing
from gitrace.supervision.papers import DossierWish, ReturnWish
from gitrace.supervision.spreadsheets import MIME_TYPES, Format, write_list

EXPORT = "list.export"
AT_ONCE = 5_000
"""Lines up to which a list is answered at once."""
KEPT = timedelta(days=7)
"""How long a file waits for the one who asked for it."""
_STEP = 500


@dataclass(frozen=True)
class Wish:
    """Which list, what was asked of it, and as what it is taken out."""

    listing: Listing[Any, Any]
    asked: BaseModel
    form: Format

    @classmethod
    def of(cls, payload: Any) -> "Wish":
        """From a job's payload. Raises Refusal("list-unknown") for a list of another release."""
        listing = LISTS.get(payload["list"])
        if listing is None:
            raise Refusal("list-unknown", "没有这个列表。")
        return cls(listing, listing.asks.model_validate(payload["asked"]), Format(payload["format"]))

    @property
    def payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"list": self.listing.name, "asked": self.asked.model_dump(mode="json"), "format": self.form.value}

    def file_name(self, made_at: datetime) -> str:
        """What the file is called where it is saved."""
        return f"{self.listing.title}-{made_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.{self.form}"

    @property
    def suffix(self) -> str:
        """Of the file's name."""
        return self.form.value

    @property
    def mime(self) -> str:
        """What the file is, for a browser."""
        return MIME_TYPES[self.form]

    def make(self, store: Store, path: Path, progress: Progress) -> int:
        """Read the list and write it, telling how far it has come; returns how many lines it has."""
        with reading(store) as session:
            total = self.listing.count(session, self.asked)
            return self.write(path, _reported(self.listing.every(session, self.asked), progress, total))

    def write(self, path: Path, lines: Iterable[Any]) -> int:
        """Write the lines into a file; returns how many they were."""
        return write_list(path, self.form, self.listing.title, self.listing.columns, lines)

    def written(self, settings: Settings, lines: Iterable[Any]) -> bytes:
        """The file's content, for a list that is answered at once."""
        with drafted(settings, self.suffix) as draft:
            self.write(draft, lines)
            return draft.read_bytes()


class Wanted(Protocol):
    """Something that is taken out as a file, at once or by the keeper."""

    @property
    def suffix(self) -> str:
        """Of the file's name."""
        ...

    @property
    def mime(self) -> str:
        """What the file is, for a browser."""
        ...

    @property
    def payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        ...

    def file_name(self, made_at: datetime) -> str:
        """What the file is called where it is saved."""
        ...

    def make(self, store: Store, path: Path, progress: Progress) -> int:
        """Write the file; returns how many lines it has."""
        ...


_KINDS: dict[str, Callable[[Any], Wanted]] = {"list": Wish.of, "return": ReturnWish.of, "dossier": DossierWish.of}
"""By the word that a job's payload has and no other kind's has."""


def wish_of(payload: Any) -> Wanted:
    """What a job is to write. Raises as its kind does for something of another release."""
    return next(of for word, of in _KINDS.items() if word in payload)(payload)


def export_folder(settings: Settings) -> Path:
    """Where files wait, in the home."""
    return settings.home / "exports"


@contextmanager
def drafted(settings: Settings, suffix: str) -> Iterator[Path]:
    """An empty file, for us alone, that is gone afterwards unless it was moved."""
    folder = export_folder(settings)
    folder.mkdir(mode=0o700, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".draft-", suffix=f".{suffix}")
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def order_export(session: Session, wish: Wanted, *, made_by: str, now: datetime) -> Job:
    """Ask the keeper for it, in a transaction of `keeping`."""
    return order(session, EXPORT, wish.payload, made_by=made_by, now=now)


def do_export(store: Store, payload: Any, progress: Progress) -> dict[str, Any]:
    """Write the file of an ordered export; the answer names it."""
    wish = wish_of(payload)
    with drafted(store.settings, wish.suffix) as draft:
        count = wish.make(store, draft, progress)
        name = f"{progress.job_id}.{wish.suffix}"
        draft.replace(export_folder(store.settings) / name)
    return {"file": name, "lines": count}


def _reported(lines: Iterator[Any], progress: Progress, total: int) -> Iterator[Any]:
    for done, line in enumerate(lines, start=1):
        yield line
        if done % _STEP == 0:
            progress.reach(done, total)


@dataclass(frozen=True)
class Ordered:
    """An export that was asked for. `path`: its file, once it is there and as long as it is kept."""

    job: Job
    wish: Wanted
    path: Path | None

    @property
    def is_open(self) -> bool:
        """Whether the keeper still has to do it."""
        return self.job.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return self.wish.file_name(self.job.made_at)


def exports_of(store: Store, session: Session, asker: str) -> list[Ordered]:
    """What somebody asked for, newest first."""
    return [_ordered(store, job) for job in recent_jobs(session, kind=EXPORT, made_by=asker)]


def exported(store: Store, session: Session, job_id: int, asker: str) -> Ordered | None:
    """A finished export whose file is there, for the one who asked; None for anything else."""
    job = job_of(session, job_id)
    if job is None or job.kind != EXPORT or job.made_by != asker:
        return None
    found = _ordered(store, job)
    return found if found.path else None


def _ordered(store: Store, job: Job) -> Ordered:
    path = export_folder(store.settings) / str(job.answer["file"]) if job.state == JobState.DONE else None
    return Ordered(job, wish_of(json.loads(job.payload)), path if path and path.exists() else None)


def purge_exports(settings: Settings, now: datetime) -> int:
    """Delete files older than a week; returns how many."""
    folder, purged = export_folder(settings), 0
    for path in folder.iterdir() if folder.exists() else ():
        if path.stat().st_mtime < (now - KEPT).timestamp():
            path.unlink(missing_ok=True)
            purged += 1
    return purged
