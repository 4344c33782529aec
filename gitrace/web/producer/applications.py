"""The producer's applications for the mark: how they stand, why one was refused, a new one."""

from flask import Response, render_template

from gitrace.people.roles import Role
from gitrace.producers.applications import applications_of, withdraw_application
from gitrace.storage import reading
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.entrance import actor, signed_in
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.parts import applications
from gitrace.web.parts.applications import MOST_BYTES_IN_ALL, Desk
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.places import form_names, present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.work import writing


def _desk() -> Desk:
    return Desk("producer", own_id())


@producer.get("/applications")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_applications() -> str:
    """All of them, newest first."""
    with reading(store()) as session:
        return render_template(
            "producer/applications/list.html",
            applications=applications_of(session, own_id()),
            form_words=form_names(present_profile(session)),
            manages=_manages(),
            **applications.words(),
        )


@producer.route("/applications/new", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
@takes_file(MOST_BYTES_IN_ALL)
def new_application() -> Response:
    """Apply."""
    with reading(store()) as session:
        mine = producer_or_404(session, own_id())
    return applications.new_application(_desk(), mine)


@producer.get("/applications/<int:application_id>")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_application(application_id: int) -> Response:
    """One of them: its state, the reason of a refusal, its documents."""
    template = "producer/applications/show.html"
    return applications.application_page(_desk(), application_id, template, manages=_manages())


@producer.post("/applications/<int:application_id>/withdraw")
@may_enter(Role.MANAGER)
def withdraw(application_id: int) -> Response:
    """Take it back before it was sent up."""
    with writing(store(), actor()) as work:
        applications.application_or_404(work.session, _desk(), application_id)
        withdraw_application(work, application_id)
    return saved(".show_application", application_id=application_id)


@producer.get("/applications/<int:application_id>/documents/<int:document_id>")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def application_document(application_id: int, document_id: int) -> Response:
    """One of its documents."""
    return applications.application_document(_desk(), application_id, document_id)


def _manages() -> bool:
    return signed_in().role is Role.MANAGER
