"""Canonical bytes: RFC 8785 (JSON Canonicalization Scheme), without floats."""

import json
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST_WHOLE_NUMBER = 2**53 - 1
"""RFC 8785, section 3.2.2.3: beyond it a reader in another language would round."""

# Python's own encoder, in C, writes the same bytes four times as fast, as long as keys are ASCII (RFC 8785 sorts them
# by UTF-16 code units, Python by code points) and numbers whole; a test holds it against the reference implementation.
_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def canonical(value: Json) -> bytes:
    """The one byte string of a JSON value, UTF-8.

    Raises TypeError on a float: numbers in the evidence are whole (grams, counts, 10⁻⁶ degree) or decimal text.
    Raises ValueError on a number beyond 2⁵³ - 1 or a text that has no UTF-8.
    """
    if _is_plain(value):
        return _encoder.encode(value).encode()
    return rfc8785.dumps(value)


def _is_plain(value: object) -> bool:
    if value is None or isinstance(value, str):
        return True
    if isinstance(value, int):
        return -LARGEST_WHOLE_NUMBER <= value <= LARGEST_WHOLE_NUMBER
    if isinstance(value, float):
        raise TypeError("the ledger holds no floats; use whole units or decimal text")
    if isinstance(value, list | tuple):
        items = [_is_plain(item) for item in value]  # all of them: a float may stand behind what is not plain
        return all(items)
    if isinstance(value, dict):
        items = [_is_plain(item) for item in value.values()]
        return all(items) and all(isinstance(key, str) and key.isascii() for key in value)
    return False
