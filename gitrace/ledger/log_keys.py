"""Which key signs the log's checkpoints at which size. Stands alone: no engine, no room, no web.

Entry 0 gives the first key; an entry `ledger.key-rotated/1` gives each later one, and the key before it signed that
over. So whoever holds one key that is the log's learns the others from these few entries, wherever they come from.
While two keys sign, a checkpoint that lacks the signature of either is none.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gitrace.ledger.checkpoints import (
    BadCheckpoint,
    Checkpoint,
    VerifierKey,
    is_signature,
    open_checkpoint,
    read_checkpoint,
)

OPENED = "ledger.opened/1"
ROTATED = "ledger.key-rotated/1"
KINDS = (OPENED, ROTATED)
"""The kinds of entry by which keys are learnt."""


@dataclass(frozen=True)
class KeySpan:
    """A key and the sizes of log that it signs for; `last` None: until another one follows."""

    key: VerifierKey
    first: int
    last: int | None = None

    def covers(self, size: int) -> bool:
        """Whether the checkpoint of a log of this size is for this key to sign."""
        return self.first <= size and (self.last is None or size <= self.last)


@dataclass(frozen=True)
class LogKeys:
    """Every key that is known of a log, in the order in which they followed each other."""

    spans: tuple[KeySpan, ...] = ()

    @classmethod
    def trusting(cls, key: VerifierKey) -> "LogKeys":
        """One key that is known from elsewhere, and of no other."""
        return cls((KeySpan(key, 0),))

    @classmethod
    def parse(cls, text: str) -> "LogKeys":
        """What `str` gave, or one verifier key alone. Raises BadCheckpoint."""
        try:
            spans = [_span(*line.split()) for line in text.splitlines()]
        except (TypeError, ValueError):
            raise BadCheckpoint("not the keys of a log: name+hash+key, first and last size are expected") from None
        return cls(tuple(spans))

    def __str__(self) -> str:
        """A line each: the verifier key, and from which size it signs to which."""
        return "".join(f"{one.key} {one.first}-{'' if one.last is None else one.last}\n" for one in self.spans)

    @property
    def newest(self) -> VerifierKey:
        """The key that signs from now on."""
        return self.spans[-1].key

    def knows(self, key: VerifierKey | str) -> bool:
        """Whether the key is, or was, one of the log's."""
        return str(key) in (str(span.key) for span in self.spans)

    def at(self, size: int) -> Sequence[VerifierKey]:
        """The keys that sign a log of this size, the newest last."""
        return [span.key for span in self.spans if span.covers(size)]

    def since(self, trusted: VerifierKey) -> "LogKeys":
        """Without the keys before one that is trusted: that they were the log's nobody who is trusted has signed."""
        known = [str(span.key) for span in self.spans]
        return LogKeys(self.spans[known.index(str(trusted)) :] if str(trusted) in known else ())

    def learning(self, index: int, leaf: Mapping[str, Any]) -> "LogKeys":
        """What is known once entry `index` was read; most entries say nothing of keys.

        Raises BadCheckpoint for one that names a key to which the key before it did not hand over.

        Does not verify that the entry stands in the log: the signed root does.
        """
        if index == 0:
            return LogKeys((KeySpan(_opening_key(leaf), 0),))
        if leaf.get("tag") != ROTATED:
            return self
        try:
            new, first, last = _rotation(self.newest, index, leaf["fields"])
        except (LookupError, TypeError, ValueError):
            raise BadCheckpoint(f"entry {index} changes the key, and does not say how") from None
        if self.knows(new):
            raise BadCheckpoint(f"entry {index} gives a key that the log has had already")
        return LogKeys((*self.spans[:-1], replace(self.spans[-1], last=last), KeySpan(new, first)))

    def open(self, note: str) -> Checkpoint:
        """Read a signed checkpoint and check the signature of every key whose turn it is at its size.

        Does not check that it is recent, nor that its root belongs to any entries. Raises BadCheckpoint.
        """
        shown = read_checkpoint(note)
        if not self.at(shown.size):
            raise BadCheckpoint(f"no key is known that signs for {shown.size} entries")
        if shown.origin != self.newest.name:
            raise BadCheckpoint(f"it is of {shown.origin}, the key is {self.newest.name}'s")
        for key in self.at(shown.size):
            try:
                open_checkpoint(note, key)
            except BadCheckpoint as bad:
                raise BadCheckpoint(f"{bad}{self._out_of_turn(note, shown.size)}") from None
        return shown

    def _out_of_turn(self, note: str, size: int) -> str:
        for span in self.spans:
            if not span.covers(size) and _is_signed(note, span.key):
                range_ = f"{span.first} to {span.last}" if span.last is not None else f"{span.first} and more"
                return (
                    f"; it is signed by {span.key.key_hash.hex()}, which signs for {range_} entries and not for {size}"
                )
        return ""


def handover(old: VerifierKey, new: VerifierKey, first: int, last: int) -> str:
    """The text that an old key signs for the new one. No checkpoint: a root is 44 characters of base64."""
    return f"gitrace-log-key-1\n{old}\n{new}\n{first}\n{last}\n"


def learnt(leaves: Iterable[Mapping[str, Any]]) -> LogKeys:
    """The keys by the log's entries about keys, entry 0 first. Raises BadCheckpoint."""
    keys = LogKeys()
    for leaf in leaves:
        keys = keys.learning(leaf["index"], leaf)
    return keys


def read_history(text: str, trusted: VerifierKey) -> LogKeys:
    """The keys from a trusted one on, by a key history: the log's entries about keys as JSON, one a line, from entry 0.

    Does not verify that no later key followed: a history may be an old one. Raises BadCheckpoint.
    """
    try:
        keys = learnt([json.loads(line) for line in text.splitlines()])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise BadCheckpoint("not a key history: entries of a log are expected, one a line") from None
    if not keys.knows(trusted):
        raise BadCheckpoint(f"the key history is of other keys than {trusted}")
    return keys.since(trusted)


def _span(key: str, sizes: str = "0-") -> KeySpan:
    first, _, last = sizes.partition("-")
    return KeySpan(VerifierKey.parse(key), int(first), int(last) if last else None)


def _opening_key(leaf: Mapping[str, Any]) -> VerifierKey:
    fields = leaf.get("fields")
    if leaf.get("tag") != OPENED or not isinstance(fields, dict):
        raise BadCheckpoint("entry 0 does not open a ledger")
    key = VerifierKey.parse(str(fields.get("log_key")))
    if fields.get("origin") != key.name:
        raise BadCheckpoint("entry 0 names one log and the key of another")
    return key


def _rotation(old: VerifierKey, index: int, fields: Mapping[str, Any]) -> tuple[VerifierKey, int, int]:
    new, first, last = VerifierKey.parse(str(fields["new_key"])), fields["new_from"], fields["old_until"]
    if not is_signature(str(fields["handover"]), handover(old, new, first, last), old):
        raise BadCheckpoint(f"entry {index} gives the log another key, and the key before it did not sign that")
    if new.name != old.name or fields["old_key"] != str(old) or first != index + 1 or last < first:
        raise BadCheckpoint(f"entry {index} gives the log another key at another place than it says")
    return new, first, last


def _is_signed(note: str, key: VerifierKey) -> bool:
    try:
        open_checkpoint(note, key)
    except BadCheckpoint:
        return False
    return True
