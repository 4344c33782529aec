"""Annex parts: what an entry keeps beside its leaf, each under its own salt.

The leaf holds only the parts' digests, so a part can be shown, withheld or, where the law demands it, erased, and the
tree goes on verifying. `rows` and `record` hold no personal text and are never erased; `person/…` parts can be.

A part's digest is taken over its name and a *seal* of its content. An erased part keeps the seal, from which, the salt
being gone with the content, nothing can be guessed back; so its name still verifies, and nobody can pass off the
removal of another part as an erasure.
"""

import hashlib
import secrets
from dataclasses import dataclass

from gitrace.ledger.canonical import Json, canonical

ROWS = "rows"
"""[[table, key, shape, digest or null], …] of every row that the event changed; null: the row was deleted."""
RECORD = "record"
"""Who did it, and of a restricted entry its tag, subject and fields."""
CHANGES = "changes"
"""[[table, key, shape, values or null], …] of the changed rows that concern no person."""
PERSON = "person/"
"""The same of one data subject's personal rows; the name goes on with the subject, `person/user:3`."""

ERASED = "person.erased/1"
"""Tag of the entries that may erase parts about their person; no other entry can."""

_SALT_BYTES = 16


@dataclass(frozen=True)
class Part:
    """One annex part with its body still there."""

    name: str
    salt: str
    body: str

    @property
    def digest(self) -> str:
        """What the leaf holds of the part."""
        return part_digest(self.name, seal_of(self.salt, self.body))


def seal_of(salt: str, body: str) -> str:
    """SHA-256(salt || body), hexadecimal; `salt` as hexadecimal text of 16 bytes."""
    return hashlib.sha256(bytes.fromhex(salt) + body.encode()).hexdigest()


def part_digest(name: str, seal: str) -> str:
    """SHA-256("gitrace-annex-1\\n" || name || "\\n" || seal as text), hexadecimal."""
    return hashlib.sha256(f"gitrace-annex-1\n{name}\n{seal}".encode()).hexdigest()


def make_part(name: str, content: Json) -> Part:
    """A part with a fresh salt."""
    return Part(name, secrets.token_hex(_SALT_BYTES), canonical(content).decode())
