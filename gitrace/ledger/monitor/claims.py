"""What a log claims of itself at each look, one function a claim."""

import json
from datetime import datetime
from typing import Any

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey, read_checkpoint
from gitrace.ledger.log_keys import LogKeys
from gitrace.ledger.monitor.alarm import bad_entry, forked, key_changed, malformed, rolled_back, unlike_root
from gitrace.ledger.tree import Hash


def read_shown(note: str) -> Checkpoint:
    """Check that what is shown as a checkpoint is one. Raises Alarm.

    Does not verify who signed it: that is `check_signature`, once it is known whose turn it is.
    """
    try:
        return read_checkpoint(note)
    except BadCheckpoint:
        raise malformed() from None


def check_signature(note: str, keys: LogKeys) -> Checkpoint:
    """Check that each key signed the checkpoint whose turn it is. Raises Alarm.

    Does not verify that it is recent: a log that stands still may have stopped, or hide what came since.
    """
    try:
        return keys.open(note)
    except BadCheckpoint:
        raise (key_changed(keys.newest) if _is_signed(note) else malformed()) from None


def check_keys(index: int, leaf: bytes, keys: LogKeys) -> LogKeys:
    """Check that an entry which gives the log a key is one to which the key before it handed over; returns the keys.

    Raises Alarm. Does not verify that the old key was still in the log's own hands.
    """
    try:
        content = json.loads(leaf)
        return keys.learning(index, content if isinstance(content, dict) else {})
    except (BadCheckpoint, ValueError, RecursionError):
        raise (key_changed(keys.newest) if keys.spans else bad_entry(index)) from None


def check_trusted(keys: LogKeys, key: VerifierKey) -> None:
    """Check that the key from which one began is, or was, one of the log's. Raises Alarm.

    Does not verify that the key is the log's: compare it with one that was given elsewhere.
    """
    if not keys.knows(key):
        raise key_changed(key)


def check_growth(kept: Checkpoint, shown: Checkpoint) -> None:
    """Check that the log is no shorter than it was, and of the same length the same. Raises Alarm.

    Does not verify that a longer one begins with the shorter: that is `check_beginning`.
    """
    if shown.size < kept.size:
        raise rolled_back(kept.size, shown.size)
    if shown.size == kept.size and shown.root != kept.root:
        raise forked(kept.size)


def check_beginning(kept: Checkpoint, root: Hash) -> None:
    """Check that what the log now shows as its first entries is what it signed before. Raises Alarm.

    Does not verify what others were shown.
    """
    if root != kept.root:
        raise forked(kept.size)


def check_root(shown: Checkpoint, root: Hash) -> None:
    """Check that the entries that were read are those under the signed root. Raises Alarm.

    Does not verify the tiles of which the log makes its proofs beyond those that were asked for.
    """
    if root != shown.root:
        raise unlike_root(shown.size)


def check_entry(index: int, leaf: bytes, after: datetime | None) -> datetime:
    """Check that an entry names itself by its place, at an instant not before the entry before it; returns the instant.

    Raises Alarm. Does not verify that what it says was true, nor what stands behind its digests.
    """
    try:
        entry: dict[str, Any] = json.loads(leaf)
        named, time = entry["index"], datetime.fromisoformat(entry["time"])
        in_place = type(named) is int and named == index and (after is None or time >= after)
    except (ValueError, KeyError, TypeError, RecursionError):
        in_place = False
    if not in_place:
        raise bad_entry(index)
    return time


def _is_signed(note: str) -> bool:
    _, _, signatures = note.partition("\n\n")
    return signatures.startswith("\N{EM DASH} ")
