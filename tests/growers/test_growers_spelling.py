"""Names by their sound."""

import pytest

from gitrace.growers.spelling import spells


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
