"""Applications for the mark at the county: the list, one of them, forwarded, refused, its announcement recorded."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.producers.applications import (
    RecordAnnouncement,
    RefuseApplication,
    forward_application,
    record_announcement,
    refuse_application,
)
from gitrace.producers.tables import MarkApplication, Producer
from gitrace.storage import reading
from gitrace.supervision.applications import APPLICATIONS, STAGES
from gitrace.web.doors import asks_again, may_enter, takes_file
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts import applications
from gitrace.web.parts.applications import MOST_BYTES_IN_ALL, Desk
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.regulator import regulator
from gitrace.web.regulator.listed import list_page
from gitrace.work import writing

_DESK = Desk("regulator")


@regulator.get("/applications")
@may_enter(Role.REGULATOR)
def list_applications() -> Response:
    """All applications, or those that answer the filter."""
    return list_page(APPLICATIONS, "regulator/applications/list.html", more=lambda _session, _asked: {"stages": STAGES})


@regulator.route("/producers/<int:producer_id>/apply", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@takes_file(MOST_BYTES_IN_ALL)
def apply_for_producer(producer_id: int) -> Response:
    """Enter an application that a producer handed in on paper."""
    with reading(store()) as session:
        applicant = producer_or_404(session, producer_id)
    return applications.new_application(_DESK, applicant)


@regulator.get("/applications/<int:application_id>")
@may_enter(Role.REGULATOR)
def show_application(application_id: int) -> Response:
    """One application, and what may be decided of it."""
    return applications.application_page(_DESK, application_id, "regulator/applications/show.html")


@regulator.get("/applications/<int:application_id>/documents/<int:document_id>")
@may_enter(Role.REGULATOR)
def application_document(application_id: int, document_id: int) -> Response:
    """One of its documents."""
    return applications.application_document(_DESK, application_id, document_id)


@regulator.post("/applications/<int:application_id>/forward")
@may_enter(Role.REGULATOR)
def forward(application_id: int) -> Response:
    """初审通过，上报."""
    with writing(store(), actor()) as work:
        forward_application(work, application_id)
    return saved(".show_application", application_id=application_id)


@regulator.route("/applications/<int:application_id>/refuse", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def refuse(application_id: int) -> Response:
    """Refuse it, with a reason that the producer reads."""
    row, applicant = _application_or_404(application_id)
    form = Form(RefuseApplication)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, typed: refuse_application(work, typed).id, application_id=row.id)
            return saved(".show_application", done, application_id=row.id)
    return form.page("regulator/applications/refuse.html", application=row, producer=applicant)


@regulator.route("/applications/<int:application_id>/announce", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def announce(application_id: int) -> Response:
    """Record the announcement, which authorises."""
    row, applicant = _application_or_404(application_id)
    with reading(store()) as session:
        profile = present_profile(session)
    start = {"announcement": profile.indication.announcement_number, "forms": row.forms.split()}
    form = Form(RecordAnnouncement, start)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, typed: record_announcement(work, typed).id, application_id=row.id)
            return saved(".show_application", done, application_id=row.id)
    return form.page(
        "regulator/applications/announce.html",
        application=row,
        producer=applicant,
        form_words=form_names(profile),
    )


def _application_or_404(application_id: int) -> tuple[MarkApplication, Producer]:
    with reading(store()) as session:
        row = applications.application_or_404(session, _DESK, application_id)
        return row, producer_or_404(session, row.producer_id)
