"""Scales under 强制检定: registering one, and its next certificate. One that has lapsed is a fact like any other."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field
from sqlmodel import select

from gitrace.clock import shanghai_day
from gitrace.errors import Refusal
from gitrace.identifiers.days import refuse_backward, refuse_future
from gitrace.identifiers.entries import Code, Exact, Line, Words
from gitrace.people.acting import require_manager
from gitrace.producers import equipment_events as events
from gitrace.producers.commands import producer_subject
from gitrace.producers.queries import the_producer
from gitrace.producers.tables import Scale
from gitrace.work import Work

DISPLAY_UNITS = {"jin": "斤", "kg": "公斤"}


class ScaleEntry(BaseModel):
    """What is kept of a scale with its latest certificate; capacity in kilograms, division in grams."""

    number: Code = Field(title="衡器编号")
    certificate: Line = Field(title="检定证书号")
    verified_on: date = Field(title="检定日期")
    valid_until: date = Field(title="有效期至")
    display_unit: Literal["jin", "kg"] = Field(title="显示单位")
    capacity_kg: Exact = Field(title="最大秤量", description="公斤。", gt=0, le=100_000, decimal_places=3)
    division_g: int | None = Field(default=None, title="检定分度值", description="克。", gt=0, le=1_000_000)
    maker: Line | None = Field(default=None, title="制造单位")
    model: Line | None = Field(default=None, title="型号")
    serial: Line | None = Field(default=None, title="出厂编号")
    verified_by: Line | None = Field(default=None, title="检定机构")


class RegisterScale(ScaleEntry):
    """A scale, of whom."""

    producer_id: int


class CorrectScale(ScaleEntry):
    """The entry as it shall read, and why."""

    scale_id: int
    reason: Words = Field(title="更正理由")


class VerifyScale(BaseModel):
    """A new certificate for a scale."""

    scale_id: int
    certificate: Line = Field(title="检定证书号")
    verified_on: date = Field(title="检定日期")
    valid_until: date = Field(title="有效期至")
    verified_by: Line | None = Field(default=None, title="检定机构")


def scale_subject(scale_id: int) -> str:
    """`scale:5`."""
    return f"scale:{scale_id}"


def register_scale(work: Work, form: RegisterScale, *, today: date | None = None) -> Scale:
    """Enter a scale; by the producer's manager or a regulator. `today` defaults to the present day in Shanghai.

    Raises Refusal("not-yours" | "manager-only" | "duplicate" | "future-date" | "invalid-date").
    """
    require_manager(work.actor, form.producer_id)
    the_producer(work.session, form.producer_id)
    _refuse_number(work, form.number, None)
    _refuse_days(form.verified_on, form.valid_until, today or shanghai_day(work.now))
    scale = Scale(producer_id=form.producer_id, **_columns(form))
    work.session.add(scale)
    work.session.flush()
    return _recorded(work, scale, events.ScaleRegistered)


def verify_scale(work: Work, form: VerifyScale, *, today: date | None = None) -> Scale:
    """Record a later verification.

    Raises Refusal("unknown-scale" | "not-yours" | "manager-only" | "future-date" | "invalid-date" | "verified-before").
    """
    scale = the_scale(work, form.scale_id)
    _refuse_days(form.verified_on, form.valid_until, today or shanghai_day(work.now))
    if form.verified_on < scale.verified_on:
        raise Refusal(
            "verified-before",
            "检定日期早于已登记的检定日期 {known}。",
            "verified_on",
            known=scale.verified_on.isoformat(),
        )
    scale.certificate, scale.verified_by = form.certificate, form.verified_by or scale.verified_by
    scale.verified_on, scale.valid_until = form.verified_on, form.valid_until
    work.session.add(scale)
    return _recorded(work, scale, events.ScaleVerified)


def correct_scale(work: Work, form: CorrectScale, *, today: date | None = None) -> Scale:
    """Put an entry right; whoever calls it sees to what was weighed on the scale (`gitrace.labels.amending`).

    Raises Refusal("unknown-scale" | "not-yours" | "manager-only" | "duplicate" | "nothing-changed" | "future-date" |
    "invalid-date").
    """
    scale = the_scale(work, form.scale_id)
    _refuse_number(work, form.number, scale.id)
    _refuse_days(form.verified_on, form.valid_until, today or shanghai_day(work.now))
    changed = {name: value for name, value in _columns(form).items() if getattr(scale, name) != value}
    if not changed:
        raise Refusal("nothing-changed", "内容与原记录相同，没有更正。")
    for name, value in changed.items():
        setattr(scale, name, value)
    work.session.add(scale)
    event = events.ScaleCorrected(producer=scale.producer_id, scale=scale.id, number=scale.number, reason=form.reason)
    work.record(event, subject=scale_subject(scale.id), rows=[scale], touches=[producer_subject(scale.producer_id)])
    return scale


def the_scale(work: Work, scale_id: int) -> Scale:
    """The scale, of whoever acts. Raises Refusal("unknown-scale" | "not-yours" | "manager-only")."""
    scale = work.session.get(Scale, scale_id)
    if scale is None:
        raise Refusal("unknown-scale", "没有登记这台衡器。")
    require_manager(work.actor, scale.producer_id)
    return scale


def _columns(form: ScaleEntry) -> dict[str, Any]:
    told = form.model_dump(include=set(ScaleEntry.model_fields) - {"capacity_kg"})
    return told | {"capacity_g": int(form.capacity_kg * 1000)}


def _refuse_number(work: Work, number: str, but: int | None) -> None:
    if work.session.exec(select(Scale.id).where(Scale.number == number, Scale.id != but)).first() is not None:
        raise Refusal("duplicate", "衡器编号 {number} 已经登记。", "number", number=number)


def _refuse_days(verified_on: date, valid_until: date, today: date) -> None:
    refuse_future(verified_on, today, "verified_on")
    refuse_backward(verified_on, valid_until, "valid_until")


def _recorded(work: Work, scale: Scale, kind: type[events.ScaleRegistered] | type[events.ScaleVerified]) -> Scale:
    event = kind(
        producer=scale.producer_id,
        scale=scale.id,
        number=scale.number,
        certificate=scale.certificate,
        verified_on=scale.verified_on.isoformat(),
        valid_until=scale.valid_until.isoformat(),
    )
    work.record(event, subject=scale_subject(scale.id), rows=[scale], touches=[producer_subject(scale.producer_id)])
    return scale
