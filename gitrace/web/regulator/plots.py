"""Plots: registered under their household, certified for a season, and what each has delivered."""

from flask import Response, abort, render_template, url_for
from sqlmodel import Session

from gitrace import clock
from gitrace.batches.rejudging import rejudge_after_change
from gitrace.deliveries.weight import jin
from gitrace.growers.certifying import CertifyYield, ChangeYield, certify_yield, change_yield
from gitrace.growers.photos import photos_of
from gitrace.growers.plots import RegisterPlot, register_plot
from gitrace.growers.queries import person_of, places_of, records_of, yields_of
from gitrace.growers.remeasuring import corrections_of
from gitrace.growers.rules import season_of
from gitrace.growers.safe_harvest import safe_harvests
from gitrace.growers.tables import Household, Plot
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import asks_again, every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.moments import told_of
from gitrace.web.parts.places import present_profile, township_names
from gitrace.web.parts.records import KIND_NAMES
from gitrace.web.regulator import regulator
from gitrace.web.regulator.households import household_or_404, record_deeds
from gitrace.web.regulator.remit import own_townships


@regulator.route("/households/<int:household_id>/plots/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def new_plot(household_id: int) -> Response:
    """Register a plot of this household."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
        townships = own_townships(session)
    form = Form(RegisterPlot, {"township": household.township})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: register_plot(work, command).id, household_id=household_id)
            return saved(".show_plot", done, plot_id=done.content)
    return form.page("regulator/plots/new.html", household=household, townships=townships)


@regulator.get("/plots/<int:plot_id>")
@may_enter(Role.REGULATOR)
@every_level
def show_plot(plot_id: int) -> str:
    """A plot: where it lies, its yields season by season, its production records."""
    with reading(store()) as session:
        plot, household = plot_or_404(session, plot_id)
        profile, today = present_profile(session), clock.shanghai_day(clock.now())
        listed = records_of(session, [plot_id])
        photos = photos_of(session, [record.id for record in listed])
        told = told_of(session, f"plot:{plot_id}")
        return render_template(
            "regulator/plots/show.html",
            plot=plot,
            household=household,
            grower=person_of(session, household.id),
            place=places_of(session, household.id).get(plot_id),
            yields=yields_of(session, plot_id),
            season=season_of(today, profile),
            records=listed,
            photos={one: url_for(".show_photo", photo_id=photo.id) for one, photo in photos.items()},
            harvest=safe_harvests(session, [plot], today, profile)[plot_id],
            today=today,
            plot_numbers={plot_id: plot.number},
            townships=township_names(profile),
            kind_names=KIND_NAMES,
            record_deeds=record_deeds,
            jin=jin,
            corrections=corrections_of(session, plot_id),
            yields_amended=[one for one in told["amended"] if one.tag.startswith("yield.")],
            records_amended=[one for one in told["amended"] if one.tag.startswith("record.")],
            moments=told["moments"],
        )


@regulator.route("/plots/<int:plot_id>/certify", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def certify_plot(plot_id: int) -> Response:
    """Certify a plot's yield for a season."""
    with reading(store()) as session:
        plot, _household = plot_or_404(session, plot_id)
        profile = present_profile(session)
    form = Form(CertifyYield, {"season": season_of(clock.shanghai_day(clock.now()), profile)})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: certify_yield(work, command).id, plot_id=plot_id)
            return saved(".show_plot", done, plot_id=plot_id)
    return form.page("regulator/plots/certify.html", plot=plot, yields=profile.yields)


@regulator.route("/plots/<int:plot_id>/yields/<int:season>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def change_plot_yield(plot_id: int, season: int) -> Response:
    """Raise or lower a certified yield."""
    with reading(store()) as session:
        plot, _household = plot_or_404(session, plot_id)
        known = next((one for one in yields_of(session, plot_id) if one.given.season == season), None) or abort(404)
    start = {"kg_per_mu": known.given.kg_per_mu, "measured_sample": known.given.measured_sample}
    form = Form(ChangeYield, start)
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: rejudge_after_change(work, change_yield(work, command)).id,
                plot_id=plot_id,
                season=season,
            )
            return saved(".show_plot", done, plot_id=plot_id)
    return form.page("regulator/plots/change_yield.html", plot=plot, known=known, jin=jin)


def plot_or_404(session: Session, plot_id: int) -> tuple[Plot, Household]:
    """The plot and its household, or a page that says there is none."""
    plot = session.get(Plot, plot_id) or abort(404)
    return plot, household_or_404(session, plot.household_id)
