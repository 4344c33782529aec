"""凭证: the entries of the public log that a lot's page points to, each with the proof of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from gitrace.ledger.open_entries import OpenEntry, newest_of

MARKING = {
    "batch.opened": "开立了批次",
    "labels.issued": "签发标签",
    "batch.held": "暂停了标签使用",
    "batch.released": "恢复了标签使用",
    "batch.recalled": "发布召回",
}
"""What happens to a lot a few times, by tag without version, in plain words. Only what the log says to everybody."""
USING = {"labels.put-in-use": "启用标签"}
"""What happens to it many times a morning."""

MOST_MARKING, MOST_USING, MOST_RANGES = 10, 3, 3
"""Shown of each, the newest: a page has 30 kB."""
A_PAGE = 100
"""Entries on a page of all of them."""


@dataclass(frozen=True)
class Evidence:
    """An entry; `ranges`: first and last label that it is about, under `gtin`, as far as they are shown."""

    index: int
    at: datetime
    words: str
    gtin: str | None = None
    ranges: tuple[tuple[int, int], ...] = ()
    has_more_ranges: bool = False


@dataclass(frozen=True)
class LotEvidence:
    """Of one lot, oldest first; `older`: how many there are besides."""

    entries: tuple[Evidence, ...]
    older: int


def lot_evidence(session: Session, lot: str) -> LotEvidence:
    """The entries that a lot's page points to."""
    connection, subject = session.connection(), f"lot:{lot}"
    marking, older = newest_of(connection, subject, MARKING, MOST_MARKING)
    using, older_use = newest_of(connection, subject, USING, MOST_USING)
    entries = sorted((*marking, *using), key=lambda one: one.index)
    return LotEvidence(tuple(map(_evidence, entries)), older + older_use)


def all_evidence(session: Session, lot: str, *, before: int | None = None) -> LotEvidence:
    """A page of all of them, the newest or those before an index."""
    found, older = newest_of(session.connection(), f"lot:{lot}", MARKING | USING, A_PAGE, before=before)
    return LotEvidence(tuple(map(_evidence, found)), older)


def _evidence(entry: OpenEntry) -> Evidence:
    fields, words = entry.fields, (MARKING | USING)[entry.tag]
    gtin = fields.get("gtin")
    ranges = _ranges(fields)
    shown, has_more = ranges[:MOST_RANGES], len(ranges) > MOST_RANGES
    return Evidence(entry.index, entry.time, words, str(gtin) if gtin else None, shown, has_more)


def _ranges(fields: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    if "first" in fields:
        return ((fields["first"], fields["last"]),)
    return tuple((first, last) for first, last in fields.get("ranges", ()))
