"""What a clerk is warned of at the scale."""

from datetime import date, timedelta

import pytest

from gitrace.deliveries.facts import ScaleFacts
from gitrace.deliveries.warnings import certificate_warning, usual_warning
from gitrace.profile import Outcome, seed_profile

PROFILE = seed_profile()
OLDER = PROFILE.model_copy(update={"weighing": None})
ENDS = date(2026, 8, 31)
SCALE = ScaleFacts("DEM-C1", "1", date(2025, 9, 1), ENDS, 300_000)


def test_three_times_the_usual_weight_is_warned_of() -> None:
    assert usual_warning(149_999, 50_000, PROFILE) is None
    warning = usual_warning(150_000, 50_000, PROFILE)
    assert warning is not None
    assert warning.outcome is Outcome.WARN
    assert str(warning) == "净重 300 斤，是该户平常（100 斤）的 3 倍以上，请核对单位和小数点。"


def test_nothing_is_unusual_while_nothing_is_usual() -> None:
    assert usual_warning(10_000_000, None, PROFILE) is None


@pytest.mark.parametrize(("left", "warned"), [(31, False), (30, True), (0, True), (-1, False)])
def test_a_certificate_is_warned_of_in_its_last_thirty_days(left: int, warned: bool) -> None:
    assert (certificate_warning(SCALE, ENDS - timedelta(days=left), PROFILE) is not None) is warned


def test_a_verification_holds_for_a_year_whatever_its_certificate_says() -> None:
    longer = ScaleFacts("DEM-C1", "1", date(2025, 9, 1), date(2027, 8, 31), 300_000)
    assert certificate_warning(longer, date(2026, 8, 20), PROFILE) is not None


def test_a_profile_from_before_there_were_warnings_gives_none() -> None:
    assert usual_warning(10_000_000, 1, OLDER) is None
    assert certificate_warning(SCALE, ENDS, OLDER) is None
