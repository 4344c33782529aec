"""统一社会信用代码."""

import pytest

from gitrace.errors import Refusal
from gitrace.identifiers.uscc import has_form, is_individual, is_valid, normalise_uscc, parse_uscc

DEMO = [
    "91421223DEM000014P",
    "91421223DEM000022J",
    "93421223DEM000014H",
    "93421223DEM000022C",
    "93421223DEM0000307",
    "92421223DEM000014L",
]


@pytest.mark.parametrize("code", DEMO)
def test_the_fictional_codes_are_valid(code: str) -> None:
    assert parse_uscc(code) == code


def test_width_case_spaces_and_hyphens_do_not_matter() -> None:
    assert parse_uscc("　９1421223-dem0 00014p ") == "91421223DEM000014P"


@pytest.mark.parametrize(
    "code",
    ["91421223DEM000014Q", "91421223DEM000014", "91421223DEM00001400", "9142122IDEM000014P", "9.14212E+17", "", "一"],
)
def test_anything_else_is_refused(code: str) -> None:
    assert not is_valid(normalise_uscc(code))
    with pytest.raises(Refusal) as no:
        parse_uscc(code)
    assert no.value.code == "invalid-uscc"


def test_a_village_collective_begins_with_a_letter() -> None:
    assert has_form("N2421223DEM0000144")


def test_a_code_with_a_wrong_check_character_still_has_its_form() -> None:
    assert has_form("91421223DEM000014Q")


def test_only_92_is_an_individual() -> None:
    assert [code for code in DEMO if is_individual(code)] == ["92421223DEM000014L"]
