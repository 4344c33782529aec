"""Entering a report: a new one, or the correction of one that stays beside it."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from gitrace.errors import Refusal
from gitrace.identifiers.spelling import initials
from gitrace.inspections.commands import enter_report
from gitrace.inspections.corrected import as_entered
from gitrace.inspections.files import MOST_BYTES, keep_pdf
from gitrace.inspections.queries import ReportSheet, laboratories, producers_reported
from gitrace.inspections.tables import ReportKind
from gitrace.producers.queries import producer_names
from gitrace.profile import Profile
from gitrace.profile.goods import Limit
from gitrace.storage import reading
from gitrace.storage.files import StoredFile
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.parts.report_form import TypedReport, as_report, form_lines, report_model
from gitrace.web.parts.report_lines import Typed, asked_lines, entered_lines, rearranged
from gitrace.web.parts.reports import Desk, report_words, sheet_or_404
from gitrace.work import Work


@dataclass(frozen=True)
class _Begun:
    """What a new report starts with: the form of goods and its limits, and for a correction what it corrects."""

    code: str
    limits: dict[str, Limit]
    start: dict[str, Any]
    known: dict[str, object]
    former: ReportSheet | None
    context: dict[str, Any]


def new_report(desk: Desk) -> Response:
    """Enter a report of the form of goods that the address names, or the correction of one (`?replaces=`)."""
    begun = _begun(desk)
    typed, trouble = _typed_lines(begun.limits)
    lines = form_lines(begun.start if typed is None else typed, begun.limits)
    form = Form(report_model(lines, corrects=begun.former is not None), begun.start, source=typed)
    if trouble is not None:
        with form.answering():
            raise trouble
    elif form.sent and not request.form.get("lines"):
        with form.answering():
            kept = _kept_upload()

            def enter(work: Work, whole: TypedReport) -> int:
                return enter_report(work, as_report(whole, lines, begun.limits, begun.code), kept).id

            answer = form.do_once(enter, **begun.known)
            return saved(f"{desk.door}.show_report", answer, report_id=answer.content)
    return form.page(
        "parts/new_report.html",
        desk=desk,
        lines=lines,
        code=begun.code,
        former=begun.former,
        **begun.context,
        **report_words(),
    )


def _typed_lines(limits: dict[str, Limit]) -> tuple[Typed | None, Refusal | None]:
    """The form as its buttons left it, and what they could not do; nothing before it was sent."""
    if request.method != "POST":
        return None, None
    try:
        return rearranged(MultiDict(request.form), limits), None
    except Refusal as refusal:
        return MultiDict(request.form), refusal


def _begun(desk: Desk) -> _Begun:
    with reading(store()) as session:
        profile, former = present_profile(session), _former(session, desk)
        code = former.report.form if former else asked_form(profile)
        limits = profile.limits_of(code)
        before = as_entered(session, former.report) if former else None
        context = {**options(session, desk), "form_words": form_names(profile)}
    known = dict(desk.known)
    if former is None or before is None:
        start = {"kind": ReportKind.REPORT, "lot": request.args.get("lot"), **asked_lines(limits)}
        return _Begun(code, limits, start, known, None, context)
    told = before.model_dump(mode="json", exclude={"items", "number", "plots", "correction_reason"})
    start = {**told, "plots": " ".join(before.plots), **entered_lines(before.items, limits)}
    known |= {"replaces": former.report.id}
    known |= {"laboratory_id": former.laboratory.id, "producer_id": former.producer.id}
    return _Begun(code, limits, start, known, former, context)


def asked_form(profile: Profile) -> str:
    """The form of goods that the address names, the first where it names none; 404 for one that there is not."""
    code = request.args.get("form", profile.forms[0].code)
    return code if code in {form.code for form in profile.forms} else abort(404)


def _former(session: Session, desk: Desk) -> ReportSheet | None:
    wanted = request.args.get("replaces")
    if wanted is None:
        return None
    return sheet_or_404(session, desk, int(wanted) if wanted.isascii() and wanted.isdigit() else abort(404))


def options(session: Session, desk: Desk) -> dict[str, Any]:
    """What a report's form offers to choose from, where the door does not say it already."""
    return {
        "laboratory_names": [(one.id, one.name) for one in laboratories(session)] if not desk.laboratory_id else [],
        "producer_names": _producers(session, desk) if not desk.producer_id else [],
    }


def _producers(session: Session, desk: Desk) -> list[tuple[int, str]]:
    """Those reported on last come first; each begins with its initials, so that whoever types them comes to it."""
    names = {key: f"{initials(name)} {name}" for key, name in producer_names(session).items()}
    recent = producers_reported(session, desk.laboratory_id)
    return [(key, names.pop(key)) for key in recent] + sorted(names.items(), key=lambda one: one[1])


def _kept_upload() -> StoredFile | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    return keep_pdf(store(), upload.stream.read(MOST_BYTES + 1))
