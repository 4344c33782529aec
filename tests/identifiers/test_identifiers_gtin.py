"""GTIN: fourteen digits and a check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.errors import Refusal
from gitrace.identifiers.gtin import check_digit, parse_gtin14, to_gtin14

BODIES = st.text("0123456789", min_size=13, max_size=13)


@pytest.mark.parametrize("gtin", ["06901234000016", "06901234000023", "06901234000030", "16901234000013"])
def test_the_demo_numbers_are_valid(gtin: str) -> None:
    assert parse_gtin14(gtin) == gtin


# GS1 General Specifications, figure 7.9-1 (GTIN-13 example) and the GTIN-8 example of its element strings.
@pytest.mark.parametrize(
    ("short", "widened"),
    [
        ("6901234000016", "06901234000016"),
        ("9501101531000", "09501101531000"),
        ("95012346", "00000095012346"),
        ("036000291452", "00036000291452"),
        (" 6901234 000016 ", "06901234000016"),
    ],
)
def test_a_shorter_form_is_widened_where_a_person_enters_it(short: str, widened: str) -> None:
    assert to_gtin14(short) == widened


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("6901234000016", "gtin-length"),
        ("069012340000160", "gtin-length"),
        ("06901234000017", "gtin-check-digit"),
        ("0690123400001X", "gtin-characters"),
        ("０6901234000016", "gtin-characters"),
        ("", "gtin-characters"),
        (" 06901234000016", "gtin-characters"),
    ],
)
def test_an_address_is_not_mended(text: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_gtin14(text)
    assert no.value.code == code
    assert no.value.field == "gtin"


@given(BODIES, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, step: int) -> None:
    gtin = body + check_digit(body)
    wrong = gtin[:place] + str((int(gtin[place]) + step) % 10) + gtin[place + 1 :]
    assert parse_gtin14(gtin) == gtin
    with pytest.raises(Refusal):
        parse_gtin14(wrong)
