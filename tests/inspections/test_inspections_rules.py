"""A report's verdict recomputed, who may enter one, what it may cover, what it means for labels."""

from datetime import date

import pytest

from gitrace.errors import Refusal
from gitrace.inspections import rules
from gitrace.inspections.rules import ReportFacts, Result
from gitrace.inspections.tables import EnteredBy, ReportKind, Review, Verdict
from gitrace.people.roles import Role
from gitrace.profile import Outcome, seed_profile
from gitrace.work import SYSTEM, Actor

LIMITS = seed_profile().limits_of("fresh")
LAB = Actor("user:9", Role.LAB, 9, laboratory_id=2)
CLERK = Actor("user:3", Role.CLERK, 3, producer_id=7)


def overall(*results: tuple[str, str]) -> Verdict:
    return rules.recompute([Result(item, result, "mg/kg", "0.001") for item, result in results], LIMITS)[1]


def test_one_failing_item_fails_the_report() -> None:
    assert overall(("lead", "0.05"), ("cadmium", "0.06")) is Verdict.FAIL


def test_one_open_item_leaves_it_open_unless_another_fails() -> None:
    assert overall(("lead", "合格"), ("cadmium", "0.01")) is Verdict.OPEN
    assert overall(("lead", "合格"), ("cadmium", "0.06")) is Verdict.FAIL


def test_items_without_a_limit_do_not_decide() -> None:
    assert overall(("lead", "0.05"), ("teflubenzuron", "0.3")) is Verdict.PASS
    assert overall(("teflubenzuron", "0.3")) is Verdict.OPEN


def test_a_confirmed_failure_stands_whatever_the_laboratory_wrote() -> None:
    assert rules.standing_verdict(Verdict.PASS, None) is Verdict.PASS
    assert rules.standing_verdict(Verdict.PASS, Review.ACCEPTED) is Verdict.PASS
    assert rules.standing_verdict(Verdict.PASS, Review.FAILURE) is Verdict.FAIL


def test_a_laboratory_enters_its_own_and_a_producer_uploads_its_own() -> None:
    assert rules.entered_by(LAB, laboratory_id=2, producer_id=7) is EnteredBy.LABORATORY
    assert rules.entered_by(CLERK, laboratory_id=2, producer_id=7) is EnteredBy.PRODUCER
    assert rules.entered_by(SYSTEM, laboratory_id=2, producer_id=7) is EnteredBy.PRODUCER


@pytest.mark.parametrize(
    ("actor", "laboratory_id", "producer_id", "code"),
    [
        (LAB, 3, 7, "not-your-laboratory"),
        (CLERK, 2, 8, "not-yours"),
        (Actor("user:1", Role.REGULATOR, 1), 2, 7, "report-enterer"),
    ],
)
def test_nobody_else_enters_one(actor: Actor, laboratory_id: int, producer_id: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.entered_by(actor, laboratory_id=laboratory_id, producer_id=producer_id)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("sampled", "issued", "code"),
    [
        (date(2026, 3, 10), date(2026, 3, 9), "sampled-after-issue"),
        (date(2026, 3, 9), date(2026, 3, 13), "issued-in-future"),
    ],
)
def test_dates_follow_each_other(sampled: date, issued: date, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_dates(sampled_on=sampled, issued_on=issued, today=date(2026, 3, 12))
    assert refused.value.code == code


FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)


@pytest.mark.parametrize(
    ("lot", "from_day", "until_day", "plots", "code"),
    [
        (None, None, None, False, "coverage-missing"),
        (None, None, None, True, "coverage-missing"),
        ("CY260312A001", FIRST, LAST, False, "coverage-twice"),
        ("CY260312A001", None, None, True, "coverage-twice"),
        (None, FIRST, None, False, "coverage-days"),
        (None, LAST, FIRST, False, "coverage-days"),
        (None, date(2025, 1, 1), LAST, False, "coverage-too-long"),
    ],
)
def test_a_report_covers_a_lot_or_a_period(
    lot: str | None, from_day: date | None, until_day: date | None, plots: bool, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        rules.require_coverage(lot=lot, from_day=from_day, until_day=until_day, plots=plots)
    assert refused.value.code == code


def test_coverage_of_one_kind_passes() -> None:
    rules.require_coverage(lot="CY260312A001", from_day=None, until_day=None, plots=False)
    rules.require_coverage(lot=None, from_day=FIRST, until_day=LAST, plots=True)


def a_report(**values: object) -> ReportFacts:
    fields: dict[str, object] = {
        "number": "R1",
        "kind": ReportKind.REPORT,
        "entered_by": EnteredBy.LABORATORY,
        "conclusion": Verdict.PASS,
        "review": None,
        "under_review": False,
    }
    return ReportFacts(**(fields | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reports", "in_use", "outcome"),
    [
        ([a_report()], True, Outcome.PASS),
        ([], False, Outcome.WARN),
        ([], True, Outcome.FAIL),
        ([a_report(kind=ReportKind.RAPID)], True, Outcome.FAIL),
        ([a_report(entered_by=EnteredBy.PRODUCER)], True, Outcome.WARN),
        ([a_report(conclusion=Verdict.OPEN)], True, Outcome.FAIL),
        ([a_report(), a_report(under_review=True)], False, Outcome.FAIL),
        ([a_report(), a_report(conclusion=Verdict.FAIL)], False, Outcome.FAIL),
        ([a_report(), a_report(kind=ReportKind.RAPID, conclusion=Verdict.FAIL)], False, Outcome.FAIL),
        ([a_report(review=Review.FAILURE)], False, Outcome.FAIL),
        ([a_report(review=Review.ACCEPTED)], True, Outcome.PASS),
    ],
)
def test_what_reports_mean_for_labels(reports: list[ReportFacts], in_use: bool, outcome: Outcome) -> None:
    finding = rules.report_finding(reports, needed=True, in_use=in_use)
    assert finding.outcome is outcome
    assert str(finding)


def test_where_the_profile_asks_none_none_is_missing() -> None:
    assert rules.report_finding([], needed=False, in_use=True).outcome is Outcome.PASS
    assert rules.report_finding([a_report(under_review=True)], needed=False, in_use=True).outcome is Outcome.FAIL
