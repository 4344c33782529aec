"""Names of townships and forms as options and as words, from the profile in force today."""

from sqlmodel import Session

from gitrace import clock
from gitrace.profile import Profile
from gitrace.profile.commands import profile_on
from gitrace.web.language import asked_language


def present_profile(session: Session) -> Profile:
    """The profile in force today."""
    return profile_on(session, clock.shanghai_day(clock.now()))


def township_names(profile: Profile, *, growing: bool = False) -> dict[str, str]:
    """Code to name in the reader's language; `growing`: only where shoots grow."""
    english = asked_language() == "en"
    townships = [one for one in profile.county.townships if one.grows or not growing]
    return {one.code: one.name_en if english else one.name for one in townships}


def item_names(profile: Profile, form: str) -> dict[str, str]:
    """Code to name of the tested items that a form has limits for, in the reader's language."""
    english = asked_language() == "en"
    return {one.item: one.name_en if english else one.name for one in profile.limits_of(form).values()}


def form_names(profile: Profile) -> dict[str, str]:
    """Code to name of the product's forms in the reader's language."""
    english = asked_language() == "en"
    return {form.code: form.name_en if english else form.name for form in profile.forms}


def cover_names(profile: Profile) -> dict[str, str]:
    """Code to name of the cover types in the reader's language."""
    english = asked_language() == "en"
    return {cover.code: cover.name_en if english else cover.name for cover in profile.covers}
