"""The log's own keys: which of them sign the next checkpoint, and their private halves in the home."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from gitrace.ledger import tables
from gitrace.ledger.checkpoints import Checkpoint, Signer, signed_note, signing_ids
from gitrace.ledger.log_keys import KINDS, LogKeys, learnt
from gitrace.ledger.tree import Hash
from gitrace.storage.keys import BadKeys, Keys, key_name

_known: "WeakKeyDictionary[Keys, LogKeys]" = WeakKeyDictionary()
"""What each open home last learnt of its log's keys: they are read once, and again when they have changed."""


@dataclass(frozen=True)
class LogSigner:
    """Signs with every key whose turn it is. `seeds`: private halves by number, the first key's being 1."""

    origin: str
    keys: LogKeys
    seeds: Mapping[int, bytes]

    def learning(self, index: int, leaf: Mapping[str, Any]) -> "LogSigner":
        """The signer once entry `index` is written, which may bring a key. Raises BadCheckpoint."""
        keys = self.keys.learning(index, leaf)
        return self if keys is self.keys else LogSigner(self.origin, keys, self.seeds)

    def sign(self, size: int, root: Hash) -> str:
        """A checkpoint of the tree of `size` entries. Raises BadKeys."""
        return signed_note(Checkpoint(self.origin, size, root).body(), self.signers(size))

    def signers(self, size: int) -> Sequence[Signer]:
        """The keys whose turn it is at this size, the newest last. Raises BadKeys naming one that is not here."""
        return [self._private(number) for number, span in enumerate(self.keys.spans, start=1) if span.covers(size)]

    def _private(self, number: int) -> Signer:
        signer = _signer(self.origin, self.seeds[number])
        if signer.verifier_key != self.keys.spans[number - 1].key:
            name = key_name("log", number)
            raise BadKeys(f"{name}.key is not the key that this log signs with; restore it from the key backup")
        return signer


def log_signer(connection: sa.Connection, home: Keys, origin: str, checkpoint: str) -> LogSigner:
    """The signer of a log with its newest checkpoint, whose signatures tell whether another process changed the key."""
    keys = _known.get(home)
    if keys is None or signing_ids(checkpoint, origin)[-1:] != [keys.newest.key_hash.hex()]:
        keys = _known[home] = keys_of_log(connection)
    return LogSigner(origin, keys, home.logs)


def keys_of_log(connection: sa.Connection) -> LogKeys:
    """The log's keys, as the entries of a log that was opened give them. Raises BadCheckpoint."""
    return learnt(json.loads(leaf) for leaf in key_leaves(connection))


def key_leaves(connection: sa.Connection) -> Sequence[str]:
    """The entries about keys, entry 0 first, as they were hashed."""
    entry = tables.entry.c
    query = sa.select(entry.leaf).where(entry.tag.in_(KINDS)).order_by(entry.entry_index)
    return connection.execute(query).scalars().all()


@lru_cache(maxsize=16)
def _signer(origin: str, seed: bytes) -> Signer:
    return Signer.from_seed(origin, seed)
