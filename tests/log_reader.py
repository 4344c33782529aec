"""A monitor of logs written from the specifications alone (RFC 6962 and C2SP signed-note, tlog-checkpoint, tlog-tiles,
tlog-proof). It imports nothing of gitrace, so that the two agree on the formats and not on a mistake.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Fetch = Callable[[str], bytes]
"""The body at a path below the log's prefix. Raises LookupError where there is none."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00", entry)


def largest_power_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over leaf hashes."""
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = largest_power_below(len(leaves))
    return sha256(b"\x01", tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def root_by_path(leaf: bytes, m: int, n: int, path: list[bytes]) -> bytes:
    """What PATH(m, D[n]) of section 2.1.1 leads to, taken apart as it was put together: from the root down."""
    if n == 1:
        assert not path, "a step too many"
        return leaf
    *lower, sibling = path
    k = largest_power_below(n)
    if m < k:
        return sha256(b"\x01", root_by_path(leaf, m, k, lower), sibling)
    return sha256(b"\x01", sibling, root_by_path(leaf, m - k, n - k, lower))


@dataclass
class Key:
    """A note verifier key, `name+hash+base64(type || key)`."""

    text: str

    def __post_init__(self) -> None:
        self.name, identifier, encoded = self.text.split("+", 2)
        typed = base64.b64decode(encoded)
        self.id = sha256(self.name.encode(), b"\n", typed)[:4]
        assert typed[0] == 1, "not Ed25519"
        assert self.id.hex() == identifier
        self._public = Ed25519PublicKey.from_public_bytes(typed[1:])

    def open(self, note: str) -> str:
        """The note's text. Raises AssertionError or InvalidSignature."""
        text, signatures = note.rsplit("\n\n", 1)
        for line in signatures.removesuffix("\n").split("\n"):
            dash, name, encoded = line.split(" ")
            signature = base64.b64decode(encoded)
            if (dash, name, signature[:4]) == ("\u2014", self.name, self.id):
                self._public.verify(signature[4:], f"{text}\n".encode())
                return text + "\n"
        raise AssertionError("no signature of this key")


def place_of(index: int, width: int) -> str:
    """<N>[.p/<W>]."""
    groups = []
    while True:
        index, last = divmod(index, 1000)
        groups.append(f"{last:03d}")
        if not index:
            break
    path = "/".join([*(f"x{group}" for group in reversed(groups[1:])), groups[0]])
    return path if width == 256 else f"{path}.p/{width}"


@dataclass
class Monitor:
    """Follows one log and keeps all of it; any assertion that fails is a log that lies."""

    fetch: Fetch
    key: Key
    """The one that was known beforehand, of entry 0."""
    turns: list[tuple[Key, int, int | None]] = field(default_factory=list)
    """Every key with the least and the greatest size of the log that it signs, as its entries say."""
    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    root: bytes = field(default_factory=lambda: sha256(b""))

    def checkpoint(self, note: str) -> tuple[int, bytes]:
        """Size and root of a signed checkpoint."""
        origin, size, root = note.split("\n")[:3]
        assert origin == self.key.name
        assert str(int(size)) == size
        for key, first, last in self.turns or [(self.key, 0, None)]:
            if first <= int(size) and (last is None or int(size) <= last):
                assert key.open(note).split("\n")[:3] == [origin, size, root]
        return int(size), base64.b64decode(root)

    def learn_keys(self, known: int) -> None:
        """Whose turn it is from the entries: each key is handed over by the one before it, in writing."""
        for index, entry in enumerate(self.entries[known:], start=known):
            said = json.loads(entry)
            if index == 0:
                assert said["fields"]["log_key"] == self.key.text, "another log, or another key"
                self.turns = [(self.key, 0, None)]
            elif said["tag"] == "ledger.key-rotated/1":
                self._hand_over(index, said["fields"])

    def _hand_over(self, index: int, said: dict[str, Any]) -> None:
        old, since, _ = self.turns[-1]
        new, first, last = Key(said["new_key"]), said["new_from"], said["old_until"]
        assert (said["old_key"], new.name, first) == (old.text, old.name, index + 1)
        assert last >= first
        text = f"gitrace-log-key-1\n{old.text}\n{new.text}\n{first}\n{last}\n"
        old.open(f"{text}\n\u2014 {old.name} {said['handover']}\n")
        self.turns[-1:] = [(old, since, last), (new, first, None)]

    def follow(self) -> int:
        """Read on from where it stopped, up to the newest checkpoint; returns how many entries are new."""
        note = self.fetch("checkpoint").decode()
        size, known = int(note.split("\n")[1]), len(self.entries)
        assert size >= known, "rolled back"
        for first in range(known - known % 256, size, 256):
            width = min(256, size - first)
            bundle = self.unpacked(self.fetch(f"tile/entries/{place_of(first // 256, width)}"))
            assert len(bundle) == width
            assert bundle[: max(0, known - first)] == self.entries[first:known], "rewritten"
            self.entries += bundle[max(0, known - first) :]
        self.learn_keys(known)
        root = self.checkpoint(note)[1]
        self.leaves += [leaf_hash(entry) for entry in self.entries[known:]]
        assert tree_hash(self.leaves[:known]) == self.root, "forked"
        assert tree_hash(self.leaves) == root, "its root is not that of its entries"
        self.root = root
        self._read_tiles(known, size)
        return size - known

    def _read_tiles(self, known: int, size: int) -> None:
        level, below = 0, 1
        while size // below:
            count = size // below
            start = known // below // 256 * 256
            for first in range(start, count, 256):
                width = min(256, count - first)
                hashes = self.fetch(f"tile/{level}/{place_of(first // 256, width)}")
                expected = [tree_hash(self.leaves[n * below : (n + 1) * below]) for n in range(first, first + width)]
                assert hashes == b"".join(expected), f"tile {level}/{first // 256}"
            level, below = level + 1, below * 256

    @staticmethod
    def unpacked(bundle: bytes) -> list[bytes]:
        """The entries of a bundle."""
        entries, at = [], 0
        while at < len(bundle):
            length = int.from_bytes(bundle[at : at + 2], "big")
            entries.append(bundle[at + 2 : at + 2 + length])
            assert len(entries[-1]) == length, "a bundle cut off"
            at += 2 + length
        return entries

    def check_proof(self, text: str, index: int) -> None:
        """A tlog-proof file is of this entry, and leads to a root that this log signed and that it has."""
        head, note = text.split("\n\n", 1)
        first, *lines = head.split("\n")
        assert first == "c2sp.org/tlog-proof@v1"
        if lines[0].startswith("extra "):
            assert base64.b64decode(lines.pop(0).removeprefix("extra ")) == self.entries[index]
        assert lines.pop(0) == f"index {index}"
        size, root = self.checkpoint(note)
        path = [base64.b64decode(line) for line in lines]
        assert root_by_path(self.leaves[index], index, size, path) == root, f"the proof of {index} leads elsewhere"
        if size <= len(self.leaves):
            assert root == (self.root if size == len(self.leaves) else tree_hash(self.leaves[:size])), "forked"
