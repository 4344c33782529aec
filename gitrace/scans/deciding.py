"""A regulator's decision on a label that may have been copied. It changes nothing that a shopper reads."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from gitrace.batches.own import lot_subject
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.people.acting import require_overseer
from gitrace.scans.events import CopyingDecided
from gitrace.scans.scan import Label
from gitrace.scans.searching import suspicion_of
from gitrace.scans.tables import CopyDecision
from gitrace.work import Work


class Outcome(StrEnum):
    """What came out."""

    IRREGULAR = "irregular"
    NORMAL = "normal"


OUTCOMES = {Outcome.IRREGULAR: "已核实异常", Outcome.NORMAL: "属正常"}


class DecideCopying(BaseModel):
    """What came out, and why."""

    model_config = ConfigDict(frozen=True)

    outcome: Outcome = Field(title="决定")
    reason: Words = Field(title="理由", description="写明怎样核实、看到什么。只供监管人员查看，请不要写姓名和电话。")


def decide_copying(work: Work, label: Label, form: DecideCopying) -> CopyDecision:
    """Decide on what was found of a label so far; later looks are judged anew.

    Raises Refusal("regulator-only" | "nothing-to-decide").
    """
    require_overseer(work.actor)
    found = suspicion_of(work.session, label)
    if found is None:
        raise Refusal("nothing-to-decide", "这枚标签没有待决定的疑点，可能刚由别人决定。")
    decision = CopyDecision(
        lot=label.lot,
        gtin=label.gtin,
        number=label.number,
        outcome=form.outcome,
        reason=form.reason,
        facts=found.facts,
        found_at=found.found_at,
        decided_at=work.now,
    )
    work.session.add(decision)
    work.session.delete(found)
    work.session.flush()
    decided = CopyingDecided(lot=label.lot, gtin=label.gtin, number=label.number, outcome=form.outcome.value)
    work.record(decided, subject=lot_subject(label.lot), rows=[decision])
    return decision
