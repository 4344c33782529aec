"""A producer's lists as files: small ones at once, large ones by the keeper."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from gitrace import clock
from gitrace.desk.headings import Heading, heading_of
from gitrace.desk.purchases import PURCHASES, STATEMENT
from gitrace.errors import Refusal
from gitrace.jobs import Job, JobState, Progress, order
from gitrace.jobs.queries import job_of, recent_jobs
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.supervision.exports import drafted, export_folder
from gitrace.supervision.listing import Listing
from gitrace.supervision.spreadsheets import MIME_TYPES, Format, write_list

PURCHASE_FILE = "purchases.file"
AT_ONCE = 1_000
"""Lines up to which a file is answered at once."""
LISTS: dict[str, Listing[Any, Any]] = {one.name: one for one in (PURCHASES, STATEMENT)}
_STEP = 200


class FileKind(StrEnum):
    """What a list can be taken out as."""

    XLSX = "xlsx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        """Under which it is handed out."""
        return "application/pdf" if self is FileKind.PDF else MIME_TYPES[Format.XLSX]


@dataclass(frozen=True)
class Taking:
    """Which list, what was asked of it, and as what it is taken out."""

    listing: Listing[Any, Any]
    asked: BaseModel
    kind: FileKind

    @classmethod
    def of(cls, payload: Any) -> "Taking":
        """From a job's payload. Raises Refusal("list-unknown") for a list of another release."""
        listing = LISTS.get(payload["list"])
        if listing is None:
            raise Refusal("list-unknown", "没有这个列表。")
        return cls(listing, listing.asks.model_validate(payload["asked"]), FileKind(payload["kind"]))

    @property
    def producer_id(self) -> int:
        """Whose accounts it holds."""
        return int(self.payload["asked"]["producer_id"])

    @property
    def payload(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {"list": self.listing.name, "asked": self.asked.model_dump(mode="json"), "kind": self.kind.value}

    def is_short(self, session: Session) -> bool:
        """Whether it is answered at once."""
        return self.listing.count(session, self.asked) <= AT_ONCE

    def name(self, title: str) -> str:
        """What the file is called where it is saved."""
        return f"{title}.{self.kind}"

    def write(self, path: Path, heading: Heading, lines: Iterable[Any], made_on: datetime) -> None:
        """Write it into a file."""
        if self.kind is FileKind.PDF:
            from gitrace.desk.paper import list_pdf

            path.write_bytes(list_pdf(heading, self.listing.columns, lines, made_on))
        else:
            write_list(path, Format.XLSX, self.listing.title, self.listing.columns, lines)


@dataclass(frozen=True)
class Ready:
    """A file's content and name."""

    content: bytes
    name: str


@dataclass(frozen=True)
class Ordered:
    """A file that was asked for. `path`: once it is there and as long as it is kept."""

    job: Job
    taking: Taking
    title: str
    path: Path | None

    @property
    def is_open(self) -> bool:
        """Whether the keeper still has to do it."""
        return self.job.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def name(self) -> str:
        """What the file is called where it is saved."""
        return self.taking.name(self.title)


def written(settings: Settings, taking: Taking, heading: Heading, lines: list[Any], now: datetime) -> Ready:
    """The file of a short list; nothing of the database is needed any more, so that the threadpool may do it."""
    with drafted(settings, taking.kind) as draft:
        taking.write(draft, heading, lines, now)
        return Ready(draft.read_bytes(), taking.name(heading.title))


def order_file(session: Session, taking: Taking, *, made_by: str, now: datetime) -> Job:
    """Ask the keeper for it, in a transaction of `keeping`."""
    title = heading_of(session, taking.listing.name, taking.asked, now).title
    return order(session, PURCHASE_FILE, taking.payload | {"title": title}, made_by=made_by, now=now)


def do_file(store: Store, payload: Any, progress: Progress) -> dict[str, Any]:
    """Write an ordered file; the answer names it."""
    taking, now = Taking.of(payload), clock.now()
    with drafted(store.settings, taking.kind) as draft:
        with reading(store) as session:
            total = taking.listing.count(session, taking.asked)
            heading = heading_of(session, taking.listing.name, taking.asked, now)
            taking.write(draft, heading, _reported(taking.listing.every(session, taking.asked), progress, total), now)
        name = f"{progress.job_id}.{taking.kind}"
        draft.replace(export_folder(store.settings) / name)
    return {"file": name, "lines": total}


def files_of(store: Store, session: Session, asker: str) -> list[Ordered]:
    """What somebody asked for, newest first."""
    return [_ordered(store, job) for job in recent_jobs(session, kind=PURCHASE_FILE, made_by=asker)]


def finished_file(store: Store, session: Session, job_id: int, producer_id: int) -> Ordered | None:
    """A finished file of a producer's accounts that is there; None for anything else."""
    job = job_of(session, job_id)
    if job is None or job.kind != PURCHASE_FILE:
        return None
    found = _ordered(store, job)
    return found if found.path and found.taking.producer_id == producer_id else None


def _ordered(store: Store, job: Job) -> Ordered:
    payload = json.loads(job.payload)
    path = export_folder(store.settings) / str(job.answer["file"]) if job.state == JobState.DONE else None
    return Ordered(job, Taking.of(payload), payload["title"], path if path and path.exists() else None)


def _reported(lines: Iterator[Any], progress: Progress, total: int) -> Iterator[Any]:
    for done, line in enumerate(lines, start=1):
        yield line
        if done % _STEP == 0:
            progress.reach(done, total)
