"""A new version from an old one: what may be typed, what its sources are, from which day it may be."""

from datetime import date, timedelta
from typing import Any

import pytest
from cast import REGULATOR, refused
from pydantic import ValidationError

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.profile import Profile, seed_profile
from gitrace.profile.commands import adopt_edited, newest_version, profile_on, versions
from gitrace.profile.editing import NewVersion, differences, edited, start_of, version_model
from gitrace.profile.items import SECTIONS, items_of
from gitrace.storage import Store, reading
from gitrace.web.language import read_catalogues
from gitrace.work import Actor, writing

LEAD = next(item for item in items_of(seed_profile()) if item.of.startswith("鲜笋 · 铅") and item.words == "最大值")
CAP = "labels__cap_factor"


def typed(**changes: Any) -> Any:
    profile = seed_profile()
    fields = {"from_day": "2030-01-01", "reason": "按新测定的数", **start_of(profile), **changes}
    return version_model(profile).model_validate({name: one for name, one in fields.items() if one != ""})


def changed(**changes: Any) -> Profile:
    return edited(seed_profile(), typed(**changes))


def test_what_is_not_changed_stays_as_it_was() -> None:
    new = changed(**{CAP: "2"})
    assert new.version == 2
    assert [(one.after.name, one.before.value, one.after.value) for one in differences(seed_profile(), new)] == [
        (CAP, "1.5", "2")
    ]


def test_nothing_changed_is_no_version() -> None:
    with pytest.raises(Refusal, match="没有改动"):
        changed(**{CAP: "1.50"})


def test_a_figure_newly_verified_names_its_basis() -> None:
    ticked = {"labels__cap_factor__tag": True}
    with pytest.raises(Refusal) as no:
        changed(**ticked)
    assert (no.value.code, no.value.field) == ("basis-missing", "basis")
    factor = changed(**ticked, basis="县局文件〔2026〕3 号").labels.cap_factor
    assert (factor.tag, factor.source) == ("F", "县局文件〔2026〕3 号")


def test_a_verified_figure_that_is_changed_needs_a_basis_or_is_no_longer_verified() -> None:
    assert LEAD.tag == "F"
    with pytest.raises(Refusal, match="凭据"):
        changed(**{LEAD.name: "0.2"})
    new = changed(**{LEAD.name: "0.2", LEAD.tag_name: False})
    assert new.limits_of("fresh")["lead"].tag == "M"


@pytest.mark.parametrize(
    ("name", "text"), [(CAP, "1,5x"), (CAP, "-1"), ("covers__0__begins", "02-30"), ("labels__of_days", "3.5")]
)
def test_what_does_not_fit_is_said_at_its_field(name: str, text: str) -> None:
    with pytest.raises(ValidationError) as no:
        typed(**{name: text})
    assert [error["loc"][0] for error in no.value.errors()] == [name]


def test_lists_are_typed_with_any_mark_between() -> None:
    new = changed(inputs__banned="毒死蜱，三唑磷 甲拌磷", forms__0__packs_g="500、1000")
    assert new.inputs.banned.value == ("毒死蜱", "三唑磷", "甲拌磷")
    assert new.forms[0].packs_g.value == (500, 1000)


def test_a_version_is_adopted_with_its_reason_for_days_to_come(store: Store) -> None:
    with writing(store, REGULATOR) as work:
        day = shanghai_day(work.now) + timedelta(days=3)
        said = NewVersion(from_day=day, reason="按新测定的数", basis="县局文件")
        adopt_edited(work, changed(**{CAP: "2"}), said, judged_until=date(2020, 1, 1))
    with reading(store) as session:
        (row, why), (_, first) = versions(session)
        assert (row.version, row.from_day) == (2, day)
        assert why is not None
        assert (why.reason, why.basis, why.adopted_by) == ("按新测定的数", "县局文件", REGULATOR.name)
        assert first is None
        factors = [profile_on(session, one).labels.cap_factor.value for one in (day - timedelta(days=1), day)]
    assert [str(one) for one in factors] == ["1.5", "2"]


@pytest.mark.parametrize(
    ("ahead", "judged_ahead", "code"), [(-1, -9, "from-day-past"), (0, 0, "from-day-judged"), (5, 7, "from-day-judged")]
)
def test_no_version_reaches_back_into_goods_that_were_judged(
    store: Store, ahead: int, judged_ahead: int, code: str
) -> None:
    def act(work: Any) -> None:
        today = shanghai_day(work.now)
        said = NewVersion(from_day=today + timedelta(days=ahead), reason="试")
        adopt_edited(work, changed(**{CAP: "2"}), said, judged_until=today + timedelta(days=judged_ahead))

    assert refused(store, REGULATOR, act) == (code, "from_day")


def test_a_version_made_from_an_older_one_is_refused(store: Store) -> None:
    new, said = changed(**{CAP: "2"}), NewVersion(from_day=date(2090, 1, 1), reason="试")
    with writing(store, REGULATOR) as work:
        adopt_edited(work, new, said, judged_until=date.min)
    again = refused(store, REGULATOR, lambda work: adopt_edited(work, new, said, judged_until=date.min))
    assert again == ("version-outdated", None)
    with reading(store) as session:
        assert newest_version(session).version == 2


def test_only_a_regulator_adopts(store: Store) -> None:
    new, said = changed(**{CAP: "2"}), NewVersion(from_day=date(2090, 1, 1), reason="试")
    clerk = Actor("user:5", "clerk", 5, 1)
    assert refused(store, clerk, lambda work: adopt_edited(work, new, said, judged_until=date.min)) == (
        "regulator-only",
        None,
    )


def test_the_figures_of_a_thing_that_share_a_tag_stand_together() -> None:
    tags = [item.tag_name for item in items_of(seed_profile()) if item.tag_steps]
    once = [tag for place, tag in enumerate(tags) if not place or tags[place - 1] != tag]
    assert len(once) == len(set(once))


def test_every_figure_has_its_words_in_both_languages() -> None:
    english = read_catalogues()
    words = {*SECTIONS.values(), *(item.words for item in items_of(seed_profile()))}
    assert [one for one in words if not getattr(english.get(one), "string", "")] == []
