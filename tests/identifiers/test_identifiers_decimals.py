"""Decimals as people write them."""

from decimal import Decimal

import pytest

from gitrace.identifiers.decimals import plain_decimal


@pytest.mark.parametrize("text", ["0", "3.0", "-5", "9999999", "0.0005"])
def test_plain_decimals_are_exact(text: str) -> None:
    assert plain_decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", " 1", "1e3", "NaN", "508斤", "一百", "1,000", "1.", ".5", "+1", "０", "1" * 13, "1_0"]
)
def test_anything_else_is_not_guessed_at(text: str) -> None:
    assert plain_decimal(text) is None
