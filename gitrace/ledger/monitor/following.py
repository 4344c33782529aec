"""One look at a log: from the checkpoint that was kept to the one it shows now."""

from dataclasses import dataclass
from datetime import datetime

from gitrace.ledger.checkpoints import Checkpoint, VerifierKey
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.monitor.alarm import Alarm, malformed, withheld
from gitrace.ledger.monitor.claims import (
    check_beginning,
    check_entry,
    check_growth,
    check_keys,
    check_root,
    check_signature,
    check_trusted,
    read_shown,
)
from gitrace.ledger.monitor.reading import Ask, PublishedLog
from gitrace.ledger.tiles import FULL
from gitrace.ledger.tree import EMPTY_ROOT, append_leaf, leaf_hash, root_of

_LONGEST_CHECKPOINT = 1 << 16


@dataclass(frozen=True)
class Look:
    """What was found in order. `note`: the checkpoint as it was signed, to be kept for the next look with `keys`."""

    note: str
    checkpoint: Checkpoint
    known: int
    """Entries that were there at the look before."""
    keys: LogKeys


def first_key(ask: Ask) -> VerifierKey:
    """The key that the log itself gives, in entry 0. Nothing speaks for it but the log. Raises Alarm, Unanswered."""
    [(_index, leaf)] = PublishedLog(ask, 1).entries(0)
    return check_keys(0, leaf, LogKeys()).newest


def look(ask: Ask, keys: LogKeys, kept: Checkpoint | None) -> Look:
    """Follow the log from the kept checkpoint, or from its beginning, and check all that it claims.

    `keys`: what is known of its keys; without a kept checkpoint one that is trusted. Reads every entry since, the rest
    of the bundle in which the kept one ended, and of what was before O(log n) hashes. Raises Alarm, whose evidence is
    the checkpoint that was shown, Unanswered.
    """
    note = _checkpoint(ask)
    try:
        log = PublishedLog(ask, read_shown(note).size)
        before = kept or Checkpoint(keys.newest.name, 0, EMPTY_ROOT)
        shown = _opened(note, log, keys, before)
        check_growth(before, shown)
        if shown.size > before.size:
            keys = _read_on(log, keys, before, shown)
            check_signature(note, keys)
    except Alarm as alarm:
        alarm.evidence = note
        raise
    return Look(note, shown, before.size, keys)


def _checkpoint(ask: Ask) -> str:
    try:
        return ask("checkpoint", _LONGEST_CHECKPOINT).decode()
    except LookupError:
        raise withheld("checkpoint") from None
    except UnicodeDecodeError:
        raise malformed() from None


def _opened(note: str, log: PublishedLog, keys: LogKeys, before: Checkpoint) -> Checkpoint:
    """The checkpoint, by the keys that are known or else by those to which they handed over since.

    Nothing of the entries is believed for that but what an old key signed, and nothing is kept: who shows a log under a
    key of his own has changed its key, whatever its entries say.
    """
    try:
        return check_signature(note, keys)
    except Alarm:
        return check_signature(note, _followed(log, keys, before))


def _followed(log: PublishedLog, keys: LogKeys, before: Checkpoint) -> LogKeys:
    trusted, start = keys.newest, before.size - before.size % FULL
    for index, leaf in log.entries(start):
        if index >= before.size:
            keys = check_keys(index, leaf, keys)
    check_trusted(keys, trusted)
    return keys


def _read_on(log: PublishedLog, keys: LogKeys, before: Checkpoint, shown: Checkpoint) -> LogKeys:
    """The one new tree over both: what it shows of the old one leads to the old root, and all of it to the new one.

    Returns the keys, those that followed among them.
    """
    trusted, start = keys.newest, before.size - before.size % FULL
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
        if index >= before.size:
            keys = check_keys(index, leaf, keys)
    check_root(shown, root_of(peaks))
    check_trusted(keys, trusted)
    return keys
