"""Forms of production records, for the regulator and for producers' clerks."""

from flask import Response, abort, request, send_file
from sqlmodel import Session

from gitrace.batches.rejudging import rejudge_after
from gitrace.growers.inputs import inputs_for
from gitrace.growers.photos import photo_and_record
from gitrace.growers.records import (
    CompleteRecord,
    CorrectRecord,
    EnterRecord,
    complete_record,
    correct_record,
    enter_record,
)
from gitrace.growers.rules import INPUT_WORDS, InputKind
from gitrace.growers.tables import InputProduct, Plot, ProductionRecord
from gitrace.storage import reading
from gitrace.storage.files import file_path
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.goods import Done

_OF_PESTICIDES = {"registration", "purpose", "interval_days"}
_NOT_OF_THE_RECORD = {"record_id", "input_id"}

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
    passed_over = _NOT_OF_THE_RECORD | (_OF_PESTICIDES if record.kind != InputKind.PESTICIDE else set())
    asked = [name for name in CompleteRecord.model_fields if name not in passed_over]
    return [name for name in asked if getattr(record, name) in (None, "")]


def input_words(one: InputProduct) -> str:
    """A product of the register in a list to choose from; a producer's own addition says so."""
    parts = [one.name, one.registration or "", _interval_words(one), said("本单位自加") if one.producer_id else ""]
    return " · ".join(part for part in parts if part)


def _interval_words(one: InputProduct) -> str:
    return "" if one.interval_days is None else said("间隔 {days} 天", days=one.interval_days)


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


def complete(plot: Plot, record: ProductionRecord, done: Done, photo: str | None = None) -> Response:
    """Fill in what a record left blank; only the blank fields are shown. `photo`: address of its photograph."""
    form = Form(CompleteRecord)
    if form.sent:
        with form.answering():
            answer = form.do_once(
                lambda work, command: rejudge_after(work, complete_record(work, command)).id, record_id=record.id
            )
            return saved(done[0], answer, **done[1])
    blank = blank_fields(record)
    with reading(store()) as session:
        known = inputs_for(session, actor().producer_id) if "product" in blank else []
    return form.page(
        "parts/complete_record.html",
        plot=plot,
        record=record,
        photo=photo,
        blank=blank,
        inputs=[(one.id, input_words(one)) for one in known if one.kind == record.kind],
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


def photo_page(photo_id: int, of: int | None = None) -> Response:
    """A photograph of a package: to the regulator, or to the producer `of` which it is."""
    with reading(store()) as session:
        found = photo_and_record(session, photo_id)
    if found is None or found[0].file_sha256 is None or of not in (None, found[1].producer_id):
        abort(404)
    return send_file(file_path(store(), found[0].file_sha256), mimetype="image/jpeg", max_age=0)
