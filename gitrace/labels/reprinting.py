"""Printing labels once more, 补打: the same numbers, all of a run or those that were spoiled, for a reason."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.batches.tables import BatchState
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.labels import rules
from gitrace.labels.events import LabelsReprinted
from gitrace.labels.queries import run_and_batch
from gitrace.labels.ranges import Span
from gitrace.labels.tables import Reprint, Run
from gitrace.people.acting import require_own
from gitrace.work import Work


class ReprintLabels(BaseModel):
    """The same numbers once more: spoiled sheets, a jammed printer."""

    model_config = ConfigDict(frozen=True)

    run_id: int
    first: int | None = Field(default=None, ge=1, title="起号")
    last: int | None = Field(default=None, ge=1, title="止号")
    reason: Words = Field(title="补打原因", description="写清为什么再打一次，原来打出的标签怎么处理。")


def reprint_labels(work: Work, form: ReprintLabels) -> Span:
    """Let a run, or a part of it, to the printer again, counted; returns the first and the last number.

    Raises Refusal("unknown-run" | "not-yours" | "lot-closed" | "range-outside-run").
    """
    found = run_and_batch(work.session, form.run_id)
    if found is None:
        raise Refusal("unknown-run", "没有这次签发的记录。")
    run, batch = found
    require_own(work.actor, batch.producer_id)
    rules.require_open(is_open=batch.state == BatchState.OPEN)
    first, last = rules.within_run(run.first, run.last, form.first, form.last)
    row: Run | Reprint = run
    if (first, last) == (run.first, run.last):
        run.prints, run.printed_at = run.prints + 1, work.now
    else:
        row = Reprint(run_id=run.id, first=first, last=last, made_at=work.now)
    work.session.add(row)
    work.session.flush()
    again = [one for one in reprints_of(work.session, [run.id]) if one.first <= last and one.last >= first]
    prints = run.prints + (0 if row is run else len(again))
    reprinted = LabelsReprinted(lot=batch.lot, gtin=run.gtin, first=first, last=last, prints=prints, reason=form.reason)
    work.record(reprinted, subject=f"lot:{batch.lot}", rows=[row])
    return first, last


def reprints_of(session: Session, run_ids: Sequence[int]) -> Sequence[Reprint]:
    """The parts of some runs that were let to the printer again, oldest first."""
    parts = select(Reprint).where(col(Reprint.run_id).in_(run_ids)).order_by(col(Reprint.id))
    return session.exec(parts).all()


def let_to_print(session: Session, run: Run, numbers: Span) -> datetime:
    """When these labels of a run were last let to the printer, all of them at once."""
    part = session.execute(sa.select(reprinted_at(run.id, *numbers))).scalar_one()
    return max(run.printed_at, part or run.printed_at)


def reprinted_at(run_id: object, first: object, last: object) -> sa.ScalarSelect[datetime]:
    """When a part of a run that holds labels `first` to `last`, numbers or columns, was last let to the printer."""
    holding = col(Reprint.run_id) == run_id, col(Reprint.first) <= first, col(Reprint.last) >= last
    return sa.select(sa.func.max(col(Reprint.made_at))).where(*holding).correlate_except(Reprint).scalar_subquery()
