"""The seed profile says what the field says, and each figure says where it comes from."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import BaseModel, ValidationError

from gitrace.profile import Profile, seed_profile
from gitrace.profile.product import SEED
from gitrace.profile.values import Tag

PROFILE = seed_profile()


def test_the_seed_is_version_one() -> None:
    assert PROFILE.version == 1
    assert PROFILE.indication.name == "崇阳雷竹笋"


def test_what_is_not_known_is_empty_and_stops_the_name() -> None:
    assert PROFILE.indication.announcement_number == ""
    assert PROFILE.basis_on_pack == ""
    assert not any(PROFILE.may_bear_name(form.code) for form in PROFILE.forms)


def test_the_name_needs_a_basis_and_a_form_that_is_covered() -> None:
    fresh = PROFILE.form("fresh").model_copy(update={"covered_by": "鲜笋"})
    told = PROFILE.indication.model_copy(update={"announcement_number": "演示公告 1 号"})
    ready = PROFILE.model_copy(update={"indication": told, "forms": (fresh, *PROFILE.forms[1:])})
    assert ready.may_bear_name("fresh")
    assert not ready.may_bear_name("dried")
    assert not PROFILE.model_copy(update={"forms": ready.forms}).may_bear_name("fresh")


def test_json_carries_it_there_and_back() -> None:
    assert Profile.from_json(PROFILE.to_json()) == PROFILE
    assert Profile.from_json(PROFILE.to_json()).to_json() == PROFILE.to_json()


def test_twelve_townships_grow_shoots_and_the_park_does_not() -> None:
    assert sum(township.grows for township in PROFILE.county.townships) == 12
    assert PROFILE.county.grows_in("421223103")
    assert not PROFILE.county.grows_in("421223570")
    assert not PROFILE.county.grows_in("421221100")
    assert all(PROFILE.county.grows_in(village.code[:9]) for village in PROFILE.county.villages)


@pytest.mark.parametrize(
    ("cover", "day", "inside"),
    [
        ("natural", date(2026, 2, 28), False),
        ("natural", date(2026, 3, 1), True),
        ("natural", date(2026, 4, 30), True),
        ("natural", date(2026, 5, 1), False),
        ("covered", date(2025, 11, 14), False),
        ("covered", date(2025, 11, 15), True),
        ("covered", date(2025, 12, 31), True),
        ("covered", date(2026, 1, 1), True),
        ("covered", date(2026, 2, 28), True),
        ("covered", date(2028, 2, 29), True),
        ("covered", date(2026, 3, 1), False),
    ],
)
def test_a_window_holds_both_its_ends(cover: str, day: date, inside: bool) -> None:
    assert PROFILE.cover(cover).in_window(day) is inside


@pytest.mark.parametrize(
    ("longitude", "inside"),
    [("113.706366", False), ("113.706367", True), ("114.3603", True), ("114.3603001", False), ("112.5", False)],
)
def test_a_longitude_is_compared_exactly(longitude: str, inside: bool) -> None:
    assert PROFILE.county.extent.holds_longitude(Decimal(longitude)) is inside


@pytest.mark.parametrize(
    ("latitude", "inside"),
    [("29.1909999", False), ("29.191", True), ("29.692333", True), ("29.692334", False), ("29.1905", False)],
)
def test_a_latitude_is_compared_exactly(latitude: str, inside: bool) -> None:
    assert PROFILE.county.extent.holds_latitude(Decimal(latitude)) is inside


def test_limits_are_found_by_form_and_item() -> None:
    fresh = PROFILE.limits_of("fresh")
    assert fresh["lead"].most == Decimal("0.1")
    assert fresh["lead"].tag is Tag.FOUND
    assert not fresh["sulphur-dioxide"].may_be_added
    assert PROFILE.limits_of("dried")["dietary-fibre"].least == 22
    assert PROFILE.limits_of("braised") == {}


def test_shortages_follow_one_another_and_agree_where_they_meet() -> None:
    for lower, upper in zip(PROFILE.shortages, PROFILE.shortages[1:], strict=False):
        assert lower.up_to_g == upper.above_g
        at = [(row.share or 0) * upper.above_g + (row.grams or 0) for row in (lower, upper)]
        assert at[0] == at[1]


def test_no_figure_stands_without_a_tag() -> None:
    untagged = [path for path in _figures(PROFILE, "profile") if path != "profile.version"]
    assert untagged == []


def _figures(part: object, path: str, *, tagged: bool = False) -> list[str]:
    """Paths of numbers that neither they nor the row they stand in give a tag."""
    if isinstance(part, BaseModel):
        tagged = tagged or any("tag" in name for name in type(part).model_fields)
        fields = [(getattr(part, name), f"{path}.{name}") for name in type(part).model_fields]
    elif isinstance(part, tuple):
        fields = [(item, f"{path}[{place}]") for place, item in enumerate(part)]
    else:
        number = isinstance(part, int | Decimal) and not isinstance(part, bool)
        return [path] if number and not tagged else []
    return [found for value, where in fields for found in _figures(value, where, tagged=tagged)]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('value = "0.42"', "value = 0.42", "decimal as text"),
        ('west = "113°43′"', 'west = "113.7"', "degrees and minutes"),
        ('begins = "11-15"', 'begins = "11-31"', "day"),
        ('begins = "11-15"', 'beginns = "11-15"', "beginns"),
        ('code = "dried"', 'code = "fresh"', "twice"),
        ('code = "braised"', 'code = "boiled-in-oil"', None),
        ('form = "dried"', 'form = "pickled"', "unknown forms"),
    ],
)
def test_a_wrong_profile_is_told_at_once(old: str, new: str, word: str | None) -> None:
    text = SEED.read_text(encoding="utf-8").replace(old, new, 1)
    if word is None:
        assert Profile.from_toml(text).form("boiled-in-oil")
        return
    with pytest.raises(ValidationError, match=word):
        Profile.from_toml(text)


def test_a_version_in_force_does_not_change() -> None:
    with pytest.raises(ValidationError):
        PROFILE.version = 2  # type: ignore[misc]
