"""更正: typing mistakes in a lot, a scale or an authorisation put right with a reason, while no label rests on them.

What stood there stays in the ledger, before and after, with the reason. Once labels are made a mistake is dealt with
in the open: labels voided, a new certificate, a withdrawal. A lot's number holds its packing day, and its form and
cover judged what was poured, so that a lot opened under the wrong ones is closed and another is opened.
"""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from gitrace.batches import rules
from gitrace.batches.events import BatchCorrected
from gitrace.batches.own import lot_subject, own_open_batch
from gitrace.batches.rejudging import rejudge
from gitrace.batches.tables import Batch, Carry, Pour
from gitrace.clock import shanghai_day
from gitrace.deliveries.queries import day_bounds
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.identifiers.entries import Words
from gitrace.labels.tables import Run
from gitrace.people.acting import require_overseer
from gitrace.producers.marks import Announced, Authorise, Withdraw, authorise, withdraw
from gitrace.producers.scales import CorrectScale, correct_scale, the_scale
from gitrace.producers.tables import Authorisation, Scale
from gitrace.profile.commands import profile_version
from gitrace.work import Work

MOST_WEIGHINGS = 100
"""Deliveries that a corrected scale judges again in one commit; a typing mistake shows within a morning."""


class CorrectBatch(BaseModel):
    """Grade and date as they shall read, and why."""

    model_config = ConfigDict(frozen=True)

    grade: str | None = Field(default=None, title="等级")
    best_before: date | None = Field(default=None, title="保质期至", description="包装上印有日期的才填。")
    reason: Words = Field(title="更正理由")


class CorrectAuthorisation(Announced):
    """What the announcement really says, and why it was recorded otherwise."""

    authorisation_id: int
    reason: Words = Field(title="更正理由")


def correct_batch(work: Work, form: CorrectBatch, *, lot: str) -> Batch:
    """Put grade and best-before date right.

    Raises Refusal("unknown-lot" | "not-yours" | "lot-closed" | "labels-made" | "nothing-changed" | "invalid-grade" |
    "invalid-date").
    """
    batch = own_open_batch(work, lot)
    _refuse_labelled(work.session, {batch.id})
    rules.refuse_grade(form.grade, profile_version(work.session, batch.profile_version))
    rules.refuse_best_before(form.best_before, batch.packed_on)
    if (batch.grade, batch.best_before) == (form.grade, form.best_before):
        raise Refusal("nothing-changed", "内容与原记录相同，没有更正。")
    batch.grade, batch.best_before = form.grade, form.best_before
    work.session.add(batch)
    work.record(BatchCorrected(lot=lot, reason=form.reason), subject=lot_subject(lot), rows=[batch])
    return batch


def correct_weighing_scale(work: Work, form: CorrectScale, *, today: date | None = None) -> Scale:
    """Put a scale's entry right, and judge again what was weighed on it.

    Raises Refusal("labels-made" | "weighed-too-often"), and as `correct_scale`.
    """
    scale = the_scale(work, form.scale_id)
    on_it = select(Delivery).where(Delivery.scale_id == scale.id).order_by(col(Delivery.id))
    weighed = work.session.exec(on_it.limit(MOST_WEIGHINGS + 1)).all()
    if len(weighed) > MOST_WEIGHINGS:
        sentence = "这台衡器已过磅 {most} 次以上，不能再更正；证书有变的，请登记检定。"
        raise Refusal("weighed-too-often", sentence, most=MOST_WEIGHINGS)
    _refuse_labelled(work.session, _lots_of(work.session, [one.id for one in weighed]))
    corrected = correct_scale(work, form, today=today)
    rejudge(work, weighed)
    return corrected


def correct_authorisation(work: Work, form: CorrectAuthorisation) -> Authorisation:
    """Withdraw what was recorded wrongly from its first day on, and record what was announced.

    The log published the wrong entry; it publishes the right one after it.
    Raises Refusal("regulator-only" | "unknown-authorisation" | "labels-made"), and as `withdraw` and `authorise`.
    """
    require_overseer(work.actor)
    wrong = work.session.get(Authorisation, form.authorisation_id)
    if wrong is None:
        raise Refusal("unknown-authorisation", "没有这条用标核准。")
    _refuse_labelled(work.session, _lots_labelled_under(work.session, wrong))
    reason = f"更正：{form.reason}"
    withdraw(work, Withdraw(authorisation_id=wrong.id, withdrawn_on=wrong.from_day, reason=reason))
    announced = form.model_dump(include=set(Announced.model_fields))
    return authorise(work, Authorise(producer_id=wrong.producer_id, **announced), today=shanghai_day(work.now))


def _refuse_labelled(session: Session, batch_ids: set[int]) -> None:
    found = select(Batch.lot).join(Run, col(Run.batch_id) == col(Batch.id)).where(col(Batch.id).in_(batch_ids))
    lot = session.exec(found.order_by(col(Batch.lot)).limit(1)).first()
    if lot is not None:
        sentence = "批次 {lot} 已签发标签，标签依据的内容不能再更正；请作废有关标签，或请监管人员处理。"
        raise Refusal("labels-made", sentence, lot=lot)


def _lots_of(session: Session, delivery_ids: list[int]) -> set[int]:
    """The lots that these deliveries flowed into, and those that these were carried over or processed into."""
    poured = select(Pour.batch_id).where(col(Pour.delivery_id).in_(delivery_ids)).distinct()
    found = ahead = set(session.exec(poured))
    while ahead:
        onward = select(Carry.to_batch_id).where(col(Carry.from_batch_id).in_(ahead)).distinct()
        ahead = set(session.exec(onward)) - found
        found = found | ahead
    return found


def _lots_labelled_under(session: Session, permission: Authorisation) -> set[int]:
    """The producer's lots of the forms it covers whose labels were made while it was in force."""
    since, until = day_bounds(permission.from_day)[0], day_bounds(permission.until_day)[1]
    made = (
        select(Batch.id)
        .join(Run, col(Run.batch_id) == col(Batch.id))
        .where(Batch.producer_id == permission.producer_id, col(Batch.form).in_(permission.forms.split()))
        .where(col(Run.made_at) >= since, col(Run.made_at) < until)
    )
    return set(session.exec(made.limit(1)))
