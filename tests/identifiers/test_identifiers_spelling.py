"""Names by their sound."""

import pytest

from gitrace.identifiers.spelling import initials, spells, spells_within, typed_letters


@pytest.mark.parametrize(
    "typed", ["w", "wx", "wxm", "wang", "wangxm", "wxiaoming", "wangxiaoming", "wangxiaom", "wxmi"]
)
def test_a_name_is_found_by_initials_syllables_and_both(typed: str) -> None:
    assert spells("王小明", typed)


@pytest.mark.parametrize("typed", ["x", "xm", "wm", "wxmm", "wangxiaomingg", "wnag"])
def test_what_the_name_does_not_begin_with_does_not_find_it(typed: str) -> None:
    assert not spells("王小明", typed)


@pytest.mark.parametrize(("name", "typed"), [("单雄", "sx"), ("单雄", "dx"), ("曾巧", "zengq"), ("覃吕氏", "qinl")])
def test_a_surname_is_found_by_each_of_its_readings(name: str, typed: str) -> None:
    assert spells(name, typed)


def test_letters_in_a_name_read_as_themselves() -> None:
    assert spells("演示A户", "ysah")


def test_a_producer_is_found_from_any_character_of_its_name() -> None:
    assert spells_within("崇阳县青山雷竹笋专业合作社", "qsl")
    assert spells_within("崇阳县青山雷竹笋专业合作社", "cyxqs")
    assert not spells_within("崇阳县青山雷竹笋专业合作社", "qslh")


@pytest.mark.parametrize(("text", "letters"), [(" WXM ", "wxm"), ("Wang XM", "wangxm"), ("王", ""), ("H1", "")])
def test_only_letters_are_a_spelling(text: str, letters: str) -> None:
    assert typed_letters(text) == letters


@pytest.mark.parametrize(
    ("name", "letters"), [("桂泉合作社", "gqhzs"), ("演示 A 社（二）", "ysase"), ("崇阳", "cy"), ("", "")]
)
def test_a_names_initials_are_as_it_is_mostly_read(name: str, letters: str) -> None:
    assert initials(name) == letters
