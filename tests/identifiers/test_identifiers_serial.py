"""Label serials and PINs against answers computed apart from this code, and their properties."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.errors import Refusal
from gitrace.identifiers.serial import (
    ALPHABET,
    GREATEST_NUMBER,
    LotKey,
    label_pin,
    label_serial,
    parse_serial,
    serial_from_typed,
    split,
)

VECTORS = json.loads((Path(__file__).parent.parent / "data/label-vectors.json").read_text())
KEY = LotKey.derive(bytes(range(32)), "06901234000016", "CY260312A001")
OTHER_LOT = LotKey.derive(bytes(range(32)), "06901234000016", "CY260312A002")
NUMBERS = st.integers(1, GREATEST_NUMBER)


@pytest.mark.parametrize("known", VECTORS, ids=lambda known: known["serial"])
def test_the_known_answers(known: dict[str, str]) -> None:
    place = (bytes.fromhex(known["master_key"]), known["gtin"], known["lot"], int(known["number"]))
    assert label_serial(*place) == known["serial"]
    assert label_pin(*place) == known["pin"]
    assert split(known["serial"])[0] == place[3]
    assert LotKey.derive(*place[:3]).made(known["serial"])
    assert LotKey.derive(*place[:3]).has_pin(place[3], known["pin"])


@given(NUMBERS)
def test_a_lot_knows_its_own_labels_and_no_others(number: int) -> None:
    serial = KEY.serial(number)
    assert parse_serial(serial) == serial
    assert split(serial)[0] == number
    assert KEY.made(serial)
    assert not OTHER_LOT.made(serial)


@given(NUMBERS, st.integers(0, 19), st.integers(1, 31))
def test_a_changed_character_is_noticed(number: int, place: int, step: int) -> None:
    serial = KEY.serial(number)
    changed = ALPHABET[(ALPHABET.index(serial[place]) + step) % 32]
    assert not KEY.made(serial[:place] + changed + serial[place + 1 :])


def test_a_run_is_its_numbers_in_order() -> None:
    assert list(KEY.serials(7, 9)) == [KEY.serial(7), KEY.serial(8), KEY.serial(9)]


@pytest.mark.parametrize("number", [0, -1, GREATEST_NUMBER + 1])
def test_no_label_has_such_a_number(number: int) -> None:
    with pytest.raises(ValueError, match="no label"):
        KEY.serial(number)


def test_number_zero_is_never_ours() -> None:
    assert not KEY.made("0" * 20)


def test_the_key_is_not_shown() -> None:
    assert KEY.key.hex() not in repr(KEY)
    assert str(KEY.key) not in repr(KEY)


@given(NUMBERS)
def test_a_typed_serial_is_forgiven_its_spelling(number: int) -> None:
    serial = KEY.serial(number)
    typed = serial.lower().replace("0", "o").replace("1", "l")
    assert serial_from_typed(f" {typed[:5]} {typed[5:12]}-{typed[12:]}") == serial


@pytest.mark.parametrize("wrong", ["O", "I", "L", "U", "a", "-", "０"])
def test_an_address_is_forgiven_nothing(wrong: str) -> None:
    with pytest.raises(Refusal) as no:
        parse_serial(wrong + KEY.serial(1)[1:])
    assert no.value.code == "serial-characters"


@pytest.mark.parametrize("length", [0, 19, 21])
def test_a_serial_has_twenty_characters(length: int) -> None:
    with pytest.raises(Refusal) as no:
        parse_serial("0" * length)
    assert no.value.code == "serial-length"
