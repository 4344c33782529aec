"""A producer's own page: its entry, its permission to use the mark, its scales and trade items, whom to call."""

from flask import Response, render_template
from sqlmodel import Session

from gitrace import clock
from gitrace.desk.stops import stops_of
from gitrace.people.roles import BUREAU_NAMES, Role
from gitrace.producers.commands import RecordContact, record_contact
from gitrace.producers.queries import authorisations_of, contact_of, scales_of, trade_items_of
from gitrace.storage import reading
from gitrace.supervision.chronicle import Happening
from gitrace.web.doors import may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.goods import producer_or_404
from gitrace.web.parts.moments import told_of
from gitrace.web.parts.places import form_names, present_profile, township_names
from gitrace.web.producer import producer


def own_id() -> int:
    """The producer for which the person at the door acts."""
    mine = signed_in().producer_id
    assert mine is not None, "clerks, packers and managers have a producer"
    return mine


@producer.get("/profile")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_profile() -> str:
    """What the county has on record about this producer."""
    with reading(store()) as session:
        profile = present_profile(session)
        mine = producer_or_404(session, own_id())
        return render_template(
            "producer/profile/show.html",
            producer=mine,
            stops=stops_of(session, mine),
            bureau_names=BUREAU_NAMES,
            contact=contact_of(session, own_id()),
            authorisations=authorisations_of(session, own_id()),
            scales=scales_of(session, own_id()),
            amended=_scales_amended(session),
            items=trade_items_of(session, own_id()),
            today=clock.shanghai_day(clock.now()),
            townships=township_names(profile),
            form_words=form_names(profile),
            manages=signed_in().role is Role.MANAGER,
        )


def _scales_amended(session: Session) -> list[Happening]:
    told = told_of(session, f"producer:{own_id()}")["amended"]
    return [one for one in told if one.tag.startswith("scale.")]


@producer.route("/profile/contact", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def own_contact() -> Response:
    """Record whom to call."""
    with reading(store()) as session:
        contact = contact_of(session, own_id())
    form = Form(RecordContact, contact.model_dump() if contact else None)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: record_contact(work, command).id, producer_id=own_id())
            return saved(".show_profile", done)
    return form.page("producer/profile/contact.html", replacing=contact is not None)
