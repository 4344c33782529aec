"""The claim that the entries follow one another: no gap, no step back in time, each leaf in its one form."""

import re
from collections.abc import Iterator
from typing import TypeGuard

from gitrace.ledger.canonical import Json, value_of
from gitrace.ledger.events import RESTRICTED
from gitrace.ledger.verify.evidence import StoredEntry
from gitrace.ledger.verify.findings import Claim, Finding

Leaf = dict[str, Json]

_RESTRICTED_KEYS = {"annex", "index", "time", "tag"}
_PUBLIC_KEYS = _RESTRICTED_KEYS | {"subject", "fields"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def parse_leaf(text: str) -> Leaf | None:
    """The leaf, or None when the text is not the canonical form of one."""
    try:
        leaf = value_of(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return leaf if _is_leaf(leaf) else None


def _is_leaf(leaf: Json) -> TypeGuard[Leaf]:
    if not isinstance(leaf, dict) or not isinstance(leaf.get("annex"), list) or type(leaf.get("index")) is not int:
        return False
    if leaf.keys() != (_RESTRICTED_KEYS if leaf.get("tag") == RESTRICTED else _PUBLIC_KEYS):
        return False
    return isinstance(leaf["time"], str) and _INSTANT.fullmatch(leaf["time"]) is not None


def entry_findings(entry: StoredEntry, leaf: Leaf | None, expected: int, previous_time: str) -> Iterator[Finding]:
    """Check that the entry is number `expected`, is canonical, and is not earlier than the one before it.

    Does not verify that the entry is the one that was written (the tree and its signature do), nor that its clock
    was right: only that it never went back.
    """
    if entry.entry_index > expected:
        yield _finding("entry-missing", f"Entry {expected} is missing: after {expected - 1} comes {entry.entry_index}.")
    elif entry.entry_index < expected:
        yield _finding("entry-extra", f"There is an entry {entry.entry_index}, which no log can have.")
    if leaf is None:
        yield _finding("leaf-malformed", f"Entry {entry.entry_index}: its leaf is not the canonical form of an entry.")
        return
    if leaf["index"] != entry.entry_index:
        yield _finding("entry-moved", f"Entry {entry.entry_index}: its leaf says that it is entry {leaf['index']}.")
    if str(leaf["time"]) < previous_time:
        yield _finding(
            "time-backwards", f"Entry {entry.entry_index}: its time {leaf['time']} is before the previous one."
        )


def _finding(code: str, sentence: str) -> Finding:
    return Finding(Claim.ENTRIES, code, sentence)
