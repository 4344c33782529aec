"""批次号."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.errors import Refusal
from gitrace.identifiers.lot import LOTS_A_DAY, LotNumber, check_addressable, lot_from_typed, next_lot, parse_lot

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (None, "CY260312A001"),
        ("CY260312A001", "CY260312A002"),
        ("CY260312A999", "CY260312B001"),
        ("CY260312H999", "CY260312J001"),
        ("CY260312N999", "CY260312P001"),
    ],
)
def test_lots_of_a_day_follow_one_another(last: str | None, following: str) -> None:
    assert next_lot(DAY, last) == following


def test_after_the_last_letter_the_day_is_full() -> None:
    with pytest.raises(Refusal, match="用完"):
        next_lot(DAY, "CY260312Z999")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(1, LOTS_A_DAY))
def test_what_is_built_is_parsed(day: date, ordinal: int) -> None:
    lot = LotNumber(day, ordinal)
    assert parse_lot(str(lot)) == lot
    assert lot_from_typed(str(lot).lower()) == str(lot)


@given(st.integers(1, LOTS_A_DAY - 1))
def test_later_lots_sort_later(ordinal: int) -> None:
    assert str(LotNumber(DAY, ordinal)) < str(LotNumber(DAY, ordinal + 1))


@pytest.mark.parametrize("text", ["CY260230A001", "CY260312A000", "CY260312I001", "cy260312a001", "CY260312A1", ""])
def test_another_form_is_not_a_lot_of_ours(text: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_lot(text)
    assert no.value.code == "lot-form"


def test_a_typed_lot_is_forgiven_its_spelling() -> None:
    assert lot_from_typed(" cy26o3l2—a 0oI") == "CY260312A001"


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "lot-length"), ("A" * 21, "lot-length"), ("a1", "lot-characters"), ("A_1", "lot-characters")],
)
def test_an_address_carries_only_some_lots(text: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        check_addressable(text)
    assert no.value.code == code
