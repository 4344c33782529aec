"""Canonical bytes: RFC 8785 (JSON Canonicalization Scheme), without floats."""

from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def canonical(value: Json) -> bytes:
    """The one byte string of a JSON value, UTF-8.

    Raises TypeError on a float: numbers in the evidence are whole (grams, counts, 10⁻⁶ degree) or decimal text.
    """
    _refuse_floats(value)
    return rfc8785.dumps(value)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("the ledger holds no floats; use whole units or decimal text")
    if isinstance(value, dict):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
