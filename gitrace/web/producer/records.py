"""Production records of the households that sell here, found by household number.

Households sell to several buyers and the record is the plot's, so any producer may open a household by its full number.
Its head's name is shown only to a producer that it has delivered to; parcel, point and telephone to none.
"""

from datetime import date

from flask import Response, abort, redirect, render_template, request, url_for
from pydantic import BaseModel, Field
from sqlmodel import Session, col, func, select
from werkzeug.wrappers import Response as AnyResponse

from gitrace import clock
from gitrace.deliveries.tables import Delivery
from gitrace.growers.grove import unfinished_records
from gitrace.growers.photos import photos_of
from gitrace.growers.queries import household_by_number, names_of, person_of, plots_by_household, records_of
from gitrace.growers.records import may_complete
from gitrace.growers.safe_harvest import household_harvests, safe_harvests
from gitrace.growers.tables import Household, Plot, ProductionRecord, RecordPhoto
from gitrace.identifiers.entries import Code
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.parts import records
from gitrace.web.parts.goods import Done
from gitrace.web.parts.places import present_profile
from gitrace.web.parts.records import KIND_NAMES, Deeds, deeds_of
from gitrace.web.producer import producer
from gitrace.web.producer.growers import own_growers
from gitrace.web.producer.profile import own_id

RECENT = 50


class FindHousehold(BaseModel):
    """A household, by what the chooser understands."""

    number: Code = Field(title="户号", description="户号、农户卡扫码；在本单位交售过的，也可填姓名或拼音首字母。")


@producer.get("/records")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def find_household() -> AnyResponse:
    """Ask for a household; below, those that delivered here lately."""
    form = Form(FindHousehold, source=request.args)
    chooser = own_growers(form, name="number")
    if form.sent:
        with form.answering():
            number = form.command(**chooser.known()).number
            return redirect(url_for(".household_records", number=number), 303)
    with reading(store()) as session:
        recent = _delivered_here(session)
        plots = plots_by_household(session, [household.id for household in recent])
        every = [plot for owned in plots.values() for plot in owned]
        harvests = safe_harvests(session, every, _today(), present_profile(session))
        names = names_of(session, list(plots))
        unfinished = unfinished_records(session, own_id())
        photos = photos_of(session, [record.id for record, _plot, _household in unfinished])
    return form.page(
        "producer/records/find.html",
        recent=recent,
        chooser=chooser,
        plots=plots,
        harvests=harvests,
        names=names,
        today=_today(),
        unfinished=unfinished,
        photos={record_id: _photo_address(photo) for record_id, photo in photos.items()},
        kind_names=KIND_NAMES,
    )


@producer.get("/households/<number>/records")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def household_records(number: str) -> str:
    """A household's plots and their production records."""
    with reading(store()) as session:
        household = _household_or_404(session, number)
        plots = household_harvests(session, household.id, _today(), present_profile(session))
        ids = [one.plot.id for one in plots]
        listed = records_of(session, ids)
        photos = photos_of(session, [record.id for record in listed if record.producer_id == own_id()])
        person = person_of(session, household.id) if _has_delivered(session, household.id) else None
        return render_template(
            "producer/records/list.html",
            household=household,
            name=person.name if person else None,
            plots=plots,
            today=_today(),
            records=listed,
            photos={record_id: _photo_address(photo) for record_id, photo in photos.items()},
            plot_numbers={one.plot.id: one.plot.number for one in plots},
            kind_names=KIND_NAMES,
            record_deeds=lambda record: _deeds(household, record),
        )


@producer.route("/households/<number>/plots/<int:plot_id>/records/new", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def new_record(number: str, plot_id: int) -> Response:
    """Enter a record."""
    household, plot = household_and_plot_or_404(number, plot_id)
    return records.new_record(plot, _done(household))


@producer.route("/households/<number>/records/<int:record_id>/complete", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def complete_record(number: str, record_id: int) -> Response:
    """Fill in what is blank."""
    household, plot, record = _record_or_404(number, record_id)
    if not may_complete(actor(), record.producer_id):
        abort(404)
    with reading(store()) as session:
        photo = photos_of(session, [record_id]).get(record_id)
    shown = photo and record.producer_id == own_id()
    return records.complete(plot, record, _done(household), _photo_address(photo) if photo and shown else None)


@producer.route("/households/<number>/records/<int:record_id>/correct", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def correct_record(number: str, record_id: int) -> Response:
    """Change what is said."""
    household, plot, record = _record_or_404(number, record_id)
    if record.producer_id != own_id():
        abort(404)
    return records.correct(plot, record, _done(household))


def household_and_plot_or_404(number: str, plot_id: int) -> tuple[Household, Plot]:
    """A household by its full number, and a plot that is its own."""
    with reading(store()) as session:
        household = _household_or_404(session, number)
        return household, _plot_of_or_404(session, household, plot_id)


def _deeds(household: Household, record: ProductionRecord) -> Deeds:
    number = household.number
    complete = url_for(".complete_record", number=number, record_id=record.id)
    correct = url_for(".correct_record", number=number, record_id=record.id)
    return deeds_of(
        record,
        complete=complete if may_complete(actor(), record.producer_id) else None,
        correct=correct if record.producer_id == own_id() else None,
    )


def _done(household: Household) -> Done:
    return "producer.household_records", {"number": household.number}


def _household_or_404(session: Session, number: str) -> Household:
    return household_by_number(session, number) or abort(404)


def _plot_of_or_404(session: Session, household: Household, plot_id: int) -> Plot:
    plot = session.get(Plot, plot_id)
    if plot is None or plot.household_id != household.id:
        abort(404)
    return plot


def _record_or_404(number: str, record_id: int) -> tuple[Household, Plot, ProductionRecord]:
    with reading(store()) as session:
        household = _household_or_404(session, number)
        record = records.record_or_404(session, record_id)
        return household, _plot_of_or_404(session, household, record.plot_id), record


def _photo_address(photo: RecordPhoto) -> str:
    return url_for("producer.show_photo", photo_id=photo.id)


def _today() -> date:
    return clock.shanghai_day(clock.now())


def _has_delivered(session: Session, household_id: int) -> bool:
    mine = select(Delivery.id).where(Delivery.producer_id == own_id(), Delivery.household_id == household_id)
    return session.exec(mine.limit(1)).first() is not None


def _delivered_here(session: Session) -> list[Household]:
    """The households that delivered here, the latest first."""
    latest = (
        select(Delivery.household_id)
        .where(Delivery.producer_id == own_id(), col(Delivery.household_id).is_not(None))
        .group_by(col(Delivery.household_id))
        .order_by(func.max(Delivery.weighed_at).desc())
        .limit(RECENT)
    )
    ids = [one for one in session.exec(latest) if one is not None]
    found = {one.id: one for one in session.exec(select(Household).where(col(Household.id).in_(ids)))}
    return [found[one] for one in ids]
