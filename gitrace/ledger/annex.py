"""Annex parts: what an entry keeps beside its leaf, each under its own salt.

The leaf holds only the parts' digests, so a part can be shown, withheld or, where the law demands it, erased, and the
tree goes on verifying. `rows` and `record` hold no personal text and are never erased; `person/…` parts can be.
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

_SALT_BYTES = 16


@dataclass(frozen=True)
class Part:
    """One annex part with its body still there."""

    name: str
    salt: str
    body: str

    @property
    def digest(self) -> str:
        """SHA-256, hexadecimal, over a fixed prefix, the salt's bytes and the body."""
        return part_digest(self.salt, self.body)


def part_digest(salt: str, body: str) -> str:
    """SHA-256("gitrace-annex-1\\n" || salt || body), hexadecimal; `salt` as hexadecimal text of 16 bytes."""
    return hashlib.sha256(b"gitrace-annex-1\n" + bytes.fromhex(salt) + body.encode()).hexdigest()


def make_part(name: str, content: Json) -> Part:
    """A part with a fresh salt."""
    return Part(name, secrets.token_hex(_SALT_BYTES), canonical(content).decode())
