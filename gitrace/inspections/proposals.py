"""A failing report proposes to hold the lots that it covers. A person answers; nothing is held by itself."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.queries import the_batch
from gitrace.batches.tables import Hold
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Code, Words
from gitrace.inspections.covering import covered_lots
from gitrace.inspections.events import HoldAnswered, HoldProposed
from gitrace.inspections.rules import standing_verdict
from gitrace.inspections.tables import Answer, HoldProposal, Report, Review, Verdict
from gitrace.people.acting import require_overseer
from gitrace.work import Work


class AnswerProposal(BaseModel):
    """Hold the lots that are ticked, or hold none, and why."""

    model_config = ConfigDict(frozen=True)

    answer: Literal[Answer.HOLD, Answer.NO_HOLD] = Field(title="决定")
    lots: tuple[Code, ...] = Field(default=(), title="暂停这些批次", description="决定暂停时勾选；不勾的不暂停。")
    kind: Hold = Field(default=Hold.SAFETY, title="暂停类别")
    reason: Words = Field(title="理由", description="监管人员和该生产者可见，不公开。")


def report_subject(report_id: int) -> str:
    """`report:17`."""
    return f"report:{report_id}"


def touched(session: Session, report: Report) -> list[str]:
    """What else has a report's events in its timeline; of a correction also the lots that only the former covered."""
    session.flush()
    former = session.get_one(Report, report.replaces_id) if report.replaces_id else None
    lots = {*covered_lots(session, report), *(covered_lots(session, former) if former else [])}
    before = [report_subject(former.id)] if former else []
    return [
        f"laboratory:{report.laboratory_id}",
        f"producer:{report.producer_id}",
        *before,
        *(f"lot:{lot}" for lot in sorted(lots)),
    ]


def propose_hold(work: Work, report: Report) -> HoldProposal:
    """Put a report's lots before the regulator. The open proposal of a report that it corrects goes over into it."""
    proposal = HoldProposal(report_id=report.id, proposed_at=work.now)
    rows, former = [proposal], proposal_of(work.session, report.replaces_id)
    if former is not None and former.answer is None:
        former.answer, former.answered_at = Answer.PASSED_ON, work.now
        rows.append(former)
    work.session.add_all(rows)
    work.session.flush()
    lots = covered_lots(work.session, report)
    work.record(
        HoldProposed(report=report.id, number=report.number, lots=lots),
        subject=report_subject(report.id),
        rows=rows,
        touches=touched(work.session, report),
    )
    return proposal


def follow_review(work: Work, report: Report) -> None:
    """After the decision on a difference: a confirmed failure proposes, unless it has; a report that was decided to
    pass needs no answer any more.
    """
    proposal = proposal_of(work.session, report.id)
    if standing_verdict(report.conclusion, report.review) is Verdict.FAIL:
        if proposal is None:
            propose_hold(work, report)
    elif report.review == Review.ACCEPTED and proposal is not None and proposal.answer is None:
        proposal.answer, proposal.reason = Answer.NO_HOLD, report.review_reason
        _answered(work, report, proposal)


def answer_proposal(work: Work, form: AnswerProposal, *, report_id: int) -> HoldProposal:
    """By the regulator: hold the chosen lots that are not held so already, or none.

    Raises Refusal("regulator-only" | "no-proposal" | "answered-already" | "no-lot-chosen" | "lot-not-covered").
    """
    require_overseer(work.actor)
    report, proposal = work.session.get(Report, report_id), proposal_of(work.session, report_id)
    if report is None or proposal is None:
        raise Refusal("no-proposal", "这份报告没有提议暂停。")
    if proposal.answer is not None:
        raise Refusal("answered-already", "这项提议已经答复。")
    chosen = sorted(set(form.lots)) if form.answer is Answer.HOLD else []
    if form.answer is Answer.HOLD and not chosen:
        raise Refusal("no-lot-chosen", "请勾选要暂停的批次。", "lots")
    strangers = set(chosen) - set(covered_lots(work.session, report))
    if strangers:
        raise Refusal("lot-not-covered", "报告不覆盖批次 {lots}。", "lots", lots="、".join(sorted(strangers)))
    for lot in chosen:
        if the_batch(work.session, lot).hold != form.kind:
            hold_batch(work, HoldBatch(kind=form.kind, reason=form.reason), lot=lot)
    proposal.answer, proposal.reason, proposal.held = form.answer, form.reason, " ".join(chosen)
    return _answered(work, report, proposal)


def proposal_of(session: Session, report_id: int | None) -> HoldProposal | None:
    """The proposal that a report made; None for one that proposed nothing."""
    return session.exec(select(HoldProposal).where(HoldProposal.report_id == report_id)).one_or_none()


def _answered(work: Work, report: Report, proposal: HoldProposal) -> HoldProposal:
    proposal.answered_at = work.now
    work.session.add(proposal)
    held = proposal.held.split()
    work.record(
        HoldAnswered(report=report.id, number=report.number, answer=proposal.answer or "", lots=held),
        subject=report_subject(report.id),
        rows=[proposal],
        touches=touched(work.session, report),
    )
    return proposal
