"""The next safe day of harvest is the day from which the checks before labels pass."""

from datetime import date, timedelta

from cast import TODAY, make_plot, make_record
from hypothesis import given
from hypothesis import strategies as st

from gitrace.deliveries import checks
from gitrace.growers.rules import InputKind, InputRecord
from gitrace.growers.safe_harvest import household_harvests, safe_harvest
from gitrace.profile import Outcome, seed_profile
from gitrace.storage import Store, reading

PROFILE = seed_profile()
DAY = date(2026, 3, 10)


def sprayed(
    started: date = DAY, ended: date | None = DAY, interval: int | None = 7, name: str = "苦参碱"
) -> InputRecord:
    return InputRecord("R1", "P1", InputKind.PESTICIDE, name, "PD0", started, ended, interval)


def test_a_plot_without_pesticides_may_be_dug_any_day() -> None:
    cover = InputRecord("R1", "P1", InputKind.COVER, "稻草", "", DAY, None, None)
    harvest = safe_harvest([cover], DAY, PROFILE)
    assert harvest.safe_from is None
    assert harvest.allows(DAY)


def test_the_longest_wait_counts() -> None:
    harvest = safe_harvest([sprayed(), sprayed(interval=14), sprayed(interval=0)], DAY, PROFILE)
    assert harvest.safe_from == date(2026, 3, 24)
    assert harvest.waits(date(2026, 3, 23))
    assert harvest.allows(date(2026, 3, 24))


def test_an_unknown_interval_has_not_passed() -> None:
    harvest = safe_harvest([sprayed(interval=None), sprayed(name="")], DAY, PROFILE)
    assert harvest.gaps == ("R1", "R1")
    assert not harvest.allows(DAY + timedelta(days=400))


def test_after_a_banned_one_a_year_passes() -> None:
    harvest = safe_harvest([sprayed(name="40% 氧乐果乳油")], DAY, PROFILE)
    assert harvest.safe_from == DAY + timedelta(days=366)
    assert harvest.banned == ("40% 氧乐果乳油",)


days, few = st.dates(date(2025, 9, 1), date(2026, 5, 1)), st.integers(0, 60)


@given(started=days, use=st.integers(0, 9), interval=few, banned=st.booleans(), after=st.integers(0, 500))
def test_it_is_the_first_day_that_the_checks_let_pass(
    started: date, use: int, interval: int, banned: bool, after: int
) -> None:
    ended = started + timedelta(days=use)
    record = sprayed(started, ended, interval, "氧乐果" if banned else "苦参碱")
    day = started + timedelta(days=after)
    harvest = safe_harvest([record], started, PROFILE)
    found = (checks.interval_finding([record], day), checks.banned_finding([record], day, PROFILE))
    assert harvest.allows(day) is all(one.outcome is Outcome.PASS for one in found)


def test_each_plot_of_a_household_has_its_own(store: Store) -> None:
    plot = make_plot(store)
    make_record(store, plot, interval_days=30)
    with reading(store) as session:
        (found,) = household_harvests(session, plot.household_id, TODAY, PROFILE)
    assert (found.plot.id, found.harvest.safe_from) == (plot.id, date(2025, 10, 11))
