"""The file itself: an entry, where it stands, the way from it to the root, and the checkpoint that signs the root."""

import base64
import binascii
import re
from dataclasses import dataclass

from gitrace.ledger.tree import Hash

HEADER = "c2sp.org/tlog-proof@v1"
ENDING = ".tlog-proof"
MOST_STEPS = 63
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_HASH_BYTES = 32


class BadProof(Exception):
    """A text that is no proof file, or one without its entry; says what is missing."""


@dataclass(frozen=True)
class Proof:
    """`leaf`: the entry as it is hashed. It travels as the file's extra data, which nobody need trust: a changed one
    has another hash, from which the path leads elsewhere.
    """

    index: int
    leaf: bytes
    path: tuple[Hash, ...]
    checkpoint: str

    def __str__(self) -> str:
        """The file's text."""
        lines = [HEADER, f"extra {_encoded(self.leaf)}", f"index {self.index}", *map(_encoded, self.path), ""]
        return "\n".join(lines) + "\n" + self.checkpoint


def parse_proof(text: str) -> Proof:
    """Read a proof file. Raises BadProof."""
    head, found, checkpoint = text.partition("\n\n")
    if not found:
        raise BadProof("the blank line before the checkpoint is missing")
    header, *lines = head.split("\n")
    if header != HEADER:
        raise BadProof(f"its first line is not {HEADER}")
    leaf = _decoded(_after("extra ", lines))
    index = _after("index ", lines)
    if _NUMBER.fullmatch(index) is None:
        raise BadProof("its index is not a number")
    path = tuple(_decoded(line) for line in lines)
    if len(path) > MOST_STEPS or any(len(step) != _HASH_BYTES for step in path):
        raise BadProof("a line of its path is not a hash")
    return Proof(int(index), leaf, path, checkpoint)


def _after(word: str, lines: list[str]) -> str:
    if not lines or not lines[0].startswith(word):
        raise BadProof(f"the line with its {word.strip()} is missing")
    return lines.pop(0).removeprefix(word)


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadProof("what should be base64 is not") from None
