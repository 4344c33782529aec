"""Who may be what, which password will do, when a link still opens: plain values in, refusals out."""

import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from gitrace.errors import Refusal
from gitrace.people.roles import PRODUCER, Level, Role

SHORTEST_LOGIN = 3
LONGEST_LOGIN = 32
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LINK_HOURS = 72

GUESS_WINDOW = timedelta(minutes=15)
GUESSES_AT_AN_ACCOUNT = 10
GUESSES_FROM_A_NETWORK = 60
GUESSES_AT_A_FACTOR = 5
"""Whoever guesses here knows the password already: 480 tries a day at three codes in a million."""

FACTOR_ROLES = frozenset({Role.REGULATOR, Role.ADMINISTRATOR})
"""Whose deeds reach beyond one organisation."""
PROOF_LASTS = timedelta(minutes=15)
"""How long after a code weighty deeds go through without another: long enough to certify a stack of plots in one go,
shorter than a lunch during which an office computer stands open."""

_AREA_DIGITS = {Level.COUNTY: 0, Level.TOWNSHIP: 9, Level.VILLAGE: 12}


def fold_login(text: str) -> str:
    """How a login is kept and looked up: width and case do not tell two people apart.

    Raises Refusal("login") when it is not 3 to 32 letters (Chinese ones too), digits, `.`, `_`, `-` or `@`.
    """
    login = unicodedata.normalize("NFKC", text).casefold().strip()
    if not SHORTEST_LOGIN <= len(login) <= LONGEST_LOGIN or not all(one.isalnum() or one in "._-@" for one in login):
        raise Refusal("login", "登录名用 3 至 32 个字母、汉字、数字或 . _ - @，中间不留空格。", "login")
    return login


def require_good_password(password: str, login: str, field: str = "password") -> None:
    """Long, not the login, not one that everybody tries first; what it is made of is the person's own affair.

    Raises Refusal("password-short" | "password-long" | "password-is-login" | "password-common").
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("password-short", "密码至少 {least} 个字符，可以是一句话。", field, least=SHORTEST_PASSWORD)
    if len(password) > LONGEST_PASSWORD:
        raise Refusal("password-long", "密码最多 {most} 个字符。", field, most=LONGEST_PASSWORD)
    plain = password.casefold()
    if not plain.replace(login, "") or len(set(plain)) == 1:
        raise Refusal("password-is-login", "密码不能是登录名，也不能只是一个字符的重复。", field)
    if plain in _common_passwords():
        raise Refusal("password-common", "这个密码太常见，容易被猜到，请换一个。", field)


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())


PLACE_MISSING = "这个角色须填写此项。"


def needed_places(role: Role) -> tuple[str, ...]:
    """The fields by which a role says for whom a user acts."""
    if role is Role.REGULATOR:
        return ("bureau", "level")
    if role is Role.LAB:
        return ("laboratory_id",)
    return ("producer_id",) if role in PRODUCER else ()


def require_place(
    role: Role,
    *,
    producer_id: int | None,
    laboratory_id: int | None,
    bureau: str | None,
    level: str | None,
    area: str | None,
) -> None:
    """A role says for whom a user acts, and nothing beside it.

    Raises Refusal("place-missing" | "place-foreign") at the field.
    """
    needed = needed_places(role)
    given = {"producer_id": producer_id, "laboratory_id": laboratory_id, "bureau": bureau, "level": level}
    for field, value in given.items():
        if field in needed and value is None:
            raise Refusal("place-missing", PLACE_MISSING, field)
        if field not in needed and value is not None:
            raise Refusal("place-foreign", "这个角色不填此项。", field)
    _require_area(level, area)


def _require_area(level: str | None, area: str | None) -> None:
    digits = _AREA_DIGITS[Level(level)] if level else 0
    if len(area or "") != digits or not (area or "0").isdigit():
        raise Refusal("area", "县级和非监管角色不填辖区；乡镇填 9 位代码，村填 12 位代码。", "area")


def require_open_link(now: datetime, *, expires_at: datetime, used: bool, disabled: bool) -> None:
    """Raises Refusal("link-used" | "link-expired" | "user-disabled")."""
    if used:
        raise Refusal("link-used", "这个链接已经用过；忘记密码请联系管理员重发。")
    if now >= expires_at:
        raise Refusal("link-expired", "这个链接已过期，请联系管理员重发。")
    if disabled:
        raise Refusal("user-disabled", "这个账号已停用。")


def require_may_disable(user_id: int, *, by: int | None, other_administrators: int, role: Role) -> None:
    """Nobody locks the house from inside. Raises Refusal("disable-self" | "last-administrator")."""
    if user_id == by:
        raise Refusal("disable-self", "不能停用自己的账号。")
    if role is Role.ADMINISTRATOR and other_administrators == 0:
        raise Refusal("last-administrator", "这是唯一的管理员，不能停用。")


class Due(StrEnum):
    """What somebody who gave her password still owes before she is let in."""

    CODE = "code"
    ENROLMENT = "enrolment"


def due_at_entry(role: Role, *, has_factor: bool, proved_at: datetime | None, required: bool) -> Due | None:
    """Who has a second factor proves it once a sign-in; who ought to have one and has none enrols first."""
    if has_factor:
        return Due.CODE if proved_at is None else None
    return Due.ENROLMENT if required and role in FACTOR_ROLES else None


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether the last proof still covers a weighty deed."""
    return proved_at is not None and now - proved_at < PROOF_LASTS


def require_factor_role(role: Role) -> None:
    """Raises Refusal("no-factor-role")."""
    if role not in FACTOR_ROLES:
        raise Refusal("no-factor-role", "动态验证码只用于监管人员和系统管理员。")


def require_may_reset_factor(user_id: int, *, by: int | None) -> None:
    """One's own is replaced by enrolling anew, which asks for the present one. Raises Refusal("factor-own")."""
    if user_id == by:
        raise Refusal("factor-own", "自己的动态验证码请在“我的账号”中重新绑定。")


def require_guess_left(tries: int, most: int, ends_at: datetime, now: datetime) -> None:
    """The try just counted is one of `most` within the window. Blocked tries do not lengthen the wait, so that nobody
    is locked out for ever. Raises Refusal("too-many-tries") with `minutes` and `retry_after`, seconds.
    """
    if tries > most:
        wait = max(1, int((ends_at - now).total_seconds()) + 1)
        minutes = -(-wait // 60)
        raise Refusal("too-many-tries", "尝试次数过多，请 {minutes} 分钟后再试。", retry_after=wait, minutes=minutes)
