"""Results as laboratories write them, judged by the profile's limits."""

from decimal import Decimal

import pytest

from gitrace.inspections.results import Reading, judge_item, read_result
from gitrace.inspections.tables import Verdict
from gitrace.profile import seed_profile

FRESH = seed_profile().limits_of("fresh")
DRIED = seed_profile().limits_of("dried")


@pytest.mark.parametrize(
    ("result", "detection_limit", "reading"),
    [
        ("0.05", None, Reading(value=Decimal("0.05"))),
        (" ０.０５ ", None, Reading(value=Decimal("0.05"))),
        ("＜0.01", None, Reading(below=Decimal("0.01"))),
        ("<0.01", "0.5", Reading(below=Decimal("0.01"))),
        ("未检出", "0.01", Reading(below=Decimal("0.01"))),
        ("未检出", "＜0.01", Reading(below=Decimal("0.01"))),
        ("未检出（＜0.01）", None, Reading(below=Decimal("0.01"))),
        ("ND", "0.01", Reading(below=Decimal("0.01"))),
        ("n.d.", "0.01", Reading(below=Decimal("0.01"))),
        ("＜LOD", "0.01", Reading(below=Decimal("0.01"))),
        ("<loq", "0.01", Reading(below=Decimal("0.01"))),
        ("未检出", None, Reading()),
        ("未添加", None, Reading()),
        ("阳性", "0.02", Reading(above=Decimal("0.02"))),
        ("阳性", None, Reading(above=Decimal(0))),
    ],
)
def test_a_result_is_read_as_printed(result: str, detection_limit: str | None, reading: Reading) -> None:
    assert read_result(result, detection_limit) == reading


@pytest.mark.parametrize("result", ["", "合格", "1e-3", "-1", "<", "0.05 mg/kg", "未检", "<0.0.1", "NaN"])
def test_what_cannot_be_read_is_not_guessed(result: str) -> None:
    assert read_result(result) is None


def judged(item: str, result: str, detection_limit: str | None = None, unit: str | None = None) -> Verdict:
    limit = FRESH[item]
    return judge_item(limit, result=result, unit=unit or limit.unit, detection_limit=detection_limit)


def test_a_positive_fails_where_its_card_reads_as_far_as_the_limit() -> None:
    assert judged("lead", "阳性", "0.1") is Verdict.FAIL
    assert judged("lead", "阳性", "0.05") is Verdict.OPEN
    assert judged("protein", "阳性", "2.0") is Verdict.PASS
    assert judged("sulphur-dioxide", "阳性") is Verdict.FAIL


def test_the_limit_itself_is_kept() -> None:
    assert judged("lead", "0.1") is Verdict.PASS
    assert judged("lead", "0.10") is Verdict.PASS
    assert judged("lead", "0.1000000001") is Verdict.FAIL


def test_nothing_detected_is_judged_by_the_detection_limit() -> None:
    assert judged("lead", "未检出", "0.02") is Verdict.PASS
    assert judged("lead", "未检出", "0.1") is Verdict.PASS


def test_a_detection_limit_above_the_limit_cannot_be_judged() -> None:
    assert judged("lead", "未检出", "0.2") is Verdict.OPEN
    assert judged("lead", "＜0.2") is Verdict.OPEN
    assert judged("lead", "未检出") is Verdict.OPEN


def test_a_least_content_not_reached_fails() -> None:
    assert judged("protein", "2.0") is Verdict.PASS
    assert judged("protein", "1.9") is Verdict.FAIL
    assert judged("protein", "未检出", "0.5") is Verdict.FAIL
    assert judged("protein", "未检出", "2.5") is Verdict.OPEN


def test_what_may_not_be_added_passes_only_when_none_is_found() -> None:
    assert judged("sulphur-dioxide", "未添加") is Verdict.PASS
    assert judged("sulphur-dioxide", "未检出", "0.01") is Verdict.PASS
    assert judged("sulphur-dioxide", "0") is Verdict.PASS
    assert judged("sulphur-dioxide", "0.001") is Verdict.FAIL


def test_a_band_has_two_ends() -> None:
    def fibre(result: str) -> Verdict:
        return judge_item(DRIED["dietary-fibre"], result=result, unit="%")

    assert [fibre("21.9"), fibre("22"), fibre("30"), fibre("30.1")] == [
        Verdict.FAIL,
        Verdict.PASS,
        Verdict.PASS,
        Verdict.FAIL,
    ]


@pytest.mark.parametrize(
    ("result", "unit", "verdict"),
    [
        ("100", "μg/kg", Verdict.PASS),
        ("100.1", "ug/kg", Verdict.FAIL),
        ("0.0001", "g/kg", Verdict.PASS),
        ("0.09", "MG/KG", Verdict.PASS),
        ("0.09", "mg/L", Verdict.OPEN),
        ("0.09", "", Verdict.OPEN),
    ],
)
def test_shares_of_mass_are_turned_into_the_limits_unit(result: str, unit: str, verdict: Verdict) -> None:
    assert judge_item(FRESH["lead"], result=result, unit=unit) is verdict


def test_an_item_without_a_limit_is_open() -> None:
    assert judge_item(None, result="0.05", unit="mg/kg") is Verdict.OPEN
