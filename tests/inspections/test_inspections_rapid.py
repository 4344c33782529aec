"""A rapid test: a set of items at once, negative or positive, under a number of its own."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from cast import REGULATOR, lab_of, make_batch, make_laboratory, make_producer, refused
from sqlmodel import select
from standing_clock import Clock

from gitrace.batches.tables import Batch
from gitrace.inspections.covering import reports_covering
from gitrace.inspections.proposals import proposal_of
from gitrace.inspections.queries import ReportFilter, report_lines
from gitrace.inspections.rapid import EnterRapidTest, enter_rapid_test
from gitrace.inspections.tables import Laboratory, Report, ReportItem, ReportKind, Verdict
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.work import writing

DAY = date(2026, 3, 12)


@pytest.fixture
def laboratory(store: Store, the_clock: Clock) -> Laboratory:
    the_clock.set(datetime(2026, 3, 12, 2, tzinfo=UTC))
    return make_laboratory(store)


@pytest.fixture
def producer(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def batch(store: Store, producer: Producer) -> Batch:
    return make_batch(store, producer, packed_on=DAY)


def keyed(laboratory: Laboratory, producer: Producer, **fields: Any) -> EnterRapidTest:
    form: dict[str, Any] = {"item_set": "pesticides", "conclusion": "pass", "tested_on": DAY}
    form |= {"laboratory_id": laboratory.id, "producer_id": producer.id, "from_day": DAY, "until_day": DAY}
    return EnterRapidTest(**form | fields)


def enter(store: Store, laboratory: Laboratory, form: EnterRapidTest, goods: str = "fresh") -> Report:
    with writing(store, lab_of(laboratory)) as work:
        return enter_rapid_test(work, form, goods=goods)


def test_a_negative_is_judged_by_what_the_card_reads(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch
) -> None:
    report = enter(store, laboratory, keyed(laboratory, producer))
    assert (report.kind, report.number, report.recomputed) == (ReportKind.RAPID, "SC260312-001", Verdict.PASS)
    with reading(store) as session:
        items = session.exec(select(ReportItem)).all()
        assert {one.result for one in items} == {"阴性"}
        assert len(items) == 5
        assert [one.kind for one in reports_covering(session, batch)] == [ReportKind.RAPID]
    assert enter(store, laboratory, keyed(laboratory, producer)).number == "SC260312-002"


def test_a_positive_fails_and_proposes_a_hold(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch
) -> None:
    lot = {"lot": batch.lot, "from_day": None, "until_day": None}
    form = keyed(laboratory, producer, conclusion="fail", positive=["phorate"], **lot)
    report = enter(store, laboratory, form)
    assert (report.conclusion, report.recomputed, report.under_review) == ("fail", "fail", False)
    with reading(store) as session:
        assert proposal_of(session, report.id) is not None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"item_set": "unheard-of"}, "unknown-item-set"),
        ({"item_set": "sulphur-dried"}, "unknown-item-set"),
        ({"conclusion": "open"}, "rapid-open"),
        ({"conclusion": "fail"}, "positive-missing"),
        ({"conclusion": "fail", "positive": ["lead"]}, "positive-missing"),
        ({"positive": ["phorate"]}, "positive-passes"),
        ({"producer_id": 99}, "unknown-producer"),
        ({"until_day": None}, "coverage-days"),
    ],
)
def test_what_contradicts_itself(
    store: Store, laboratory: Laboratory, producer: Producer, fields: dict[str, Any], code: str
) -> None:
    form = keyed(laboratory, producer, **fields)
    no = refused(store, lab_of(laboratory), lambda work: enter_rapid_test(work, form, goods="fresh"))
    assert no[0] == code
    no = refused(store, REGULATOR, lambda work: enter_rapid_test(work, keyed(laboratory, producer), goods="fresh"))
    assert no[0] == "report-enterer"


def test_it_stands_among_the_reports(store: Store, laboratory: Laboratory, producer: Producer) -> None:
    enter(store, laboratory, keyed(laboratory, producer))
    with reading(store) as session:
        [line] = report_lines(session, ReportFilter(laboratory_id=laboratory.id))[0]
    assert (line.kind, line.number) == (ReportKind.RAPID, "SC260312-001")
