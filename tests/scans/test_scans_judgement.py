"""When looks at one label are put before a person: never for a number alone, never for one place or one broadcast."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.profile.copying import COPYING
from gitrace.scans.devices import KEY_DAYS
from gitrace.scans.judgement import Facts, Kind, Lifetime, Look, evidence, judge

# The first day of a key, so that all days of these tests bear the names of one.
FIRST = datetime.fromordinal(date(2026, 3, 20).toordinal() // KEY_DAYS * KEY_DAYS).replace(hour=1, tzinfo=UTC)
IN_USE = Lifetime(FIRST - timedelta(days=1))
REGIONS = ("湖北武汉", "湖南长沙", "江西南昌", "广东广州", "上海", "北京")

looks = st.builds(
    lambda minutes, network: Look(FIRST + timedelta(minutes=minutes), f"n{network}", REGIONS[network % len(REGIONS)]),
    st.integers(0, KEY_DAYS * 1440 - 1000),
    st.integers(0, 12),
)


def day(number: int, network: str, region: str = "湖北武汉") -> Look:
    """Each network at its own minute, so that none passes for the messenger's."""
    return Look(FIRST + timedelta(days=number, minutes=crc32(network.encode()) % 600), network, region)


def judged(found: list[Look], lifetime: Lifetime = IN_USE) -> Facts:
    return judge(found, lifetime, COPYING)


def sold_widely(days: int = 6) -> list[Look]:
    return [day(number, f"n{number}", REGIONS[number % len(REGIONS)]) for number in range(days)] + [
        day(number, f"m{number}", REGIONS[number % len(REGIONS)]) for number in range(2)
    ]


def test_a_pack_that_is_looked_at_everywhere_for_days_is_flagged() -> None:
    facts = judged([*sold_widely(), day(5, "m5", "湖北武汉")])
    assert facts.kinds == (Kind.SPREAD,)
    assert (facts.networks, facts.regions, facts.days) == (9, 6, 6)


@pytest.mark.parametrize(
    "found",
    [
        [day(number, "one") for number in range(30)],
        [day(number, f"n{number}", "湖北武汉") for number in range(30)],
        [day(number, f"n{number}", "") for number in range(30)],
        [day(number % 2, f"n{number}", REGIONS[number % 6]) for number in range(400)],
        [day(number % 5, f"n{number}", REGIONS[number % 6]) for number in range(400)],
        sold_widely(),
    ],
    ids=["one network", "one region", "regions unknown", "two days", "five days", "four networks without two days"],
)
def test_a_number_alone_is_nothing(found: list[Look]) -> None:
    assert not judged(found).flagged


@given(st.lists(looks, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_looks_and_how_often_one_looks_do_not_matter(found: list[Look], chance: Random) -> None:
    twice = [*found, *found]
    chance.shuffle(twice)
    assert judged(twice) == judged(found)


@given(st.lists(looks, max_size=60), looks)
def test_more_evidence_never_unflags_but_by_making_a_day_one_of_the_busiest(found: list[Look], more: Look) -> None:
    bounds = COPYING.model_copy(update={"checker_seconds": COPYING.checker_seconds.model_copy(update={"value": -1})})
    before, after = (judge(some, IN_USE, bounds) for some in (found, [*found, more]))
    assert after.networks >= before.networks
    assert after.regions >= before.regions
    assert after.days >= before.days
    without = bounds.model_copy(update={"busiest_days": bounds.busiest_days.model_copy(update={"value": 0})})
    if judge(found, IN_USE, without).flagged:
        assert judge([*found, more], IN_USE, without).flagged


@given(st.lists(looks, max_size=80))
def test_what_is_flagged_fulfils_every_bound(found: list[Look]) -> None:
    facts = judged(found)
    if facts.flagged:
        assert facts.networks >= 5
        assert facts.regions >= 4
        assert facts.days >= 6


def test_a_second_network_within_half_a_minute_is_the_messengers() -> None:
    sent = day(0, "shopper")
    checker = Look(sent.at + timedelta(seconds=30), "messenger", "广东深圳")
    another = Look(sent.at + timedelta(seconds=31), "another")
    seconds = timedelta(seconds=COPYING.checker_seconds.value)
    assert [unit.network for unit in evidence([checker, sent], seconds)] == ["shopper"]
    assert [unit.network for unit in evidence([another, checker, sent], seconds)] == ["another", "shopper"]


def test_the_name_of_a_network_lasts_for_one_key() -> None:
    whole_season = [day(number, f"name-{number // KEY_DAYS}") for number in range(3 * KEY_DAYS)]
    assert judged(whole_season).networks == 1


def test_a_pack_looked_at_before_its_label_was_in_use_speaks_from_two_networks_on() -> None:
    label = Lifetime(FIRST + timedelta(days=2))
    assert not judged([day(0, "packing house"), day(1, "packing house")], label).flagged
    assert not judged([day(2, "a"), Look(FIRST + timedelta(days=2, hours=-0.5), "b")], label).flagged
    assert judged([day(0, "a"), day(1, "b")], label).kinds == (Kind.EARLY,)
    assert judged([day(0, "a"), day(1, "b")], Lifetime()).kinds == (Kind.EARLY,)


def test_a_pack_looked_at_after_its_label_was_voided_speaks_by_itself() -> None:
    voided = Lifetime(FIRST, FIRST + timedelta(days=1))
    assert not judged([day(0, "a"), day(1, "b")], voided).flagged
    assert judged([day(2, "a")], voided).kinds == (Kind.LATE,)
    assert judged([day(2, "a")], Lifetime(None, FIRST)).kinds == (Kind.LATE,)


def test_a_region_that_the_lot_was_never_shipped_to_speaks_unless_a_courier_goes_everywhere() -> None:
    found = [day(0, "a", "北京"), day(0, "b", "")]
    assert judge(found, IN_USE, COPYING, shipped_to=frozenset({"湖北武汉"})).kinds == (Kind.ELSEWHERE,)
    assert not judge(found, IN_USE, COPYING, shipped_to=frozenset({"北京"})).flagged
    assert not judge(found, IN_USE, COPYING).flagged


def test_a_used_pin_used_again_elsewhere_speaks() -> None:
    assert not judge([], IN_USE, COPYING, pin_uses=[day(0, "a"), day(3, "a")]).flagged
    assert judge([], IN_USE, COPYING, pin_uses=[day(3, "b"), day(0, "a")]).kinds == (Kind.PIN_AGAIN,)
