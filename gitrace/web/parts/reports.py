"""Pages of test reports, for the laboratory, the producer and the regulator: list, new, one of them, its PDF."""

from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request, send_file, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session

from gitrace.inspections.corrected import correction_of, corrections_behind
from gitrace.inspections.proposals import proposal_of
from gitrace.inspections.queries import (
    ReportFilter,
    ReportSheet,
    ReportSort,
    report_lines,
    report_sheet,
)
from gitrace.inspections.tables import EnteredBy, Report, Verdict
from gitrace.storage import reading
from gitrace.storage.files import file_path
from gitrace.supervision.words import ANSWERS, REPORT_KINDS, REVIEWS
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, item_names, present_profile
from gitrace.web.parts.sorting import sort_addresses

VERDICT_NAMES = {Verdict.PASS: "符合", Verdict.FAIL: "不符合", Verdict.OPEN: "未判定"}


@dataclass(frozen=True)
class Desk:
    """Whose pages they are: the endpoints' door, and the laboratory or producer to which they are narrowed."""

    door: str
    laboratory_id: int | None = None
    producer_id: int | None = None

    def sees(self, report: Report) -> bool:
        """Whether a report is there for whoever stands at this door."""
        return self.laboratory_id in (None, report.laboratory_id) and self.producer_id in (None, report.producer_id)

    def may_correct(self, report: Report) -> bool:
        """Whether whoever stands at this door may correct a report: the laboratory its own, the producer its upload."""
        if self.laboratory_id is not None:
            return True
        return self.producer_id is not None and report.entered_by == EnteredBy.PRODUCER

    @property
    def known(self) -> dict[str, object]:
        """What of a new report the door says already."""
        fields = {"laboratory_id": self.laboratory_id, "producer_id": self.producer_id}
        return {name: value for name, value in fields.items() if value is not None}

    def address(self, page: str, /, **values: Any) -> str:
        """`list_reports`, `new_report`, `new_rapid`, `show_report` or `report_file` of this door."""
        return url_for(f"{self.door}.{page}", **values)


class FindReports(BaseModel):
    """The filter of the list; it stands in the address."""

    text: str = Field(default="", title="编号、机构或生产者", max_length=60)
    under_review: bool = Field(default=False, title="只看待复核")
    failing: bool = Field(default=False, title="只看不符合和待复核")
    sort: ReportSort = Field(default=ReportSort.NEWEST, title="排序")
    page: int = Field(default=1, ge=1, le=100_000)


def list_of(desk: Desk) -> Response:
    """The reports that this door may see, the newest first unless another order is asked for."""
    form, wanted = Form(FindReports, source=request.args), FindReports()
    with form.answering():
        wanted = form.command()
    narrowed = ReportFilter(
        desk.producer_id, desk.laboratory_id, wanted.under_review, wanted.failing, wanted.text.strip()
    )
    with reading(store()) as session:
        lines, last = report_lines(session, narrowed, wanted.page, sort=wanted.sort)
        names = form_names(present_profile(session))
    return form.page(
        "parts/reports.html",
        desk=desk,
        lines=lines,
        page=wanted.page,
        last=last,
        narrowed=bool(wanted.text or wanted.under_review or wanted.failing),
        form_words=names,
        sorts=ReportSort.choices(),
        sorting=sort_addresses(wanted.sort),
        address=lambda page: desk.address("list_reports", **{**request.args.to_dict(), "page": page}),
        **report_words(),
    )


def report_page(desk: Desk, report_id: int, form: Form[Any] | None = None) -> Response:
    """One report; `form`: what the regulator may decide of it."""
    with reading(store()) as session:
        sheet = sheet_or_404(session, desk, report_id)
        profile = present_profile(session)
        told = {
            "behind": corrections_behind(session, sheet.report),
            "since": correction_of(session, sheet.report),
            "proposal": proposal_of(session, report_id) if desk.door == "regulator" else None,
        }
    return (form or Form(BaseModel)).page(
        "parts/report.html",
        desk=desk,
        sheet=sheet,
        item_words=item_names(profile, sheet.report.form),
        form_words=form_names(profile),
        **told,
        **report_words(),
    )


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


def report_words() -> dict[str, Any]:
    """The words of the codes that pages of reports show."""
    return {
        "kind_names": REPORT_KINDS,
        "verdict_names": VERDICT_NAMES,
        "review_names": REVIEWS,
        "answer_names": ANSWERS,
    }
