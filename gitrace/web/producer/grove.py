"""Production records in the grove, on a phone: the plot, a photograph of the package, how much, when."""

from flask import Response, request

from gitrace import clock
from gitrace.batches.rejudging import rejudge_after
from gitrace.growers.grove import recent_records
from gitrace.growers.inputs import inputs_for
from gitrace.growers.photos import MOST_BYTES, redrawn
from gitrace.growers.records import PhotographRecord, RepeatRecord, enter_from_photo, repeat_record
from gitrace.growers.rules import InputKind
from gitrace.growers.safe_harvest import safe_harvests
from gitrace.growers.tables import Household, Plot
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.storage.files import StoredFile, keep_file
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts import records
from gitrace.web.parts.places import present_profile
from gitrace.web.parts.records import KIND_NAMES, input_words
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.records import household_and_plot_or_404


@producer.route("/households/<number>/plots/<int:plot_id>/records/photograph", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
@takes_file(MOST_BYTES)
def photograph_record(number: str, plot_id: int) -> Response:
    """Enter what was used, by a photograph or from the register."""
    household, plot = household_and_plot_or_404(number, plot_id)
    form = Form(PhotographRecord, {"kind": "pesticide", "started_on": _today()})
    if form.sent:
        with form.answering():
            file = _kept_photo()
            done = form.do_once(
                lambda work, command: rejudge_after(work, enter_from_photo(work, command, file)).id, plot_id=plot_id
            )
            return saved(".household_records", done, number=household.number)
    return _page(household, plot, form, Form(RepeatRecord, {"started_on": _today()}, source=request.args))


@producer.post("/households/<number>/plots/<int:plot_id>/records/repeat")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def repeat_record_here(number: str, plot_id: int) -> Response:
    """Enter the same product once more."""
    household, plot = household_and_plot_or_404(number, plot_id)
    again = Form(RepeatRecord, {"started_on": _today()})
    with again.answering():
        done = again.do_once(
            lambda work, command: rejudge_after(work, repeat_record(work, command)).id, plot_id=plot_id
        )
        return saved(".household_records", done, number=household.number)
    blank = Form(PhotographRecord, {"kind": "pesticide", "started_on": _today()}, source=request.args)
    return _page(household, plot, blank, again)


@producer.get("/photos/<int:photo_id>")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_photo(photo_id: int) -> Response:
    """The photograph of a package, which belongs to whoever took it."""
    return records.photo_page(photo_id, of=own_id())


def _page(household: Household, plot: Plot, form: Form[PhotographRecord], again: Form[RepeatRecord]) -> Response:
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        recent = recent_records(session, own_id(), plot.id)
        inputs = inputs_for(session, own_id())
        harvest = safe_harvests(session, [plot], today, present_profile(session))[plot.id]
    shown = form if form.errors or not again.errors else again
    form.status, form.headers = shown.status, shown.headers
    return form.page(
        "producer/records/photograph.html",
        household=household,
        plot=plot,
        again=again,
        recent=recent,
        inputs=[(one.id, f"{said(KIND_NAMES[InputKind(one.kind)])} · {input_words(one)}") for one in inputs],
        kinds=KIND_NAMES,
        harvest=harvest,
        today=today,
    )


def _kept_photo() -> StoredFile | None:
    """The photograph of this form, drawn anew and kept; None when there is none. Raises as `redrawn`."""
    upload = request.files.get("photo")
    if upload is None or not upload.filename:
        return None
    return keep_file(store(), off_the_loop(redrawn, upload.stream.read(MOST_BYTES + 1)))


def _today() -> str:
    return clock.shanghai_day(clock.now()).isoformat()
