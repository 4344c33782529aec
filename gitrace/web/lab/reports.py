"""A laboratory's own reports: those that it entered, and those that producers uploaded under its name."""

from flask import Response

from gitrace.inspections.files import MOST_BYTES
from gitrace.people.roles import Role
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.entrance import signed_in
from gitrace.web.lab import lab
from gitrace.web.parts import entering, rapid, reports
from gitrace.web.parts.reports import Desk


def _desk() -> Desk:
    mine = signed_in().laboratory_id
    assert mine is not None, "a laboratory's account has its laboratory"
    return Desk("lab", laboratory_id=mine)


@lab.get("/reports")
@may_enter(Role.LAB)
def list_reports() -> Response:
    """All of them, newest first."""
    return reports.list_of(_desk())


@lab.route("/reports/new", methods=["GET", "POST"])
@may_enter(Role.LAB)
@takes_file(MOST_BYTES)
def new_report() -> Response:
    """Enter one."""
    return entering.new_report(_desk())


@lab.route("/reports/rapid", methods=["GET", "POST"])
@may_enter(Role.LAB)
def new_rapid() -> Response:
    """Enter a rapid test."""
    return rapid.new_rapid(_desk())


@lab.get("/reports/<int:report_id>")
@may_enter(Role.LAB)
def show_report(report_id: int) -> Response:
    """One of them."""
    return reports.report_page(_desk(), report_id)


@lab.get("/reports/<int:report_id>/file")
@may_enter(Role.LAB)
def report_file(report_id: int) -> Response:
    """Its PDF."""
    return reports.report_pdf(_desk(), report_id)
