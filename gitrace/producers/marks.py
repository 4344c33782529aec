"""The use of the mark and of labels: authorise, withdraw, stop and restore, put on the list and take off it.

Approval and cancellation are an announcement that the regulator records; stopping label use is the county's own act
under the label agreement; the serious-violation list is kept elsewhere and noted here.
"""

from datetime import date

from pydantic import BaseModel, Field

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.days import refuse_backward, refuse_future
from gitrace.identifiers.entries import Line, Words
from gitrace.identifiers.uscc import is_individual
from gitrace.ledger.events import Event
from gitrace.people.acting import require_overseer
from gitrace.producers import events
from gitrace.producers.commands import producer_subject
from gitrace.producers.queries import the_producer
from gitrace.producers.rules import require_forms
from gitrace.producers.tables import Authorisation, LabelUse, Producer
from gitrace.profile.commands import profile_on
from gitrace.work import Work


class Announced(BaseModel):
    """What an announcement says of one producer."""

    from_day: date = Field(title="核准日期")
    until_day: date = Field(title="有效期至")
    announcement: str = Field(
        default="", title="公告号", description="照公告填写；没有公告号时，标签和页面都不出现专用标志。", max_length=100
    )
    forms: list[str] = Field(title="涵盖品类", min_length=1)


class Authorise(Announced):
    """Permission to use the mark, as announced."""

    producer_id: int


class Withdraw(BaseModel):
    """An authorisation is withdrawn by announcement."""

    authorisation_id: int
    withdrawn_on: date = Field(title="撤销日期")
    reason: Words = Field(title="依据和理由")


class StopLabelUse(BaseModel):
    """暂停标签使用."""

    producer_id: int
    reason: Words = Field(title="暂停理由", description="生产者会看到这段话。")


class RestoreLabelUse(BaseModel):
    """恢复标签使用."""

    producer_id: int
    reason: Words = Field(title="恢复理由")


class PutOnList(BaseModel):
    """An entry of the serious-violation list, 严重违法失信名单."""

    producer_id: int
    decision: Line = Field(title="决定书文号")
    ground: Words = Field(title="列入事由")


class TakeOffList(BaseModel):
    """The entry was removed on the national publicity system."""

    producer_id: int
    reason: Words = Field(title="移出依据")


def authorise(work: Work, form: Authorise, *, today: date | None = None) -> Authorisation:
    """Record an authorisation; `today` defaults to the present day in Shanghai.

    Public for an organisation, restricted for an individual (USCC 92…), whose code and name are a person's.
    Raises Refusal("regulator-only" | "future-date" | "invalid-date" | "unknown-form" | "food-licence-missing").
    """
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    today = today or shanghai_day(work.now)
    refuse_future(form.from_day, today, "from_day")
    refuse_backward(form.from_day, form.until_day, "until_day")
    forms = require_forms(form.forms, profile_on(work.session, today), producer.food_licence, "forms")
    row = Authorisation(
        producer_id=producer.id,
        from_day=form.from_day,
        until_day=form.until_day,
        announcement=form.announcement.strip(),
        forms=" ".join(forms),
    )
    work.session.add(row)
    work.session.flush()
    work.record(_authorised(producer, row), subject=producer_subject(producer.id), rows=[row])
    return row


def withdraw(work: Work, form: Withdraw, *, today: date | None = None) -> Authorisation:
    """Record the end of an authorisation; from that day on it is not in force.

    Raises Refusal("regulator-only" | "unknown-authorisation" | "withdrawn-already" | "future-date" | "invalid-date").
    """
    require_overseer(work.actor)
    row = work.session.get(Authorisation, form.authorisation_id)
    if row is None:
        raise Refusal("unknown-authorisation", "没有这条用标核准。")
    if row.withdrawn_on is not None:
        raise Refusal("withdrawn-already", "这条用标核准已于 {day} 撤销。", day=row.withdrawn_on.isoformat())
    refuse_future(form.withdrawn_on, today or shanghai_day(work.now), "withdrawn_on")
    refuse_backward(row.from_day, form.withdrawn_on, "withdrawn_on")
    row.withdrawn_on, row.withdrawn_reason = form.withdrawn_on, form.reason
    work.session.add(row)
    withdrawn = events.AuthorisationWithdrawn(
        producer=row.producer_id,
        from_day=row.from_day.isoformat(),
        withdrawn_on=form.withdrawn_on.isoformat(),
        reason=form.reason,
    )
    work.record(withdrawn, subject=producer_subject(row.producer_id), rows=[row])
    return row


def stop_label_use(work: Work, form: StopLabelUse) -> Producer:
    """No labels are issued or put in use from now on. Raises Refusal("regulator-only" | "stopped-already")."""
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    if producer.label_use == LabelUse.STOPPED:
        raise Refusal("stopped-already", "该生产者的标签使用已经暂停。")
    producer.label_use, producer.label_use_reason = LabelUse.STOPPED, form.reason
    return _recorded(work, producer, events.LabelUseStopped(producer=producer.id, reason=form.reason))


def restore_label_use(work: Work, form: RestoreLabelUse) -> Producer:
    """Labels may be issued and put in use again. Raises Refusal("regulator-only" | "not-stopped")."""
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    if producer.label_use != LabelUse.STOPPED:
        raise Refusal("not-stopped", "该生产者的标签使用没有暂停。")
    producer.label_use, producer.label_use_reason = LabelUse.ALLOWED, None
    return _recorded(work, producer, events.LabelUseRestored(producer=producer.id, reason=form.reason))


def put_on_list(work: Work, form: PutOnList) -> Producer:
    """Note that the producer is on the list: no new labels, no mark.

    Raises Refusal("regulator-only" | "listed-already").
    """
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    if producer.listed:
        raise Refusal("listed-already", "该生产者已在严重违法失信名单上。")
    producer.listed = True
    listed = events.ProducerListed(producer=producer.id, decision=form.decision, ground=form.ground)
    return _recorded(work, producer, listed)


def take_off_list(work: Work, form: TakeOffList) -> Producer:
    """Note that it was removed from the list. Raises Refusal("regulator-only" | "not-listed")."""
    require_overseer(work.actor)
    producer = the_producer(work.session, form.producer_id)
    if not producer.listed:
        raise Refusal("not-listed", "该生产者不在严重违法失信名单上。")
    producer.listed = False
    return _recorded(work, producer, events.ProducerUnlisted(producer=producer.id, reason=form.reason))


def _recorded(work: Work, producer: Producer, event: Event) -> Producer:
    work.session.add(producer)
    work.record(event, subject=producer_subject(producer.id), rows=[producer])
    return producer


def _authorised(producer: Producer, row: Authorisation) -> Event:
    told = {
        "forms": row.forms,
        "announcement": row.announcement,
        "from_day": row.from_day.isoformat(),
        "until_day": row.until_day.isoformat(),
    }
    if is_individual(producer.uscc):
        return events.IndividualAuthorised(producer=producer.id, **told)
    return events.ProducerAuthorised(producer=producer.id, uscc=producer.uscc, name=producer.name, **told)
