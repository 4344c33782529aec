"""Forms of production records, for the regulator and for producers' clerks."""

from flask import Response, abort, request
from sqlmodel import Session

from gitrace.batches.rejudging import rejudge_after
from gitrace.growers.records import (
    CompleteRecord,
    CorrectRecord,
    EnterRecord,
    complete_record,
    correct_record,
    enter_record,
)
from gitrace.growers.rules import INPUT_WORDS, InputKind
from gitrace.growers.tables import Plot, ProductionRecord
from gitrace.web.forms import Form, saved
from gitrace.web.language import said
from gitrace.web.parts.goods import Done

_OF_PESTICIDES = {"registration", "purpose", "interval_days"}

KIND_NAMES = {kind: words for words, kind in INPUT_WORDS.items()}

Deeds = list[tuple[str, str]]
"""Addresses and words."""


def deeds_of(record: ProductionRecord, *, complete: str | None, correct: str | None) -> Deeds:
    """What the reader may do about a record: an address where she may, None where she may not."""
    deeds = []
    if complete and blank_fields(record):
        deeds.append((complete, said("补全")))
    if correct:
        deeds.append((correct, said("更正")))
    return deeds


def blank_fields(record: ProductionRecord) -> list[str]:
    """What the record leaves open and its kind asks for, in the order of the form."""
    asked = [name for name in CompleteRecord.model_fields if name != "record_id"]
    if record.kind != InputKind.PESTICIDE:
        asked = [name for name in asked if name not in _OF_PESTICIDES]
    return [name for name in asked if getattr(record, name) is None]


def new_record(plot: Plot, done: Done) -> Response:
    """Enter a production record of this plot."""
    form = Form(EnterRecord, {"kind": "pesticide"})
    if form.sent:
        with form.answering():
            answer = form.do_once(
                lambda work, command: rejudge_after(work, enter_record(work, command)).id, plot_id=plot.id
            )
            return saved(done[0], answer, **done[1])
    return form.page("parts/new_record.html", plot=plot, kinds=KIND_NAMES, address=request.path, done=done)


def complete(plot: Plot, record: ProductionRecord, done: Done) -> Response:
    """Fill in what a record left blank; only the blank fields are shown."""
    form = Form(CompleteRecord)
    if form.sent:
        with form.answering():
            answer = form.do_once(
                lambda work, command: rejudge_after(work, complete_record(work, command)).id, record_id=record.id
            )
            return saved(done[0], answer, **done[1])
    return form.page(
        "parts/complete_record.html",
        plot=plot,
        record=record,
        blank=blank_fields(record),
        kind_names=KIND_NAMES,
        address=request.path,
        done=done,
    )


def correct(plot: Plot, record: ProductionRecord, done: Done) -> Response:
    """Change what a record says, with a reason."""
    form = Form(CorrectRecord, record.model_dump())
    if form.sent:
        with form.answering():
            was = record.started_on
            answer = form.do_once(
                lambda work, command: rejudge_after(work, correct_record(work, command), was=was).id,
                record_id=record.id,
            )
            return saved(done[0], answer, **done[1])
    return form.page(
        "parts/correct_record.html", plot=plot, record=record, kinds=KIND_NAMES, address=request.path, done=done
    )


def record_or_404(session: Session, record_id: int) -> ProductionRecord:
    """The record, or a page that says there is none."""
    return session.get(ProductionRecord, record_id) or abort(404)
