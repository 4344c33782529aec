"""Telling two people apart without keeping who they are: a keyed digest of the ID number, 公民身份号码 (GB 11643-1999).

The key is derived from the home's first label key, so that it is backed up with the keys, outlives restarts and new
label keys, and stands in no database. Whoever has the database alone cannot try all ID numbers of a county; whoever has
the key as well can, which is why `backup --keys` is encrypted.
"""

import hashlib
import hmac
import re
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from stdnum.iso7064 import mod_11_2

from gitrace.errors import Refusal
from gitrace.storage import Keys

INFO = b"gitrace-household-id-1\n"
_FORM = re.compile(r"[1-9][0-9]{16}[0-9X]")


def parse_id_number(text: str, field: str = "id_number") -> str:
    """Eighteen characters with a right check character (ISO 7064, MOD 11-2). Raises Refusal("invalid-id-number")."""
    number = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if not _FORM.fullmatch(number) or not mod_11_2.is_valid(number):
        # The number itself is not repeated in the sentence: it would stand in logs and answers.
        raise Refusal("invalid-id-number", "公民身份号码应为 18 位且校验位相符，请逐位核对。", field)
    return number


def id_digest(keys: Keys, number: str) -> str:
    """HMAC-SHA256 of a parsed number, hexadecimal, under HKDF-SHA256(label key 1, no salt, INFO, 32 bytes)."""
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(keys.labels[1])
    return hmac.new(key, number.encode(), hashlib.sha256).hexdigest()
