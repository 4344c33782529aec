"""A failing report proposes to hold what it covers; a regulator answers, and nothing is held by itself."""

import pytest
from cast import (
    REGULATOR,
    clerk_of,
    make_batch,
    make_laboratory,
    make_producer,
    make_report,
    refused,
    reported,
    tags_of,
)

from gitrace.batches.queries import the_batch
from gitrace.batches.tables import Batch, Hold
from gitrace.inspections.commands import ReviewReport, review_report
from gitrace.inspections.proposals import AnswerProposal, answer_proposal, proposal_of
from gitrace.inspections.tables import Answer, HoldProposal, Report, Review, Verdict
from gitrace.ledger.timeline import timeline
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.work import writing

FAILING = {"items": [reported("lead", "0.3", "fail")], "conclusion": "fail"}
TYPED_WRONG = {"items": [reported("lead", "0.2")]}


@pytest.fixture
def producer(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def batch(store: Store, producer: Producer) -> Batch:
    return make_batch(store, producer)


def proposal(store: Store, report: Report) -> HoldProposal | None:
    with reading(store) as session:
        return proposal_of(session, report.id)


def hold_of(store: Store, batch: Batch) -> str:
    with reading(store) as session:
        return the_batch(session, batch.lot).hold


def answer(store: Store, report: Report, answered: Answer, *lots: str) -> HoldProposal:
    with writing(store, REGULATOR) as work:
        form = AnswerProposal(answer=answered, lots=lots, reason="已核对原件")
        return answer_proposal(work, form, report_id=report.id)


def test_a_failure_proposes_and_holds_nothing(store: Store, producer: Producer, batch: Batch) -> None:
    report = make_report(store, producer, **FAILING)
    made = proposal(store, report)
    assert made is not None
    assert made.answer is None
    assert hold_of(store, batch) == Hold.NONE
    assert tags_of(store, f"lot:{batch.lot}")[-2:] == ["report.entered/1", "hold.proposed/1"]
    with reading(store) as session:
        assert timeline(session.connection(), f"report:{report.id}")[-1].fields["lots"] == [batch.lot]


def test_a_report_that_passes_proposes_nothing(store: Store, producer: Producer, batch: Batch) -> None:
    assert proposal(store, make_report(store, producer)) is None


def test_the_regulator_holds_the_lots_she_ticks(store: Store, producer: Producer, batch: Batch) -> None:
    other = make_batch(store, producer)
    report = make_report(store, producer, **FAILING)
    done = answer(store, report, Answer.HOLD, batch.lot)
    assert (done.answer, done.held, done.reason) == (Answer.HOLD, batch.lot, "已核对原件")
    assert (hold_of(store, batch), hold_of(store, other)) == (Hold.SAFETY, Hold.NONE)
    assert tags_of(store, f"lot:{batch.lot}")[-2:] == ["batch.held/1", "hold.answered/1"]


def test_or_holds_none_and_says_why(store: Store, producer: Producer, batch: Batch) -> None:
    report = make_report(store, producer, **TYPED_WRONG)
    assert answer(store, report, Answer.NO_HOLD, batch.lot).held == ""
    assert hold_of(store, batch) == Hold.NONE
    form = AnswerProposal(answer=Answer.NO_HOLD, reason="再想想")
    again = refused(store, REGULATOR, lambda work: answer_proposal(work, form, report_id=report.id))
    assert again[0] == "answered-already"


def test_what_is_no_answer(store: Store, producer: Producer, batch: Batch) -> None:
    report, passing = make_report(store, producer, **FAILING), make_report(store, producer)
    held = AnswerProposal(answer=Answer.HOLD, reason="先停")
    strange = held.model_copy(update={"lots": ("CY260312A999",)})

    def code(form: AnswerProposal, about: Report) -> str:
        return refused(store, REGULATOR, lambda work: answer_proposal(work, form, report_id=about.id))[0]

    assert (code(held, report), code(strange, report)) == ("no-lot-chosen", "lot-not-covered")
    assert code(held, passing) == "no-proposal"
    stranger = refused(store, clerk_of(producer), lambda work: answer_proposal(work, held, report_id=report.id))
    assert stranger[0] == "regulator-only"


def test_a_correction_that_fails_too_takes_the_proposal_over(store: Store, producer: Producer, batch: Batch) -> None:
    laboratory = make_laboratory(store)
    wrong = make_report(store, producer, laboratory=laboratory, **TYPED_WRONG)
    right = make_report(store, producer, laboratory=laboratory, replaces=wrong.id, **FAILING)
    former, present = proposal(store, wrong), proposal(store, right)
    assert former is not None
    assert present is not None
    assert (former.answer, present.answer) == (Answer.PASSED_ON, None)


def test_a_correction_that_passes_leaves_the_answer_to_a_person(store: Store, producer: Producer, batch: Batch) -> None:
    laboratory = make_laboratory(store)
    wrong = make_report(store, producer, laboratory=laboratory, **TYPED_WRONG)
    make_report(store, producer, laboratory=laboratory, replaces=wrong.id)
    open_still = proposal(store, wrong)
    assert open_still is not None
    assert open_still.answer is None


@pytest.mark.parametrize(
    ("result", "decision", "answered"),
    [("0.2", Review.ACCEPTED, Answer.NO_HOLD), ("0.2", Review.FAILURE, None), ("合格", Review.FAILURE, None)],
)
def test_a_review_settles_or_raises_it(
    store: Store, producer: Producer, result: str, decision: Review, answered: Answer | None
) -> None:
    report = make_report(store, producer, items=[reported("lead", result)], conclusion=Verdict.PASS)
    with writing(store, REGULATOR) as work:
        review_report(work, report.id, ReviewReport(decision=decision, reason="已核对原件"))
    made = proposal(store, report)
    assert made is not None
    assert made.answer == answered


def test_a_correction_of_what_it_covers_is_told_in_both_lots(store: Store, producer: Producer, batch: Batch) -> None:
    laboratory, other = make_laboratory(store), make_batch(store, producer)
    wrong = make_report(store, producer, laboratory=laboratory, lot=batch.lot)
    make_report(store, producer, laboratory=laboratory, lot=other.lot, replaces=wrong.id)
    for lot in (batch.lot, other.lot):
        assert tags_of(store, f"lot:{lot}")[-1] == "report.entered/1"
