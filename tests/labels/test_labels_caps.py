"""How far labels may run ahead of shoots."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gitrace.labels.caps import Harvest, OnHand, busiest_days, cap_finding
from gitrace.profile import Outcome, seed_profile

PROFILE = seed_profile()
PLENTY = 10_000_000


def harvest(remaining_g: int = PLENTY, days: tuple[int, ...] = (), first: int | None = None) -> Harvest:
    return Harvest(remaining_g, {date(2026, 3, day): grams for day, grams in enumerate(days, 1)}, first)


def outcome(lots: list[OnHand], against: Harvest, **labels: Any) -> Outcome:
    changed = {
        name: PROFILE.labels.__getattribute__(name).model_copy(update={"value": v}) for name, v in labels.items()
    }
    profile = PROFILE.model_copy(update={"labels": PROFILE.labels.model_copy(update=changed)})
    finding = cap_finding(lots, against, profile)
    assert str(finding)
    return finding.outcome


def ahead(labels: int) -> OnHand:
    """So many labels of 500 g over an empty lot."""
    return OnHand(labels, labels * 500, 0)


def test_labels_over_shoots_in_the_lot_are_not_ahead() -> None:
    assert outcome([OnHand(10_000, 5_000_000, 5_000_000)], harvest(0), first_season_labels=0) is Outcome.PASS


def test_what_the_households_may_still_deliver_is_the_first_bound() -> None:
    assert outcome([ahead(100)], harvest(50_000)) is Outcome.PASS
    assert outcome([ahead(101)], harvest(50_000)) is Outcome.FAIL


def test_the_busiest_days_are_the_second() -> None:
    days = (100_000, 300_000, 200_000, 50_000)
    assert busiest_days(days, PROFILE) == 600_000
    assert outcome([ahead(1_800)], harvest(days=days)) is Outcome.PASS
    assert outcome([ahead(1_801)], harvest(days=days)) is Outcome.FAIL


def test_a_first_season_has_the_regulators_figure_or_the_profiles() -> None:
    assert busiest_days((100_000, 300_000), PROFILE) is None
    assert outcome([ahead(2_000)], harvest(days=(1, 1))) is Outcome.PASS
    assert outcome([ahead(2_001)], harvest(days=(1, 1))) is Outcome.FAIL
    assert outcome([ahead(2_001)], harvest(first=3_000)) is Outcome.PASS
    assert outcome([ahead(1)], harvest(first=0)) is Outcome.FAIL


@pytest.mark.parametrize(
    ("against", "labels"),
    [(harvest(), {"first_season_labels": 0}), (harvest(days=(9_000, 9_000, 9_000)), {"cap_factor": Decimal(0)})],
)
def test_a_figure_of_nought_forbids_printing_ahead(against: Harvest, labels: dict[str, Any]) -> None:
    assert outcome([ahead(1)], against, **labels) is Outcome.FAIL


def test_all_open_lots_of_a_producer_count_together() -> None:
    covered = OnHand(100, 50_000, 80_000)
    assert outcome([ahead(60), ahead(60), covered], harvest(50_000)) is Outcome.FAIL
    assert covered.ahead_labels == 0
    assert OnHand(3, 1_500, 1_000).ahead_labels == 1
