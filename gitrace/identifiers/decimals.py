"""Decimals as people write them: digits, at most one point, a minus. No exponent, no unit, no thousands mark."""

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


def plain_decimal(text: str) -> Decimal | None:
    """The exact value, or None for `1e3`, `NaN`, `508斤`, an empty text and anything beyond twelve digits a side.

    Each caller refuses None in words of its own field.
    """
    return Decimal(text) if _PLAIN.fullmatch(text) else None
