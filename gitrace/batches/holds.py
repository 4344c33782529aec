"""暂停标签使用 and recall: state that stops a lot, set by the regulator. How a hold ends: `releasing`."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from gitrace.batches.events import BatchHeld, BatchRecalled, RecallLifted
from gitrace.batches.own import lot_subject
from gitrace.batches.queries import the_batch
from gitrace.batches.releasing import lapse_proposal
from gitrace.batches.tables import Batch, Hold
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Line, Words
from gitrace.people.acting import require_overseer
from gitrace.work import Work

HOLD_WORDS = {Hold.CHECK: "核实情况", Hold.SAFETY: "质量安全核查（页面加提示：核实期间建议暂不食用）"}


class HoldBatch(BaseModel):
    """A hold: its kind decides what the lot's page says, its reason is for regulator and producer."""

    model_config = ConfigDict(frozen=True)

    kind: Hold = Field(default=Hold.CHECK, title="暂停类别")
    reason: Words = Field(title="理由", description="监管人员和该生产者可见，不公开。")


class LiftRecall(BaseModel):
    """The end of a recall, and why."""

    model_config = ConfigDict(frozen=True)

    reason: Words = Field(title="理由", description="监管人员和该生产者可见，不公开。")


class RecallBatch(BaseModel):
    """A recall as its published notice says it."""

    model_config = ConfigDict(frozen=True)

    notice: Line = Field(title="公告编号")
    issuer: Line = Field(title="发布单位")
    phone: Line = Field(title="咨询电话")
    on: date = Field(title="公告日期")


def hold_batch(work: Work, form: HoldBatch, *, lot: str) -> Batch:
    """Suspend the use of a lot's labels, open or closed; on a lot held otherwise, change the kind. What was proposed
    about the former hold lapses.

    Raises Refusal("regulator-only" | "unknown-lot" | "held-already").
    """
    require_overseer(work.actor)
    batch = the_batch(work.session, lot)
    if form.kind is Hold.NONE or batch.hold == form.kind:
        raise Refusal("held-already", "这个批次已经暂停。", "kind")
    batch.hold, batch.hold_reason = form.kind.value, form.reason
    work.session.add(batch)
    lapsed = lapse_proposal(work, batch)
    work.record(BatchHeld(lot=lot, hold=batch.hold), subject=lot_subject(lot), rows=[batch, *lapsed])
    return batch


def recall_batch(work: Work, form: RecallBatch, *, lot: str) -> Batch:
    """Mark a lot as being recalled; for whoever decides recalls. Another notice replaces the former.

    Raises Refusal("regulator-only" | "unknown-lot").
    """
    require_overseer(work.actor)
    batch = the_batch(work.session, lot)
    batch.recall_notice, batch.recall_issuer = form.notice, form.issuer
    batch.recall_phone, batch.recalled_on = form.phone, form.on
    work.session.add(batch)
    recalled = BatchRecalled(lot=lot, notice=form.notice, issuer=form.issuer, on=form.on.isoformat())
    work.record(recalled, subject=lot_subject(lot), rows=[batch])
    return batch


def lift_recall(work: Work, form: LiftRecall, *, lot: str) -> Batch:
    """End a recall. Raises Refusal("regulator-only" | "unknown-lot" | "not-recalled")."""
    require_overseer(work.actor)
    batch = the_batch(work.session, lot)
    if batch.recall_notice is None:
        raise Refusal("not-recalled", "这个批次没有召回。")
    lifted = RecallLifted(lot=lot, notice=batch.recall_notice, reason=form.reason)
    batch.recall_notice = batch.recall_issuer = batch.recall_phone = batch.recalled_on = None
    work.session.add(batch)
    work.record(lifted, subject=lot_subject(lot), rows=[batch])
    return batch
