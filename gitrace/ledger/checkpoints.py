"""Checkpoints of the log: C2SP tlog-checkpoint bodies in C2SP signed notes (Ed25519, signature type 0x01)."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gitrace.ledger.tree import Hash

_ED25519 = b"\x01"
_DASH = "\N{EM DASH} "


class BadCheckpoint(Exception):
    """A text that is no checkpoint, or one whose signature does not hold."""


@dataclass(frozen=True)
class Checkpoint:
    """What the log said of itself at one moment: its name, its number of entries, its root."""

    origin: str
    size: int
    root: Hash

    def body(self) -> str:
        """The signed text, ending with a newline."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class VerifierKey:
    """The public half of a log's key, under the log's name."""

    name: str
    public: bytes

    @cached_property
    def key_hash(self) -> bytes:
        """Four bytes by which a signature line names its key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        """The note verifier key as text: name+hash+base64(type || key)."""
        return f"{self.name}+{self.key_hash.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read `name+hash+key`. Raises BadCheckpoint."""
        try:
            name, key_hash, encoded = text.strip().split("+", 2)
            typed = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise BadCheckpoint("not a verifier key") from None
        key = cls(name, typed[1:])
        if typed[:1] != _ED25519 or len(key.public) != 32 or key.key_hash.hex() != key_hash:  # noqa: PLR2004 - bytes of a key
            raise BadCheckpoint("not an Ed25519 verifier key, or its hash does not fit")
        return key


@dataclass(frozen=True, repr=False)
class Signer:
    """The log's own key. `origin` is both the log's name and the key's."""

    origin: str
    private: Ed25519PrivateKey

    @classmethod
    def from_seed(cls, origin: str, seed: bytes) -> "Signer":
        """`seed`: 32 bytes, RFC 8032."""
        return cls(origin, Ed25519PrivateKey.from_private_bytes(seed))

    @cached_property
    def verifier_key(self) -> VerifierKey:
        """What others check with."""
        return VerifierKey(self.origin, self.private.public_key().public_bytes_raw())

    def sign(self, size: int, root: Hash) -> str:
        """A signed checkpoint of the tree of `size` entries."""
        body = Checkpoint(self.origin, size, root).body()
        signature = self.private.sign(body.encode())
        line = base64.b64encode(self.verifier_key.key_hash + signature).decode()
        return f"{body}\n{_DASH}{self.origin} {line}\n"


def open_checkpoint(text: str, key: VerifierKey) -> Checkpoint:
    """Read a signed checkpoint and check this key's signature on it.

    Does not check that the checkpoint is recent, nor that its root belongs to any particular log's content.
    Raises BadCheckpoint.
    """
    body, found, signatures = text.partition("\n\n")
    if not found:
        raise BadCheckpoint("not a signed note: the blank line is missing")
    checkpoint = _parse_body(body)
    for line in signatures.splitlines():
        if _holds(line, body + "\n", key):
            return checkpoint
    raise BadCheckpoint(f"no valid signature of {key.name}")


def _parse_body(body: str) -> Checkpoint:
    try:
        origin, size, root, *_extensions = body.split("\n")
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(root, validate=True))
    except (ValueError, binascii.Error):
        raise BadCheckpoint("not a checkpoint: name, size and root are expected") from None
    if str(checkpoint.size) != size or checkpoint.size < 0 or len(checkpoint.root) != 32:  # noqa: PLR2004 - SHA-256
        raise BadCheckpoint("not a checkpoint: size or root is malformed")
    return checkpoint


def _holds(line: str, body: str, key: VerifierKey) -> bool:
    prefix = f"{_DASH}{key.name} "
    if not line.startswith(prefix):
        return False
    try:
        signature = base64.b64decode(line.removeprefix(prefix), validate=True)
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], body.encode())
    except (binascii.Error, InvalidSignature, ValueError):
        return False
    return signature[:4] == key.key_hash
