"""Logins, passwords, places, links and guesses: the rules by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from gitrace.errors import Refusal
from gitrace.people import rules
from gitrace.people.roles import Role

NOW = datetime(2026, 3, 12, 1, 0, tzinfo=UTC)
NOWHERE = {"producer_id": None, "laboratory_id": None, "bureau": None, "level": None, "area": None}


@pytest.mark.parametrize(("typed", "kept"), [("Zhang.San", "zhang.san"), ("　ＷＵ－９ ", "wu-9"), ("吴竹林", "吴竹林")])
def test_a_login_is_the_same_however_it_is_typed(typed: str, kept: str) -> None:
    assert rules.fold_login(typed) == kept


@pytest.mark.parametrize("typed", ["ab", "a b c", "x" * 33, "<b>", "竹/笋"])
def test_a_login_has_no_spaces_or_signs(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.fold_login(typed)
    assert refused.value.field == "login"


@pytest.mark.parametrize("password", ["春天的雷竹笋真好吃呀", "correct horse battery", "0123456788"])
def test_a_long_password_will_do_whatever_it_is_made_of(password: str) -> None:
    rules.require_good_password(password, "wu")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-one", "password-short"),
        ("x" * 201, "password-long"),
        ("WuZhulin.2026", "password-is-login"),
        ("aaaaaaaaaaaa", "password-is-login"),
        ("Password123", "password-common"),
        ("1234567890", "password-common"),
    ],
)
def test_a_password_that_is_tried_first_will_not(password: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_good_password(password, "wuzhulin.2026")
    assert refused.value.code == code


def test_a_login_twice_over_is_no_password() -> None:
    with pytest.raises(Refusal, match="登录名"):
        rules.require_good_password("zhang.zhang.", "zhang.")


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.CLERK, {"producer_id": 1}),
        (Role.LAB, {"laboratory_id": 1}),
        (Role.REGULATOR, {"bureau": "market", "level": "county"}),
        (Role.REGULATOR, {"bureau": "agriculture", "level": "township", "area": "421223103"}),
        (Role.REGULATOR, {"bureau": "agriculture", "level": "village", "area": "421223103200"}),
        (Role.ADMINISTRATOR, {}),
    ],
)
def test_a_role_with_its_place(role: Role, place: dict[str, int | str]) -> None:
    rules.require_place(role, **(NOWHERE | place))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "place", "field"),
    [
        (Role.CLERK, {}, "producer_id"),
        (Role.CLERK, {"producer_id": 1, "laboratory_id": 1}, "laboratory_id"),
        (Role.LAB, {}, "laboratory_id"),
        (Role.REGULATOR, {"bureau": "market"}, "level"),
        (Role.REGULATOR, {"bureau": "market", "level": "township"}, "area"),
        (Role.REGULATOR, {"bureau": "market", "level": "township", "area": "42122310x"}, "area"),
        (Role.REGULATOR, {"bureau": "market", "level": "county", "area": "421223103"}, "area"),
        (Role.ADMINISTRATOR, {"producer_id": 1}, "producer_id"),
        (Role.ADMINISTRATOR, {"area": "421223103"}, "area"),
    ],
)
def test_a_role_without_its_place_or_with_anothers(role: Role, place: dict[str, int | str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_place(role, **(NOWHERE | place))  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("hours", "used", "disabled", "code"),
    [(1, True, False, "link-used"), (0, False, False, "link-expired"), (1, False, True, "user-disabled")],
)
def test_a_link_opens_once_and_for_a_while(hours: int, used: bool, disabled: bool, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_open_link(NOW, expires_at=NOW + timedelta(hours=hours), used=used, disabled=disabled)
    assert refused.value.code == code


def test_nobody_disables_herself_or_the_last_administrator() -> None:
    with pytest.raises(Refusal, match="自己"):
        rules.require_may_disable(3, by=3, other_administrators=2, role=Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="唯一"):
        rules.require_may_disable(3, by=None, other_administrators=0, role=Role.ADMINISTRATOR)
    rules.require_may_disable(3, by=1, other_administrators=0, role=Role.CLERK)


def test_a_guesser_is_told_how_long_to_wait() -> None:
    rules.require_guess_left(10, 10, NOW + rules.GUESS_WINDOW, NOW)
    with pytest.raises(Refusal) as refused:
        rules.require_guess_left(11, 10, NOW + rules.GUESS_WINDOW, NOW + timedelta(minutes=4, seconds=30))
    assert str(refused.value) == "尝试次数过多，请 11 分钟后再试。"
    assert 630 <= int(str(refused.value.values["retry_after"])) <= 631
