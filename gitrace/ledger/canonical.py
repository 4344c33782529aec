"""Canonical bytes: RFC 8785 (JSON Canonicalization Scheme), without floats."""

import json
from collections.abc import Iterable
from typing import NoReturn, TypeAlias, cast

import rfc8785

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

LARGEST_WHOLE_NUMBER = 2**53 - 1
"""RFC 8785, section 3.2.2.3: beyond it a reader in another language would round."""

# Python's own encoder, in C, writes the same bytes four times as fast, as long as keys are ASCII (RFC 8785 sorts them
# by UTF-16 code units, Python by code points) and numbers whole; a test holds it against the reference implementation.
_encoder = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
)


def _whole(digits: str) -> int:
    number = int(digits)
    if not -LARGEST_WHOLE_NUMBER <= number <= LARGEST_WHOLE_NUMBER:
        raise ValueError("a number that a reader in another language would round")
    return number


def _no_number(digits: str) -> NoReturn:
    raise ValueError(f"the ledger holds whole numbers, and not {digits}")


_decode = json.JSONDecoder(parse_int=_whole, parse_float=_no_number, parse_constant=_no_number).raw_decode


def canonical(value: Json) -> bytes:
    """The one byte string of a JSON value, UTF-8.

    Raises TypeError on a float: numbers in the evidence are whole (grams, counts, 10⁻⁶ degree) or decimal text.
    Raises ValueError on a number beyond 2⁵³ - 1 or a text that has no UTF-8.
    """
    if _is_plain(value):
        return _encoder.encode(value).encode()
    return rfc8785.dumps(value)


def value_of(text: str) -> Json:
    """The value of which this is the one text. Raises ValueError for a text that is not the one of any."""
    value, end = _decode(text)
    # Beyond the Basic Multilingual Plane Python might sort keys otherwise than RFC 8785 does.
    told = _encoder.encode(value) if 2 * len(text) == len(text.encode("utf-16-le")) else canonical(value).decode()
    if end != len(text) or told != text:
        raise ValueError("not in its canonical form")
    return cast(Json, value)


def _is_plain(value: object) -> bool:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if isinstance(value, int):
        return -LARGEST_WHOLE_NUMBER <= value <= LARGEST_WHOLE_NUMBER
    if isinstance(value, float):
        raise TypeError("the ledger holds no floats; use whole units or decimal text")
    if isinstance(value, dict):
        keyed = all(isinstance(key, str) and key.isascii() for key in value)
        return _all_plain(value.values()) and keyed
    if isinstance(value, list | tuple):
        return _all_plain(value)
    return isinstance(value, str)


def _all_plain(values: Iterable[object]) -> bool:
    plain = True
    for value in values:  # all of them: a float may stand behind what is not plain
        if type(value) is not str and not _is_plain(value):
            plain = False
    return plain
