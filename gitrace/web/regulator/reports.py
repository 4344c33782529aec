"""All test reports; those whose conclusion differs from the limits wait here for a decision."""

from flask import Response

from gitrace.inspections.commands import ReviewReport, review_report
from gitrace.people.roles import Role
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.parts import reports
from gitrace.web.parts.reports import Desk
from gitrace.web.regulator import regulator

_DESK = Desk("regulator")


@regulator.get("/reports")
@may_enter(Role.REGULATOR)
def list_reports() -> Response:
    """All of them, or those under review."""
    return reports.list_of(_DESK)


@regulator.route("/reports/<int:report_id>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def show_report(report_id: int) -> Response:
    """One of them, and the decision on it."""
    form = Form(ReviewReport)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: review_report(work, report_id, command).id)
            return saved(".show_report", done, report_id=report_id)
    return reports.report_page(_DESK, report_id, form)


@regulator.get("/reports/<int:report_id>/file")
@may_enter(Role.REGULATOR)
def report_file(report_id: int) -> Response:
    """Its PDF."""
    return reports.report_pdf(_DESK, report_id)
