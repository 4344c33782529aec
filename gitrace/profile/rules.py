"""Where growers and producers may sit. Plain values in."""

from datetime import date, timedelta

from gitrace.errors import Refusal
from gitrace.profile.product import Profile


def refuse_growing_township(code: str, profile: Profile, field: str = "township") -> None:
    """Households and plots lie in one of the townships of origin. Raises Refusal("outside-area")."""
    if not profile.county.grows_in(code):
        raise Refusal("outside-area", "乡镇代码 {township} 不在产地范围内。", field, township=code)


def refuse_township(code: str, profile: Profile, field: str = "township") -> None:
    """A producer sits in the county, its industrial park included. Raises Refusal("outside-area")."""
    if profile.county.township(code) is None:
        raise Refusal("outside-area", "乡镇代码 {township} 不在本县。", field, township=code)


def refuse_from_day(from_day: date, *, today: date, judged_until: date, newest: date) -> None:
    """A version is for goods to come: never for a day that is past, on which goods were judged already, or before the
    newest version's own.

    Raises Refusal("from-day-past" | "from-day-judged" | "from-day-early").
    """
    if from_day < today:
        raise Refusal("from-day-past", "施行日期不能早于今天。", "from_day")
    if from_day <= judged_until:
        raise Refusal(
            "from-day-judged",
            "{judged} 的货物已按现行版本判定，施行日期最早为 {earliest}。",
            "from_day",
            judged=judged_until.isoformat(),
            earliest=(judged_until + timedelta(days=1)).isoformat(),
        )
    if from_day < newest:
        raise Refusal(
            "from-day-early", "施行日期不能早于最新一版的施行日期 {newest}。", "from_day", newest=newest.isoformat()
        )
