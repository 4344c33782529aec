"""Checkpoints of the log: C2SP tlog-checkpoint bodies in C2SP signed notes (Ed25519, signature type 0x01)."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
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
        """Read `name+hash+key`, the name a word of C2SP signed-note that can be shown. Raises BadCheckpoint."""
        try:
            name, key_hash, encoded = text.strip().split("+", 2)
            typed = base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise BadCheckpoint("not a verifier key") from None
        if not name or " " in name or not name.isprintable():  # the only white space that is printable
            raise BadCheckpoint("not a verifier key: its name is no word")
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
        return signed_note(Checkpoint(self.origin, size, root).body(), [self])

    def signature(self, text: str) -> str:
        """What a signature line gives after the name, of a text that ends with a newline."""
        return base64.b64encode(self.verifier_key.key_hash + self.private.sign(text.encode())).decode()


def signed_note(text: str, signers: Iterable[Signer]) -> str:
    """A text that ends with a newline, as a note that each of these signs."""
    return f"{text}\n" + "".join(f"{_DASH}{one.origin} {one.signature(text)}\n" for one in signers)


def open_checkpoint(text: str, key: VerifierKey) -> Checkpoint:
    """Read a signed checkpoint and check this key's signature on it.

    Does not check that the checkpoint is recent, nor that its root belongs to any particular log's content.
    Raises BadCheckpoint.
    """
    checkpoint = read_checkpoint(text)
    body, _, signatures = text.partition("\n\n")
    prefix = f"{_DASH}{key.name} "
    for line in signatures.split("\n")[:-1]:
        if line.startswith(prefix) and is_signature(line.removeprefix(prefix), body + "\n", key):
            return checkpoint
    raise BadCheckpoint(f"no valid signature of {key.name} by its key {key.key_hash.hex()}{_by_others(text, key)}")


def read_checkpoint(text: str) -> Checkpoint:
    """What a signed checkpoint says. Does not check who signed it: until then it is anybody's word.

    Raises BadCheckpoint.
    """
    body, found, _ = text.partition("\n\n")
    if not found:
        raise BadCheckpoint("not a signed note: the blank line is missing")
    return _parse_body(body)


def signing_ids(text: str, name: str) -> list[str]:
    """The key hashes, hexadecimal, that a note's signature lines give under a name. Does not check the signatures."""
    _, _, signatures = text.partition("\n\n")
    prefix = f"{_DASH}{name} "
    lines = (line.removeprefix(prefix) for line in signatures.split("\n") if line.startswith(prefix))
    return [typed[:4].hex() for line in lines if (typed := _decoded(line))]


def is_signature(signature: str, text: str, key: VerifierKey) -> bool:
    """Whether this is the key's signature, as `Signer.signature` gives it, of exactly this text."""
    typed = _decoded(signature)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(typed[4:], text.encode())
    except (InvalidSignature, ValueError):
        return False
    return typed[:4] == key.key_hash


def _parse_body(body: str) -> Checkpoint:
    try:
        origin, size, root, *_extensions = body.split("\n")
        checkpoint = Checkpoint(origin, int(size), _decoded(root))
    except (ValueError, binascii.Error):
        raise BadCheckpoint("not a checkpoint: name, size and root are expected") from None
    if str(checkpoint.size) != size or checkpoint.size < 0 or len(checkpoint.root) != 32:  # noqa: PLR2004 - SHA-256
        raise BadCheckpoint("not a checkpoint: size or root is malformed")
    return checkpoint


def _by_others(text: str, key: VerifierKey) -> str:
    # Said to somebody who holds one key of a log that has had several.
    others = [one for one in signing_ids(text, key.name) if one != key.key_hash.hex()]
    if not others:
        return ""
    return f"; it names another key, {', '.join(others)}: if the log changed its key, its key history leads to that one"


def _decoded(text: str) -> bytes:
    # Of the one text only: the last bits of some characters encode nothing, and others could be put in their place.
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return value if base64.b64encode(value).decode() == text else b""
