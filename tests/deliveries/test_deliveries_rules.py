"""Checks before labels: one clause, one finding."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitrace.deliveries import checks, rules
from gitrace.deliveries.facts import Candidate, ScaleFacts
from gitrace.errors import Refusal
from gitrace.growers.rules import InputKind, InputRecord, PlotFacts
from gitrace.profile import Outcome, failures, seed_profile

PROFILE = seed_profile()
DAY = date(2026, 3, 20)
SCALE = ScaleFacts("C1", "P", date(2025, 10, 5), date(2026, 10, 4), 3_000_000)


def make_record(**said: object) -> InputRecord:
    facts: dict[str, object] = {
        "number": "R1",
        "plot": "N1-1",
        "kind": InputKind.PESTICIDE,
        "name": "苦参碱水剂",
        "registration": "演示PD0001",
        "started": date(2026, 1, 9),
        "ended": date(2026, 1, 10),
        "interval_days": 7,
    }
    return InputRecord(**(facts | said))  # type: ignore[arg-type]


def make_candidate(
    code: str = "N1-1", *inputs: InputRecord, left_g: int = 300_000, township: str = "421223103"
) -> Candidate:
    plot = PlotFacts(code, "N1", township, Decimal(1), Decimal(300))
    return Candidate(plot, inputs, left_g)


def judged(*among: Candidate, cover: str = "natural", day: date = DAY, scale: ScaleFacts = SCALE) -> list[str]:
    return failures(rules.judge_delivery(among=among, cover=cover, day=day, scale=scale, profile=PROFILE))


COVER = make_record(kind=InputKind.COVER, name="稻草", started=date(2025, 11, 5))


def test_a_clean_delivery_passes_every_clause() -> None:
    findings = rules.judge_delivery(among=[make_candidate()], cover="natural", day=DAY, scale=SCALE, profile=PROFILE)
    assert {finding.outcome for finding in findings} == {Outcome.PASS}
    assert len({finding.code for finding in findings}) == len(findings) == 7
    assert all(str(finding) and finding.clause for finding in findings)


def test_season_and_cover_are_judged_apart() -> None:
    bare, covered = make_candidate(), make_candidate("N1-1", COVER)
    assert judged(bare, cover="covered", day=date(2026, 3, 5)) == ["cover-record", "season"]
    assert judged(covered, cover="covered", day=date(2026, 3, 5)) == ["season"]
    assert judged(bare, cover="covered", day=date(2025, 12, 20)) == ["cover-record"]
    assert judged(covered, cover="covered", day=date(2025, 12, 20)) == []


def test_natural_shoots_may_come_from_a_covered_plot() -> None:
    assert judged(make_candidate("N1-1", COVER)) == []


@pytest.mark.parametrize(
    ("ended", "interval", "fails"),
    [
        (date(2026, 3, 13), 7, False),
        (date(2026, 3, 14), 7, True),
        (date(2026, 3, 19), 0, False),
        (date(2026, 3, 20), 0, True),
        (date(2026, 3, 25), 0, True),
    ],
)
def test_the_interval_counts_from_the_last_day_of_use(ended: date, interval: int, fails: bool) -> None:
    record = make_record(started=date(2026, 3, 10), ended=ended, interval_days=interval)
    assert judged(make_candidate("N1-1", record)) == (["pre-harvest-interval"] if fails else [])


def test_a_spraying_that_begins_later_is_not_judged() -> None:
    later = make_record(started=date(2026, 3, 21), ended=None, name="毒死蜱")
    assert judged(make_candidate("N1-1", later)) == []


@pytest.mark.parametrize("gap", [{"registration": ""}, {"ended": None}, {"interval_days": None}])
def test_a_gap_in_a_pesticide_record_fails_in_any_season(gap: dict[str, object]) -> None:
    assert judged(make_candidate("N1-1", make_record(**gap))) == ["production-record"]
    old = {"started": date(2023, 1, 9), "ended": date(2023, 1, 10)} | gap
    assert judged(make_candidate("N1-1", make_record(**old))) == ["production-record"]


def test_an_incomplete_record_with_end_and_interval_is_judged_for_both() -> None:
    record = make_record(registration="", started=date(2026, 3, 18), ended=date(2026, 3, 18))
    assert judged(make_candidate("N1-1", record)) == ["pre-harvest-interval", "production-record"]


@pytest.mark.parametrize("name", ["40%毒死蜱乳油", "氯氰·毒死蜱乳油", "毒 死　蜱", "甲拌磷颗粒剂"])
@pytest.mark.parametrize(("days", "fails"), [(365, True), (366, False)])
def test_a_banned_pesticide_fails_for_a_year(name: str, days: int, fails: bool) -> None:
    started = DAY - timedelta(days=days)
    record = make_record(name=name, started=started, ended=started, interval_days=0)
    assert judged(make_candidate("N1-1", record)) == (["banned-input"] if fails else [])


def test_fertiliser_and_cover_are_not_judged_as_pesticides() -> None:
    record = make_record(kind=InputKind.FERTILISER, name="含毒死蜱药肥", registration="", interval_days=None)
    assert judged(make_candidate("N1-1", record)) == []


@pytest.mark.parametrize(
    ("verified", "until", "day", "fails"),
    [
        (date(2026, 3, 20), date(2027, 3, 19), date(2026, 3, 20), False),
        (date(2026, 3, 20), date(2027, 3, 19), date(2026, 3, 19), True),
        (date(2025, 6, 1), date(2026, 3, 21), date(2026, 3, 21), False),
        (date(2025, 6, 1), date(2026, 3, 21), date(2026, 3, 22), True),
        (date(2025, 3, 10), date(2028, 1, 1), date(2026, 3, 10), False),
        (date(2025, 3, 10), date(2028, 1, 1), date(2026, 3, 11), True),
    ],
)
def test_a_verification_lasts_to_its_end_and_a_year_at_most(
    verified: date, until: date, day: date, fails: bool
) -> None:
    scale = ScaleFacts("C1", "P", verified, until, 3_000_000)
    assert judged(make_candidate(), scale=scale, day=day) == (["scale-lapsed"] if fails else [])


def test_the_worst_candidate_counts() -> None:
    sprayed = make_record(started=DAY, ended=DAY)
    assert judged(make_candidate(), make_candidate("N1-2", sprayed)) == ["pre-harvest-interval"]


def test_a_plot_outside_the_area_fails() -> None:
    assert judged(make_candidate(township="421221100")) == ["outside-area"]


def test_without_a_plot_those_of_the_cover_type_are_candidates() -> None:
    bare, covered = make_candidate("N1-1"), make_candidate("N1-2", COVER)
    assert rules.candidates([covered, bare], "natural", DAY, PROFILE) == (bare,)
    assert rules.candidates([covered, bare], "covered", DAY, PROFILE) == (covered,)
    assert rules.candidates([covered], "natural", DAY, PROFILE) == (covered,)
    assert rules.candidates([make_candidate("N1-9"), bare], "covered", DAY, PROFILE) == (bare, make_candidate("N1-9"))


def test_plots_are_debited_in_order_each_to_its_end() -> None:
    among = [make_candidate("A", left_g=5), make_candidate("B", left_g=0), make_candidate("C", left_g=9)]
    assert rules.debits(among, 5) == (("A", 5),)
    assert rules.debits(among, 14) == (("A", 5), ("C", 9))
    with pytest.raises(Refusal) as no:
        rules.debits(among, 15)
    assert no.value.code == "yield-exceeded"


@given(st.lists(st.integers(0, 50), max_size=5), st.integers(1, 200))
def test_debits_take_all_of_the_net_or_nothing(left: list[int], net: int) -> None:
    among = [make_candidate(str(place), left_g=grams) for place, grams in enumerate(left)]
    if net > sum(left):
        with pytest.raises(Refusal):
            rules.debits(among, net)
        return
    taken = rules.debits(among, net)
    assert sum(grams for _, grams in taken) == net
    assert all(0 < grams <= left[int(code)] for code, grams in taken)


@pytest.mark.parametrize(
    ("used", "outcome"), [(950, Outcome.PASS), (951, Outcome.WARN), (1000, Outcome.WARN), (1001, Outcome.FAIL)]
)
def test_little_yield_left_is_warned_of(used: int, outcome: Outcome) -> None:
    assert checks.yield_finding(1000, used, PROFILE).outcome is outcome


@pytest.mark.parametrize(("hours", "outcome"), [(0, Outcome.PASS), (48, Outcome.PASS), (48.1, Outcome.FAIL)])
def test_shoots_are_poured_within_two_days(hours: float, outcome: Outcome) -> None:
    weighed = datetime(2026, 3, 20, 0, 0, tzinfo=UTC)
    assert checks.age_finding(weighed, weighed + timedelta(hours=hours), PROFILE).outcome is outcome
