"""公示表 to print and hang up, and the objections that it calls for."""

from flask import Response, abort, render_template
from sqlmodel import Session

from gitrace import clock
from gitrace.deliveries.weight import jin
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.villages.objections import RecordObjection, SettleObjection, record_objection, settle_objection
from gitrace.villages.poster import posted, sums
from gitrace.villages.queries import claimed
from gitrace.villages.tables import Objection
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import cover_names, present_profile, township_names
from gitrace.web.regulator import regulator
from gitrace.web.regulator.lists import list_or_404


@regulator.get("/lists/<int:list_id>/notice")
@may_enter(Role.REGULATOR)
@every_level
def show_notice(list_id: int) -> str:
    """The poster, A4: masked names, areas and weights, where to object and until when."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
        lines, profile = claimed(session, listed), present_profile(session)
        townships = township_names(profile)
        return render_template(
            "regulator/lists/notice.html",
            its=listed,
            lines=posted(lines),
            sums=sums(lines),
            place=[profile.county.name, townships.get(listed.township, listed.township), listed.village],
            product=profile.indication.name,
            covers=cover_names(profile),
            jin=jin,
        )


@regulator.route("/lists/<int:list_id>/objections/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_objection(list_id: int) -> Response:
    """Record an objection."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
    form = Form(RecordObjection, {"raised_on": clock.shanghai_day(clock.now())})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: record_objection(work, command).id, list_id=list_id)
            return saved(".show_list", done, list_id=list_id)
    return form.page("regulator/lists/objection.html", its=listed)


@regulator.route("/lists/<int:list_id>/objections/<int:objection_id>/settle", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def settle(list_id: int, objection_id: int) -> Response:
    """Record what came of an objection."""
    with reading(store()) as session:
        listed = list_or_404(session, list_id)
        objection = _objection_or_404(session, list_id, objection_id)
    form = Form(SettleObjection)
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: settle_objection(work, command).id, list_id=list_id, objection_id=objection_id
            )
            return saved(".show_list", done, list_id=list_id)
    return form.page("regulator/lists/settle.html", its=listed, objection=objection)


def _objection_or_404(session: Session, list_id: int, objection_id: int) -> Objection:
    found = session.get(Objection, objection_id)
    return found if found is not None and found.list_id == list_id else abort(404)
