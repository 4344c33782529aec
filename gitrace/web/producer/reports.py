"""Test reports on a producer's goods; what it uploads itself says so wherever it is shown."""

from flask import Response

from gitrace.inspections.files import MOST_BYTES
from gitrace.people.roles import Role
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.parts import entering, rapid, reports
from gitrace.web.parts.reports import Desk
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id


def _desk() -> Desk:
    return Desk("producer", producer_id=own_id())


@producer.get("/reports")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_reports() -> Response:
    """All reports on this producer's goods, newest first."""
    return reports.list_of(_desk())


@producer.route("/reports/new", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
@takes_file(MOST_BYTES)
def new_report() -> Response:
    """Upload a report that the laboratory has not entered."""
    return entering.new_report(_desk())


@producer.route("/reports/rapid", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def new_rapid() -> Response:
    """Enter a rapid test."""
    return rapid.new_rapid(_desk())


@producer.get("/reports/<int:report_id>")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_report(report_id: int) -> Response:
    """One of them."""
    return reports.report_page(_desk(), report_id)


@producer.get("/reports/<int:report_id>/file")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def report_file(report_id: int) -> Response:
    """Its PDF."""
    return reports.report_pdf(_desk(), report_id)
