"""Production records, 生产记录 (农产品质量安全法): entered, completed where something was left blank, corrected.

In the grove a photograph of the package, how much and when are enough; the record then waits to be completed (待补录)
and counts as what it is: an unknown interval is not one that has passed.

Any producer may enter one for any household, because households sell to several and the record is the plot's, not the
buyer's. What is blank may be filled in by whoever entered it, by a regulator, or by any producer where the county's
list brought it. What was said is changed by whoever entered it or by a regulator, with a reason.
"""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field
from sqlmodel import Session, select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.growers import events
from gitrace.growers.households import household_subject
from gitrace.growers.inputs import INTERVAL_HINT, the_input
from gitrace.growers.oversight import oversees
from gitrace.growers.photos import photograph
from gitrace.growers.plots import plot_subject
from gitrace.growers.queries import records_of, the_plot, the_record
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Plot, ProductionRecord
from gitrace.identifiers.days import refuse_backward, refuse_future
from gitrace.identifiers.entries import Code, Line, Words
from gitrace.ledger.events import Event
from gitrace.people.acting import is_overseer, require_own
from gitrace.people.roles import PRODUCER
from gitrace.storage.files import StoredFile
from gitrace.work import Actor, Work

_UNREAD = ""
"""The product of a record while only its photograph tells it."""


class RecordWords(BaseModel):
    """What a record says."""

    kind: InputKind = Field(title="类别")
    product: Line = Field(title="投入品名称")
    registration: Line | None = Field(default=None, title="登记证号", description="农药必填，照标签填写。")
    source: Line | None = Field(default=None, title="来源", description="购买处或供货者。")
    dose: Line | None = Field(default=None, title="用法用量")
    purpose: Line | None = Field(default=None, title="防治对象", description="农药填写病虫害名称。")
    started_on: date = Field(title="开始日期")
    ended_on: date | None = Field(default=None, title="结束日期")
    interval_days: int | None = Field(default=None, title="安全间隔期", description=INTERVAL_HINT, ge=0, le=365)


class EnterRecord(RecordWords):
    """A new record of a plot."""

    plot_id: int
    number: Code | None = Field(default=None, title="记录编号", description="不填则按地块顺次编号。")


class PhotographRecord(BaseModel):
    """What is known in the grove: a product of the register, or the photograph of a package still to be read."""

    plot_id: int
    kind: InputKind = Field(default=InputKind.PESTICIDE, title="类别")
    input_id: int | None = Field(default=None, title="投入品", description="登记表里没有的，拍包装标签，随后补录。")
    photo: str | None = Field(default=None, title="拍包装标签", description="拍清名称、登记证号和安全间隔期。")
    dose: Line | None = Field(default=None, title="用了多少", description="如 50 毫升兑水 30 升。")
    started_on: date = Field(title="哪天用的")


class RepeatRecord(BaseModel):
    """The same product on a plot once more, in the same dose."""

    plot_id: int
    record_id: int
    started_on: date = Field(title="哪天用的")


class CompleteRecord(BaseModel):
    """What had been left blank; a field that already says something is left as it is."""

    record_id: int
    input_id: int | None = Field(
        default=None, title="登记表里的投入品", description="选了就不用再填名称、证号和间隔期。"
    )
    product: Line | None = Field(default=None, title="投入品名称")
    registration: Line | None = Field(default=None, title="登记证号")
    source: Line | None = Field(default=None, title="来源")
    dose: Line | None = Field(default=None, title="用法用量")
    purpose: Line | None = Field(default=None, title="防治对象")
    ended_on: date | None = Field(default=None, title="结束日期")
    interval_days: int | None = Field(default=None, title="安全间隔期", description=INTERVAL_HINT, ge=0, le=365)


class CorrectRecord(RecordWords):
    """The record as it shall read."""

    record_id: int
    reason: Words = Field(title="更正理由")


def enter_record(work: Work, form: EnterRecord, *, today: date | None = None) -> ProductionRecord:
    """Enter a record. `today` defaults to the present day in Shanghai.

    Raises Refusal("not-yours" | "unknown-plot" | "duplicate" | "future-date" | "invalid-date").
    """
    plot = the_plot(work.session, form.plot_id)
    return _enter(work, plot, form.number, form.model_dump(exclude={"number", "plot_id"}), today)


def enter_from_photo(work: Work, form: PhotographRecord, file: StoredFile | None) -> ProductionRecord:
    """Enter a record in the grove, of one day's use; `file`: the photograph as it was kept.

    Raises Refusal("photo-missing" | "unknown-input" | "wrong-input") and as `enter_record`.
    """
    if file is None and form.input_id is None:
        raise Refusal("photo-missing", "请选择登记表里的投入品，或拍一张包装标签。", "photo")
    told = {"kind": form.kind, "product": _UNREAD} | _label_of(work, form.input_id, form.kind)
    days = {"started_on": form.started_on, "ended_on": form.started_on}
    row = _enter(work, the_plot(work.session, form.plot_id), None, {**told, **days, "dose": form.dose})
    if file is not None:
        photograph(work, row, file)
    return row


def repeat_record(work: Work, form: RepeatRecord) -> ProductionRecord:
    """Enter what another record says, of this plot or of the producer's own, for one day's use.

    Raises Refusal("unknown-record" | "not-yours") and as `enter_record`.
    """
    before = the_record(work.session, form.record_id)
    if before.plot_id != form.plot_id:
        require_own(work.actor, before.producer_id)
    told = {name: getattr(before, name) for name in RecordWords.model_fields}
    days = {"started_on": form.started_on, "ended_on": form.started_on}
    return _enter(work, the_plot(work.session, form.plot_id), None, told | days)


def complete_record(work: Work, form: CompleteRecord, *, today: date | None = None) -> ProductionRecord:
    """Fill in what is blank, by hand or from the register.

    Raises Refusal("unknown-record" | "not-yours" | "unknown-input" | "wrong-input" | "nothing-added" | …).
    """
    row = the_record(work.session, form.record_id)
    if not oversees(work, the_plot(work.session, row.plot_id).household_id):
        require_may_complete(work.actor, row.producer_id)
    typed = form.model_dump(exclude={"record_id", "input_id"}, exclude_none=True)
    given = _label_of(work, form.input_id, InputKind(row.kind)) | typed
    added = {name: value for name, value in given.items() if getattr(row, name) in (None, _UNREAD)}
    if not added:
        raise Refusal("nothing-added", "没有补上任何空缺的内容。")
    _refuse_days(row.started_on, added.get("ended_on", row.ended_on), today or shanghai_day(work.now))
    _set(row, added)
    plot = the_plot(work.session, row.plot_id)
    work.session.add(row)
    _record(work, plot, row, events.RecordCompleted(plot=plot.id, number=row.number, changed=" ".join(sorted(added))))
    return row


def correct_record(work: Work, form: CorrectRecord, *, today: date | None = None) -> ProductionRecord:
    """Change what was said. Raises Refusal("unknown-record" | "not-yours" | "nothing-changed" | "future-date" | …)."""
    row = the_record(work.session, form.record_id)
    if not oversees(work, the_plot(work.session, row.plot_id).household_id):
        require_own(work.actor, row.producer_id)
    said = form.model_dump(exclude={"record_id", "reason"})
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    if not changed:
        raise Refusal("nothing-changed", "内容与原记录相同，没有更正。")
    _refuse_days(form.started_on, form.ended_on, today or shanghai_day(work.now))
    _set(row, changed)
    plot = the_plot(work.session, row.plot_id)
    work.session.add(row)
    names = " ".join(sorted(changed))
    told = events.RecordCorrected(plot=plot.id, number=row.number, changed=names, reason=form.reason)
    _record(work, plot, row, told)
    return row


def may_complete(actor: Actor, producer_id: int | None) -> bool:
    """Whether the actor may fill in a record entered for this producer (None: the county's)."""
    return is_overseer(actor) or (actor.role in PRODUCER and producer_id in (None, actor.producer_id))


def require_may_complete(actor: Actor, producer_id: int | None) -> None:
    """Raises Refusal("not-yours")."""
    if not may_complete(actor, producer_id):
        raise Refusal("not-yours", "这不是本单位的记录，不能办理。")


def _enter(
    work: Work, plot: Plot, number: str | None, told: dict[str, Any], today: date | None = None
) -> ProductionRecord:
    if work.actor.role not in PRODUCER and not oversees(work, plot.household_id):
        raise Refusal("not-yours", "这不是本单位的记录，不能办理。")
    number = number or _next_number(work.session, plot)
    if work.session.exec(select(ProductionRecord.id).where(ProductionRecord.number == number)).first() is not None:
        raise Refusal("duplicate", "记录编号 {number} 已经登记。", "number", number=number)
    _refuse_days(told["started_on"], told["ended_on"], today or shanghai_day(work.now))
    row = ProductionRecord(
        **told, plot_id=plot.id, number=number, producer_id=work.actor.producer_id, entered_at=work.now
    )
    work.session.add(row)
    work.session.flush()
    _record(work, plot, row, events.RecordEntered(plot=plot.id, number=number, input_kind=told["kind"]))
    return row


def _label_of(work: Work, input_id: int | None, kind: InputKind) -> dict[str, Any]:
    """What a product of the register puts into a record; nothing when none was chosen."""
    if input_id is None:
        return {}
    known = the_input(work.session, input_id)
    if not is_overseer(work.actor) and known.producer_id not in (None, work.actor.producer_id):
        raise Refusal("unknown-input", "没有登记这种投入品。", "input_id")
    if known.kind != kind:
        raise Refusal("wrong-input", "选的投入品和类别不符。", "input_id")
    return {"product": known.name, "registration": known.registration, "interval_days": known.interval_days}


def _refuse_days(started: date, ended: date | None, today: date) -> None:
    refuse_future(started, today, "started_on")
    if ended is not None:
        refuse_backward(started, ended, "ended_on")
        refuse_future(ended, today, "ended_on")


def _set(row: ProductionRecord, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _next_number(session: Session, plot: Plot) -> str:
    taken = {record.number for record in records_of(session, [plot.id])}
    count = len(taken) + 1
    while f"{plot.number}-R{count}" in taken:
        count += 1
    return f"{plot.number}-R{count}"


def _record(work: Work, plot: Plot, row: ProductionRecord, event: Event) -> None:
    work.record(event, subject=plot_subject(plot.id), rows=[row], touches=[household_subject(plot.household_id)])
