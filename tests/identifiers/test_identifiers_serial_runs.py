"""Serials made and checked together are those made and checked one by one."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.identifiers.serial import ALPHABET, GREATEST_NUMBER, LotKey
from gitrace.identifiers.serial_runs import made_by, serials_of

VECTORS = json.loads((Path(__file__).parent.parent / "data/label-vectors.json").read_text())
KEY = LotKey.derive(bytes(range(32)), "06901234000016", "CY260312A001")
NUMBERS = st.lists(st.integers(1, GREATEST_NUMBER), max_size=20)


@pytest.mark.parametrize("known", VECTORS, ids=lambda known: known["serial"])
def test_the_known_answers(known: dict[str, str]) -> None:
    key = LotKey.derive(bytes.fromhex(known["master_key"]), known["gtin"], known["lot"])
    assert serials_of(key, [int(known["number"])]) == [known["serial"]]
    assert made_by(key, [known["serial"]]) == [True]


@given(NUMBERS)
def test_a_run_has_the_serials_of_its_labels(numbers: list[int]) -> None:
    serials = serials_of(KEY, numbers)
    assert serials == [KEY.serial(number) for number in numbers]
    assert made_by(KEY, serials) == [True] * len(numbers)


@given(st.integers(1, GREATEST_NUMBER), st.integers(0, 19), st.integers(1, 31))
def test_a_changed_character_is_noticed_among_right_ones(number: int, place: int, step: int) -> None:
    serial = KEY.serial(number)
    changed = serial[:place] + ALPHABET[(ALPHABET.index(serial[place]) + step) % 32] + serial[place + 1 :]
    assert made_by(KEY, [serial, changed, serial]) == [True, False, True]


def test_number_zero_is_never_ours() -> None:
    assert made_by(KEY, ["0" * 20]) == [False]


def test_no_label_has_a_number_beyond() -> None:
    for number in (0, GREATEST_NUMBER + 1):
        with pytest.raises(ValueError, match="no label"):
            serials_of(KEY, [1, number])
