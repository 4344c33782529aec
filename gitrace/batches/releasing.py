"""恢复标签使用, under four eyes: one regulator proposes to lift a hold, with a reason; another one confirms.

Whoever held the lot may propose; township and village staff, who looked into the matter, may too. The confirming eyes
are the county's: a regulator of county level, of either bureau, with an account of her own. An administrator is none,
since she makes the accounts. An office with one county regulator asks for an account of the leader in charge, or lets
the township propose; until then the hold stands, which harms no eater.
"""

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from gitrace.batches.events import BatchReleased, ReleaseProposed, ReleaseWithdrawn
from gitrace.batches.own import lot_subject
from gitrace.batches.queries import the_batch
from gitrace.batches.rules import require_other_eyes
from gitrace.batches.tables import Batch, Hold, ProposalState, ReleaseProposal
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.people.queries import find_user
from gitrace.people.roles import Level, Role
from gitrace.work import Work


class ProposeRelease(BaseModel):
    """Why a hold may end."""

    model_config = ConfigDict(frozen=True)

    reason: Words = Field(title="理由", description="写明核实了什么、结论是什么；监管人员和该生产者可见，不公开。")


class ConfirmRelease(BaseModel):
    """Which proposal is meant: one that changed meanwhile is not confirmed by mistake."""

    model_config = ConfigDict(frozen=True)

    proposal_id: int = Field(title="建议")


def propose_release(work: Work, form: ProposeRelease, *, lot: str) -> ReleaseProposal:
    """Propose to let a held lot's labels be used again; the lot stays on hold.

    Raises Refusal("regulators-only" | "unknown-lot" | "not-held" | "proposed-already").
    """
    proposer = _regulator(work)
    batch = the_batch(work.session, lot)
    if batch.hold == Hold.NONE:
        raise Refusal("not-held", "这个批次没有暂停。")
    if open_proposal(work.session, batch.id) is not None:
        raise Refusal("proposed-already", "已有一份恢复建议待确认。")
    proposal = ReleaseProposal(batch_id=batch.id, reason=form.reason, proposed_by=proposer, proposed_at=work.now)
    work.session.add(proposal)
    work.record(ReleaseProposed(lot=lot, proposer=proposer), subject=lot_subject(lot), rows=[proposal])
    return proposal


def confirm_release(work: Work, form: ConfirmRelease, *, lot: str) -> Batch:
    """End the hold, as another regulator proposed.

    Raises Refusal("regulators-only" | "unknown-lot" | "no-proposal" | "same-eyes" | "county-only").
    """
    confirmer = _regulator(work)
    batch, proposal = _proposed(work.session, lot)
    if proposal.id != form.proposal_id:
        raise Refusal("no-proposal", "这份建议已经改变，请看过新的建议后再确认。")
    level = Level(find_user(work.session, confirmer).level or Level.VILLAGE)
    require_other_eyes(proposer=proposal.proposed_by, confirmer=confirmer, level=level)
    _decide(work, proposal, ProposalState.CONFIRMED)
    batch.hold, batch.hold_reason = Hold.NONE.value, proposal.reason
    work.session.add(batch)
    work.record(BatchReleased(lot=lot), subject=lot_subject(lot), rows=[batch, proposal])
    return batch


def withdraw_release(work: Work, *, lot: str) -> ReleaseProposal:
    """Take one's own proposal back; the lot stays on hold.

    Raises Refusal("regulators-only" | "unknown-lot" | "no-proposal" | "not-proposer").
    """
    regulator = _regulator(work)
    _, proposal = _proposed(work.session, lot)
    if proposal.proposed_by != regulator:
        raise Refusal("not-proposer", "只有提出建议的人可以撤回。")
    _decide(work, proposal, ProposalState.WITHDRAWN)
    work.record(ReleaseWithdrawn(lot=lot), subject=lot_subject(lot), rows=[proposal])
    return proposal


def lapse_proposal(work: Work, batch: Batch) -> list[ReleaseProposal]:
    """For the command that holds a lot anew: its open proposal ends; returns it for the event to claim."""
    proposal = open_proposal(work.session, batch.id)
    if proposal is None:
        return []
    _decide(work, proposal, ProposalState.LAPSED)
    return [proposal]


def open_proposal(session: Session, batch_id: int) -> ReleaseProposal | None:
    """The proposal about this lot that waits for another regulator."""
    return session.exec(
        select(ReleaseProposal).where(
            ReleaseProposal.batch_id == batch_id, ReleaseProposal.state == ProposalState.OPEN.value
        )
    ).one_or_none()


def proposed_for_release() -> SelectOfScalar[int]:
    """Keys of the lots whose release waits for a second pair of eyes."""
    return select(ReleaseProposal.batch_id).where(ReleaseProposal.state == ProposalState.OPEN.value)


def _proposed(session: Session, lot: str) -> tuple[Batch, ReleaseProposal]:
    batch = the_batch(session, lot)
    proposal = open_proposal(session, batch.id)
    if proposal is None:
        raise Refusal("no-proposal", "没有待确认的恢复建议。")
    return batch, proposal


def _decide(work: Work, proposal: ReleaseProposal, state: ProposalState) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state.value, work.actor.user_id, work.now
    work.session.add(proposal)


def _regulator(work: Work) -> int:
    """Neither an administrator nor the service itself has eyes here."""
    if work.actor.role != Role.REGULATOR or work.actor.user_id is None:
        raise Refusal("regulators-only", "这项操作只能由监管人员办理。")
    return work.actor.user_id
