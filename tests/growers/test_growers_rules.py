"""Rules of households, plots and production records."""

from datetime import date
from decimal import Decimal

import pytest

from gitrace.errors import Refusal
from gitrace.growers import rules
from gitrace.growers.rules import InputKind, InputRecord
from gitrace.identifiers.days import refuse_backward, refuse_future
from gitrace.profile import Outcome, seed_profile
from gitrace.profile.rules import refuse_growing_township, refuse_township

PROFILE = seed_profile()


def _cover(started: date) -> InputRecord:
    return InputRecord("R1", "P1", InputKind.COVER, "稻草", "", started, None, None)


@pytest.mark.parametrize(
    ("day", "season"),
    [(date(2025, 8, 31), 2025), (date(2025, 9, 1), 2026), (date(2026, 8, 31), 2026), (date(2026, 11, 1), 2027)],
)
def test_a_season_is_named_after_the_year_it_ends_in(day: date, season: int) -> None:
    assert rules.season_of(day, PROFILE) == season
    first, last = rules.season_days(season, PROFILE)
    assert first <= day <= last


def test_certified_grams_are_exact() -> None:
    assert rules.certified_grams(Decimal("2.8"), Decimal("667")) == 1_867_600
    assert rules.certified_grams(Decimal("0.1"), Decimal("0.3")) == 30
    assert rules.certified_grams(Decimal("0.0011"), Decimal("0.9")) == 0


@pytest.mark.parametrize("area", [None, Decimal(0), Decimal(-3)])
def test_an_area_is_above_zero(area: Decimal | None) -> None:
    with pytest.raises(Refusal) as no:
        rules.refuse_area(area)
    assert (no.value.code, no.value.field) == ("invalid-area", "area_mu")


@pytest.mark.parametrize(
    ("kg", "code"),
    [(None, "invalid-yield"), ("0", "invalid-yield"), ("-1", "invalid-yield"), ("3000.01", "yield-implausible")],
)
def test_a_yield_is_a_number_one_can_believe(kg: str | None, code: str) -> None:
    with pytest.raises(Refusal) as no:
        rules.refuse_certified_yield(None if kg is None else Decimal(kg), PROFILE)
    assert no.value.code == code


@pytest.mark.parametrize(("kg", "outcome"), [("1500", Outcome.PASS), ("1500.1", Outcome.WARN), ("3000", Outcome.WARN)])
def test_a_high_yield_is_warned_of(kg: str, outcome: Outcome) -> None:
    rules.refuse_certified_yield(Decimal(kg), PROFILE)
    assert rules.plausible_yield(Decimal(kg), PROFILE).outcome is outcome


def test_shoots_grow_in_twelve_townships_and_processors_sit_in_thirteen() -> None:
    refuse_growing_township("421223103", PROFILE)
    refuse_township("421223570", PROFILE)
    for check, code in ((refuse_growing_township, "421223570"), (refuse_township, "421221100")):
        with pytest.raises(Refusal) as no:
            check(code, PROFILE)
        assert no.value.code == "outside-area"


def test_plots_fill_a_contract_to_the_last_decimal_and_no_further() -> None:
    rules.refuse_beyond_contract(Decimal("0.3"), Decimal("0.1"), Decimal("0.2"))
    with pytest.raises(Refusal, match="承包面积") as no:
        rules.refuse_beyond_contract(Decimal("0.3"), Decimal("0.1"), Decimal("0.20001"))
    assert no.value.code == "area-exceeds-contract"


def test_what_is_recorded_has_happened() -> None:
    today = date(2026, 11, 1)
    refuse_future(today, today, "started")
    with pytest.raises(Refusal) as no:
        refuse_future(date(2026, 11, 2), today, "started")
    assert (no.value.code, no.value.field) == ("future-date", "started")


def test_an_end_may_be_its_start_but_not_before() -> None:
    refuse_backward(date(2026, 1, 9), date(2026, 1, 9), "ended")
    with pytest.raises(Refusal) as no:
        refuse_backward(date(2026, 1, 9), date(2026, 1, 8), "ended")
    assert no.value.code == "invalid-date"


@pytest.mark.parametrize(
    ("laid", "found"),
    [(date(2025, 12, 20), True), (date(2025, 12, 21), False), (date(2025, 9, 1), True), (date(2025, 8, 31), False)],
)
def test_a_cover_counts_in_its_season_from_the_day_it_is_begun(laid: date, found: bool) -> None:
    assert (rules.cover_laid([_cover(laid)], date(2025, 12, 20), PROFILE) is not None) is found
