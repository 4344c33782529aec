"""Laboratories and their reports: entered, covering, corrected, reviewed."""

from datetime import timedelta

import pytest
from cast import (
    REGULATOR,
    clerk_of,
    lab_of,
    make_laboratory,
    make_plot,
    make_producer,
    make_report,
    refused,
    reported,
    tags_of,
)
from sqlmodel import select

from gitrace import clock
from gitrace.batches.opening import OpenBatch, open_batch
from gitrace.batches.tables import Batch
from gitrace.errors import Refusal
from gitrace.inspections.commands import RegisterLaboratory, ReviewReport, register_laboratory, review_report
from gitrace.inspections.covering import covered_lots, public_reports, reports_covering
from gitrace.inspections.files import keep_pdf
from gitrace.inspections.queries import ReportFilter, ReportSort, report_lines, report_sheet, stored_files
from gitrace.inspections.tables import EnteredBy, Laboratory, Report, ReportItem, Review, Verdict
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.storage.files import StoredFile
from gitrace.work import writing

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
TODAY = clock.shanghai_day(clock.now())
DIFFERING = {"items": [reported("lead", "0.3")], "conclusion": "pass"}


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store)


@pytest.fixture
def producer(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def batch(store: Store, producer: Producer) -> Batch:
    with writing(store, REGULATOR) as work:
        return open_batch(work, OpenBatch(cover="natural", packed_on=TODAY), producer_id=producer.id)


def code_of(store: Store, producer: Producer, **fields: object) -> str:
    with pytest.raises(Refusal) as no:
        make_report(store, producer, **fields)  # type: ignore[arg-type]
    return no.value.code


def covering(store: Store, batch: Batch) -> list[str]:
    with reading(store) as session:
        return [one.number for one in reports_covering(session, batch)]


def test_a_laboratory_is_registered_once_and_by_the_regulator(store: Store, producer: Producer) -> None:
    form = RegisterLaboratory(name="演示检测", cma_number="dem 0001")
    with writing(store, REGULATOR) as work:
        made = register_laboratory(work, form)
    assert made.cma_number == "DEM0001"
    assert tags_of(store, f"laboratory:{made.id}") == ["laboratory.registered/1"]
    assert refused(store, REGULATOR, lambda work: register_laboratory(work, form))[0] == "laboratory-known"
    assert refused(store, clerk_of(producer), lambda work: register_laboratory(work, form))[0] == "regulator-only"


def test_a_report_is_recomputed_and_touches_what_it_covers(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch
) -> None:
    items = [reported("lead", "未检出", detection_limit="0.01"), reported("teflubenzuron", "0.2")]
    report = make_report(store, producer, laboratory=laboratory, items=items, lot=batch.lot)
    assert (report.recomputed, report.under_review, report.entered_by) == (Verdict.PASS, False, EnteredBy.LABORATORY)
    for subject in (
        f"report:{report.id}",
        f"lot:{batch.lot}",
        f"laboratory:{laboratory.id}",
        f"producer:{producer.id}",
    ):
        assert tags_of(store, subject)[-1] == "report.entered/1"
    with reading(store) as session:
        assert [one.recomputed for one in session.exec(select(ReportItem).order_by(ReportItem.id))] == ["pass", "open"]
        assert covered_lots(session, report) == [batch.lot]
        [shown] = public_reports(session, batch)
    assert (shown.laboratory, shown.conclusion, shown.number) == (laboratory.name, "pass", report.number)


def test_a_difference_waits_for_the_regulator_and_is_not_public(store: Store, producer: Producer, batch: Batch) -> None:
    report = make_report(store, producer, **DIFFERING)
    assert (report.recomputed, report.under_review) == (Verdict.FAIL, True)
    with reading(store) as session:
        assert public_reports(session, batch) == []
        assert [one.under_review for one in reports_covering(session, batch)] == [True]


@pytest.mark.parametrize(("decision", "stands"), [(Review.ACCEPTED, "pass"), (Review.FAILURE, "fail")])
def test_the_regulator_decides_a_difference(
    store: Store, producer: Producer, batch: Batch, decision: Review, stands: str
) -> None:
    report = make_report(store, producer, **DIFFERING)
    form = ReviewReport(decision=decision, reason="已核对原件")
    stranger = clerk_of(producer)
    assert refused(store, stranger, lambda work: review_report(work, report.id, form))[0] == "regulator-only"
    with writing(store, REGULATOR) as work:
        review_report(work, report.id, form)
    assert refused(store, REGULATOR, lambda work: review_report(work, report.id, form))[0] == "not-under-review"
    assert refused(store, REGULATOR, lambda work: review_report(work, 99, form))[0] == "unknown-report"
    assert "report.reviewed/1" in tags_of(store, f"lot:{batch.lot}")[-2:]
    with reading(store) as session:
        assert [one.verdict for one in reports_covering(session, batch)] == [stands]
        assert len(public_reports(session, batch)) == (decision is Review.ACCEPTED)


def test_a_report_covers_its_days_its_form_and_its_producer_alone(
    store: Store, producer: Producer, batch: Batch
) -> None:
    near = {"from_day": TODAY, "until_day": TODAY}
    make_report(store, producer, number="A", **near)
    make_report(store, producer, number="B", form="boiled", **near)
    make_report(store, make_producer(store), number="C", **near)
    yesterday = TODAY - timedelta(days=1)
    make_report(store, producer, number="D", from_day=yesterday, until_day=yesterday)
    assert covering(store, batch) == ["A"]


def test_a_report_on_plots_does_not_cover_a_lot_of_nothing(store: Store, producer: Producer, batch: Batch) -> None:
    make_report(store, producer, plots=[make_plot(store).number])
    assert covering(store, batch) == []
    assert code_of(store, producer, plots=["NOWHERE"]) == "unknown-plot"


def test_a_corrected_report_takes_the_others_place(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch
) -> None:
    wrong = make_report(store, producer, laboratory=laboratory, number="A", **DIFFERING)
    right = make_report(store, producer, laboratory=laboratory, number="A-更正", replaces=wrong.id)
    assert covering(store, batch) == ["A-更正"]
    assert tags_of(store, f"report:{wrong.id}") == ["report.entered/1", "hold.proposed/1", "report.entered/1"]
    assert code_of(store, producer, replaces=right.id, correction_reason=None) == "correction-reason-missing"
    assert code_of(store, producer, laboratory=laboratory, replaces=wrong.id) == "replaced-already"
    assert code_of(store, producer, replaces=right.id) == "replaces-other"
    assert code_of(store, producer, laboratory=laboratory, replaces=99) == "unknown-report"


def test_a_laboratorys_own_entry_takes_an_uploads_place(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch
) -> None:
    upload = make_report(store, producer, laboratory=laboratory, actor=clerk_of(producer), number="A")
    assert upload.entered_by == EnteredBy.PRODUCER
    assert code_of(store, producer, laboratory=laboratory, actor=clerk_of(producer), number="A") == "report-known"
    entered = make_report(store, producer, laboratory=laboratory, number="A")
    assert entered.replaces_id == upload.id
    assert code_of(store, producer, laboratory=laboratory, number="A") == "report-known"
    again = {"laboratory": laboratory, "actor": clerk_of(producer), "replaces": entered.id}
    assert code_of(store, producer, **again) == "replaces-laboratorys"
    with reading(store) as session:
        assert [one.entered_by for one in reports_covering(session, batch)] == [EnteredBy.LABORATORY]


def test_nobody_enters_for_another(store: Store, laboratory: Laboratory, producer: Producer) -> None:
    rival = make_producer(store)
    assert code_of(store, producer, laboratory=laboratory, actor=clerk_of(rival)) == "not-yours"
    stranger = lab_of(make_laboratory(store))
    assert code_of(store, producer, laboratory=laboratory, actor=stranger) == "not-your-laboratory"
    assert code_of(store, producer, laboratory=laboratory, actor=REGULATOR) == "report-enterer"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"form": "pickled"}, "unknown-form"),
        ({"lot": "CY260312A999"}, "unknown-lot"),
        ({"issued_on": TODAY + timedelta(days=1)}, "issued-in-future"),
        ({"from_day": None, "until_day": None}, "coverage-missing"),
    ],
)
def test_a_report_that_does_not_fit(store: Store, producer: Producer, fields: dict[str, object], code: str) -> None:
    assert code_of(store, producer, **fields) == code


def test_another_producers_lot_is_unknown_here(store: Store, batch: Batch) -> None:
    assert code_of(store, make_producer(store), lot=batch.lot) == "unknown-lot"


def test_the_pdf_is_on_record_by_digest(store: Store, laboratory: Laboratory, producer: Producer) -> None:
    kept = keep_pdf(store, PDF)
    report = make_report(store, producer, laboratory=laboratory, file=kept)
    assert (report.file_sha256, report.file_bytes) == (kept.sha256, len(PDF))
    make_report(store, producer, laboratory=laboratory, file=kept)
    with reading(store) as session:
        assert stored_files(session) == [StoredFile(kept.sha256, len(PDF))]


def test_reports_are_listed_and_shown(store: Store, laboratory: Laboratory, producer: Producer, batch: Batch) -> None:
    first = make_report(store, producer, laboratory=laboratory, number="第一份")
    make_report(store, producer, number="第二份", **DIFFERING)
    with reading(store) as session:
        lines, pages = report_lines(session, ReportFilter(producer_id=producer.id))
        assert ([line.number for line in lines], pages) == (["第二份", "第一份"], 1)
        assert [line.number for line in report_lines(session, ReportFilter(under_review=True))[0]] == ["第二份"]
        assert [line.number for line in report_lines(session, ReportFilter(text="一"))[0]] == ["第一份"]
        by_number = report_lines(session, ReportFilter(), sort=ReportSort.NUMBER)[0]
        assert [line.number for line in by_number] == ["第一份", "第二份"]
        assert report_lines(session, ReportFilter(laboratory_id=99))[0] == []
        sheet = report_sheet(session, first.id)
        assert sheet is not None
        assert (sheet.report.id, sheet.lots, len(sheet.items), sheet.replaced_by) == (first.id, [batch.lot], 1, None)
        assert report_sheet(session, 99) is None
        assert session.exec(select(Report.id)).all()
