"""Kinds of field that the commands of several rooms share: codes that people give, lines of text, exact decimals.

The same command is typed into a form, read from a spreadsheet and sent by a program, so the tidying happens here.
"""

import unicodedata
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from gitrace.identifiers.decimals import plain_decimal

_DASHES = str.maketrans(dict.fromkeys([*range(0x2010, 0x2016), 0x2212], "-"))


def tidy_text(text: str) -> str:
    """NFKC, without space at either end, every kind of dash as `-`."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def tidy_code(text: str) -> str:
    """A code as it is kept and looked up: tidy, in upper case, without any space."""
    return "".join(tidy_text(text).upper().split())


def _code(value: object) -> object:
    return tidy_code(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _exact(value: object) -> object:
    if not isinstance(value, str):
        return value
    number = plain_decimal(tidy_text(value))
    if number is None:
        raise ValueError("请填数字。")
    return number


Code = Annotated[str, StringConstraints(min_length=1, max_length=40), BeforeValidator(_code)]
"""A code of somebody's own: household, plot, scale, certificate."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=100), BeforeValidator(_line)]
"""One line of text."""

Words = Annotated[str, StringConstraints(min_length=1, max_length=1000), BeforeValidator(_line)]
"""A reason or a note."""

Exact = Annotated[Decimal, BeforeValidator(_exact)]
"""A decimal as people write it: no exponent, no unit, never a float."""


def decimal_text(value: Decimal) -> str:
    """How a decimal is kept in a text column: without exponent, and without zeros that say nothing."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
