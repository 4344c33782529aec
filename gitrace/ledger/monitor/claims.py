"""What a log claims of itself at each look, one function a claim."""

import json
from datetime import datetime
from typing import Any

from gitrace.ledger.checkpoints import BadCheckpoint, Checkpoint, VerifierKey, open_checkpoint
from gitrace.ledger.monitor.alarm import bad_entry, forked, key_changed, malformed, rolled_back, unlike_root
from gitrace.ledger.tree import Hash


def check_signature(note: str, key: VerifierKey) -> Checkpoint:
    """Check that the log's key signed the checkpoint. Raises Alarm.

    Does not verify that it is recent: a log that stands still may have stopped, or hide what came since.
    """
    try:
        checkpoint = open_checkpoint(note, key)
    except BadCheckpoint:
        raise (key_changed(key) if _is_signed(note) else malformed()) from None
    if checkpoint.origin != key.name:
        raise key_changed(key)
    return checkpoint


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


def check_opening(leaf: bytes, key: VerifierKey) -> None:
    """Check that entry 0 gives the key that signs. Raises Alarm.

    Does not verify that the key is the log's: compare it with one that was given elsewhere.
    """
    if opening_key(leaf) != str(key):
        raise key_changed(key)


def opening_key(leaf: bytes) -> str:
    """The key that entry 0 gives. Raises Alarm."""
    try:
        return str(json.loads(leaf)["fields"]["log_key"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise bad_entry(0) from None


def _is_signed(note: str) -> bool:
    _, _, signatures = note.partition("\n\n")
    return signatures.startswith("\N{EM DASH} ")
