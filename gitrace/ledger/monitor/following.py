"""One look at a log: from the checkpoint that was kept to the one it shows now."""

from dataclasses import dataclass
from datetime import datetime

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey
from gitrace.ledger.monitor.alarm import Alarm, bad_entry, malformed, withheld
from gitrace.ledger.monitor.claims import (
    check_beginning,
    check_entry,
    check_growth,
    check_opening,
    check_root,
    check_signature,
    opening_key,
)
from gitrace.ledger.monitor.reading import Ask, PublishedLog
from gitrace.ledger.tiles import FULL
from gitrace.ledger.tree import EMPTY_ROOT, append_leaf, leaf_hash, root_of

_LONGEST_CHECKPOINT = 1 << 16


@dataclass(frozen=True)
class Look:
    """What was found in order. `note`: the checkpoint as it was signed, to be kept for the next look."""

    note: str
    checkpoint: Checkpoint
    known: int
    """Entries that were there at the look before."""


def first_key(ask: Ask) -> VerifierKey:
    """The key that the log itself gives, in entry 0. Nothing speaks for it but the log. Raises Alarm, Unanswered."""
    [(_index, leaf)] = PublishedLog(ask, 1).entries(0)
    try:
        return VerifierKey.parse(opening_key(leaf))
    except BadCheckpoint:
        raise bad_entry(0) from None


def look(ask: Ask, key: VerifierKey, kept: Checkpoint | None) -> Look:
    """Follow the log from the kept checkpoint, or from its beginning, and check all that it claims.

    Reads every entry since, the rest of the bundle in which the kept one ended, and of what was before O(log n) hashes.
    Raises Alarm, whose evidence is the checkpoint that was shown, Unanswered.
    """
    note = _checkpoint(ask)
    try:
        shown = check_signature(note, key)
        before = kept or Checkpoint(key.name, 0, EMPTY_ROOT)
        check_growth(before, shown)
        if shown.size > before.size:
            _read_on(PublishedLog(ask, shown.size), key, before, shown)
    except Alarm as alarm:
        alarm.evidence = note
        raise
    return Look(note, shown, before.size)


def _checkpoint(ask: Ask) -> str:
    try:
        return ask("checkpoint", _LONGEST_CHECKPOINT).decode()
    except LookupError:
        raise withheld("checkpoint") from None
    except UnicodeDecodeError:
        raise malformed() from None


def _read_on(log: PublishedLog, key: VerifierKey, before: Checkpoint, shown: Checkpoint) -> None:
    """The one new tree over both: what it shows of the old one leads to the old root, and all of it to the new one."""
    start = before.size - before.size % FULL
    peaks = log.peaks(start)
    time: datetime | None = None
    if start == before.size:
        check_beginning(before, root_of(peaks))
    for index, leaf in log.entries(start):
        append_leaf(index, peaks, leaf_hash(leaf))
        if index + 1 == before.size:
            check_beginning(before, root_of(peaks))
        if index + 1 >= before.size:
            time = check_entry(index, leaf, time)
        if index == 0:
            check_opening(leaf, key)
    check_root(shown, root_of(peaks))
