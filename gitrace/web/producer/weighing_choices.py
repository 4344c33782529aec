"""What the forms of a weighing offer, and who may open them."""

from typing import Any

from sqlmodel import Session

from gitrace.people.roles import Role
from gitrace.producers.queries import scales_of
from gitrace.profile import Profile
from gitrace.web.entrance import signed_in
from gitrace.web.language import asked_language, said
from gitrace.web.parts.places import present_profile
from gitrace.web.producer.profile import own_id

UNITS = {"斤": "斤", "公斤": "公斤"}
DISPLAYED = {"jin": "斤", "kg": "公斤"}
DUG = {"today": "今天挖的", "yesterday": "昨天挖的", "": "没有问"}
DUG_THEN = {"today": "当天挖的", "yesterday": "前一天挖的", "": "没有问"}
"""The same of a weighing of another day."""


def weighs() -> bool:
    """Whether the person at the door weighs in, so that pages offer her no door that is shut to her."""
    return signed_in().role in (Role.CLERK, Role.MANAGER)


def weighing_choices(session: Session) -> dict[str, Any]:
    """What the selects and radio buttons of a weighing offer."""
    profile = present_profile(session)
    return {
        "scales": scales_of(session, own_id()),
        "displayed": DISPLAYED,
        "units": UNITS,
        "covers": cover_names(profile),
        "grades": grade_names(profile),
        "dug": DUG_THEN,
    }


def scale_words(number: str, unit: str) -> str:
    """A scale as a select names it, with the unit of its display."""
    return f"{number}（{said(DISPLAYED[unit])}）"


def cover_names(profile: Profile) -> dict[str, str]:
    """Cover types by code, in the reader's language."""
    return {cover.code: cover.name_en if asked_language() == "en" else cover.name for cover in profile.covers}


def grade_names(profile: Profile) -> dict[str, str]:
    """Grades by code, in the reader's language."""
    return {grade.code: grade.name_en if asked_language() == "en" else grade.name for grade in profile.grades}
