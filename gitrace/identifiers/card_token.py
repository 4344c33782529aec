"""The token in the address of a household's own page: printed on its card and on its slips, kept by nobody.

128 bits of an HMAC-SHA256 under a key that is derived from the label master key, over the random nonce of the token's
row. The row holds the nonce and a digest: whoever has the database alone can open no household's page, and whoever has
the home can print the token once more. What is printed must open as long as its row lives: the known answer is under
test.
"""

import hmac
import re

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gitrace.errors import Refusal
from gitrace.identifiers.serial import ALPHABET

BITS = 128
LENGTH = 26
"""Characters of five bits each; the first bears three."""

_LOWER = ALPHABET.lower()
_FORM = re.compile(rf"[{_LOWER}]{{{LENGTH}}}")


def card_token(master_key: bytes, nonce: str) -> str:
    """The token of a nonce, 26 characters of Crockford base32 in lower case."""
    key = HKDF(SHA256(), 32, salt=b"", info=b"gitrace-card-1").derive(master_key)
    value = int.from_bytes(hmac.digest(key, f"gitrace-card-1\n{nonce}".encode(), "sha256")[: BITS // 8], "big")
    return "".join(_LOWER[value >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


def parse_token(text: str) -> str:
    """A token as an address carries it. Raises Refusal("no-such-card")."""
    if not _FORM.fullmatch(text):
        raise Refusal("no-such-card", "没有这张卡，或者已经停用。")
    return text


def card_path(token: str) -> str:
    """`/h/{token}`: the path that is printed."""
    return f"/h/{token}"
