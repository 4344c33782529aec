"""Pages of test reports, for the laboratory, the producer and the regulator: list, new, one of them, its PDF."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, send_file, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session

from gitrace.inspections.commands import enter_report
from gitrace.inspections.files import MOST_BYTES, keep_pdf
from gitrace.inspections.queries import (
    ReportFilter,
    ReportSheet,
    laboratories,
    report_lines,
    report_sheet,
)
from gitrace.inspections.tables import Report, ReportKind, Review, Verdict
from gitrace.producers.queries import producer_names
from gitrace.storage import reading
from gitrace.storage.files import StoredFile, file_path
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.parts.report_form import as_report, form_lines, report_model

KIND_NAMES = {ReportKind.REPORT: "检验报告", ReportKind.RAPID: "速测"}
VERDICT_NAMES = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.OPEN: "未判定"}
REVIEW_NAMES = {Review.ACCEPTED: "采信机构结论", Review.FAILURE: "确认不符合"}


@dataclass(frozen=True)
class Desk:
    """Whose pages they are: the endpoints' door, and the laboratory or producer to which they are narrowed."""

    door: str
    laboratory_id: int | None = None
    producer_id: int | None = None

    def sees(self, report: Report) -> bool:
        """Whether a report is there for whoever stands at this door."""
        return self.laboratory_id in (None, report.laboratory_id) and self.producer_id in (None, report.producer_id)

    @property
    def known(self) -> dict[str, object]:
        """What of a new report the door says already."""
        fields = {"laboratory_id": self.laboratory_id, "producer_id": self.producer_id}
        return {name: value for name, value in fields.items() if value is not None}

    def address(self, page: str, /, **values: Any) -> str:
        """`list_reports`, `new_report`, `show_report` or `report_file` of this door."""
        return url_for(f"{self.door}.{page}", **values)


class FindReports(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="报告编号", max_length=60)
    under_review: bool = Field(default=False, title="只看待复核")
    page: int = Field(default=1, ge=1, le=100_000)


def list_of(desk: Desk) -> Response:
    """The reports that this door may see, newest first."""
    form, wanted = Form(FindReports, source=request.args), FindReports()
    with form.answering():
        wanted = form.command()
    narrowed = ReportFilter(desk.producer_id, desk.laboratory_id, wanted.under_review, wanted.text.strip())
    with reading(store()) as session:
        lines, last = report_lines(session, narrowed, wanted.page)
        names = form_names(present_profile(session))
    return form.page(
        "parts/reports.html",
        desk=desk,
        lines=lines,
        page=wanted.page,
        last=last,
        narrowed=bool(wanted.text or wanted.under_review),
        form_words=names,
        address=lambda page: desk.address("list_reports", **{**request.args.to_dict(), "page": page}),
        **_words(),
    )


def new_report(desk: Desk) -> Response:
    """Enter a report of the form of goods that the address names."""
    with reading(store()) as session:
        profile = present_profile(session)
        code = request.args.get("form", profile.forms[0].code)
        if code not in {form.code for form in profile.forms}:
            abort(404)
        lines = form_lines(profile.limits_of(code))
        options = _options(session, desk)
    form = Form(report_model(lines), {"kind": ReportKind.REPORT, "lot": request.args.get("lot")})
    if form.sent:
        with form.answering():
            kept = _kept_upload()
            answer = form.do_once(
                lambda work, typed: enter_report(work, as_report(typed, lines, code), kept).id, **desk.known
            )
            return saved(f"{desk.door}.show_report", answer, report_id=answer.content)
    return form.page(
        "parts/new_report.html",
        desk=desk,
        lines=lines,
        code=code,
        form_words=form_names(profile),
        **options,
        **_words(),
    )


def report_page(desk: Desk, report_id: int, form: Form[Any] | None = None) -> Response:
    """One report; `form`: what the regulator may decide of it."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, desk, report_id)
        names = form_names(present_profile(session))
    whole = form or Form(BaseModel)
    return whole.page("parts/report.html", desk=desk, sheet=sheet, form_words=names, **_words())


def report_pdf(desk: Desk, report_id: int) -> Response:
    """Its PDF, to be saved and never shown within the page."""
    with reading(store()) as session:
        report = sheet_or_404(session, desk, report_id).report
    if report.file_sha256 is None:
        abort(404)
    name = f"report-{report.id}-{report.file_sha256[:12]}.pdf"
    path = file_path(store(), report.file_sha256)
    return send_file(path, mimetype="application/pdf", as_attachment=True, download_name=name, max_age=0)


def sheet_or_404(session: Session, desk: Desk, report_id: int) -> ReportSheet:
    """The report, if this door may see it; another's is not there."""
    sheet = report_sheet(session, report_id)
    if sheet is None or not desk.sees(sheet.report):
        abort(404)
    return sheet


def _kept_upload() -> StoredFile | None:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return None
    return keep_pdf(store(), upload.stream.read(MOST_BYTES + 1))


def _options(session: Session, desk: Desk) -> dict[str, Any]:
    narrowed = ReportFilter(desk.producer_id, desk.laboratory_id)
    known = [line for line in report_lines(session, narrowed)[0] if not line.replaced]
    return {
        "laboratory_names": [(one.id, one.name) for one in laboratories(session)],
        "producer_names": list(producer_names(session).items()),
        "replaceable": [(line.id, f"{line.number}　{line.producer}") for line in known],
    }


def _words() -> dict[str, Any]:
    return {"kind_names": KIND_NAMES, "verdict_names": VERDICT_NAMES, "review_names": REVIEW_NAMES}
