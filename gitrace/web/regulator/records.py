"""Production records, as the regulator enters, completes and corrects them."""

from flask import Response, abort, url_for

from gitrace.growers.photos import photo_and_record, photos_of
from gitrace.growers.tables import Plot, ProductionRecord
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.installation import store
from gitrace.web.parts import records
from gitrace.web.regulator import regulator
from gitrace.web.regulator.plots import plot_or_404


@regulator.route("/plots/<int:plot_id>/records/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_record(plot_id: int) -> Response:
    """Enter a record."""
    with reading(store()) as session:
        plot, _household = plot_or_404(session, plot_id)
    return records.new_record(plot, ("regulator.show_plot", {"plot_id": plot_id}))


@regulator.route("/records/<int:record_id>/complete", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def complete_record(record_id: int) -> Response:
    """Fill in what is blank."""
    plot, record = _plot_and_record(record_id)
    with reading(store()) as session:
        photo = photos_of(session, [record_id]).get(record_id)
    address = url_for(".show_photo", photo_id=photo.id) if photo else None
    return records.complete(plot, record, ("regulator.show_plot", {"plot_id": plot.id}), address)


@regulator.get("/photos/<int:photo_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_photo(photo_id: int) -> Response:
    """The photograph of a package."""
    with reading(store()) as session:
        _photo, record = photo_and_record(session, photo_id) or abort(404)
        plot_or_404(session, record.plot_id)
    return records.photo_page(photo_id)


@regulator.route("/records/<int:record_id>/correct", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def correct_record(record_id: int) -> Response:
    """Change what is said."""
    plot, record = _plot_and_record(record_id)
    return records.correct(plot, record, ("regulator.show_plot", {"plot_id": plot.id}))


def _plot_and_record(record_id: int) -> tuple[Plot, ProductionRecord]:
    with reading(store()) as session:
        record = records.record_or_404(session, record_id)
        plot, _household = plot_or_404(session, record.plot_id)
        return plot, record
