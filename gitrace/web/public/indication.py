"""The geographical indication itself: what the name stands for, who may use its mark, and how to check this site."""

from datetime import date

from babel.dates import format_skeleton
from flask import render_template
from flask_babel import get_locale  # type: ignore[import-untyped]

from gitrace import clock
from gitrace.producers.lawful_users import lawful_users
from gitrace.profile.goods import Cover
from gitrace.profile.values import month_day
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.public import public

_A_LEAP_YEAR = 2024
_LEAP_DAY = (2, 29)


@public.get("/gi")
@may_enter(EVERYONE)
def show_indication() -> str:
    """What is not known to us says so; nothing stands in its place."""
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        profile = present_profile(session)
        users = lawful_users(session, profile, today)
    return render_template(
        "public/indication.html",
        profile=profile,
        users=users,
        today=today,
        form_names=form_names(profile),
        seasons=[(cover, *_window(cover)) for cover in profile.covers],
        townships=[one for one in profile.county.townships if one.grows],
    )


def _window(cover: Cover) -> tuple[str, str]:
    """First and last day of a cover's harvest, in the reader's words."""
    return _of_year(month_day(cover.begins)), _of_year(month_day(cover.ends))


def _of_year(month_and_day: tuple[int, int]) -> str:
    if month_and_day == _LEAP_DAY:  # how the profile writes the last day of February
        return said("2月底")
    return format_skeleton("MMMMd", date(_A_LEAP_YEAR, *month_and_day), locale=get_locale())
