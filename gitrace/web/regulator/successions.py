"""What changes whose land it is, and how much: a household's plots passed on, a plot's area or parcel put right."""

from flask import Response

from gitrace.batches.rejudging import rejudge_after_change
from gitrace.growers.queries import places_of, plots_of
from gitrace.growers.remeasuring import CorrectPlot, correct_plot
from gitrace.growers.succession import SUCCESSION_WORDS, PassOn, pass_on
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import every_level, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.growers import overseen_growers
from gitrace.web.regulator.households import household_or_404
from gitrace.web.regulator.plots import plot_or_404
from gitrace.work import Work


@regulator.route("/households/<int:household_id>/pass-on", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def pass_household_on(household_id: int) -> Response:
    """Holder changed, holder died, merged or divided: plots and what is left of their yield go to another household."""
    with reading(store()) as session:
        household = household_or_404(session, household_id)
        plots = plots_of(session, household_id)
    form = Form(PassOn)
    chooser = overseen_growers(form, name="successor")
    if form.sent:
        with form.answering():
            known = {"household_id": household_id, **chooser.known()}
            done = form.do_once(lambda work, command: pass_on(work, command).successor_id, **known)
            return saved(".show_household", done, household_id=household_id)
    return form.page(
        "regulator/households/pass_on.html",
        household=household,
        plots=plots,
        kinds=SUCCESSION_WORDS,
        chooser=chooser,
    )


@regulator.route("/plots/<int:plot_id>/correct", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@every_level
def correct_plot_entry(plot_id: int) -> Response:
    """Put area or parcel number right, with a reason; certified grams follow the area."""
    with reading(store()) as session:
        plot, household = plot_or_404(session, plot_id)
        place = places_of(session, household.id).get(plot_id)
    form = Form(CorrectPlot, {"area_mu": plot.area_mu, "parcel": place.parcel if place else None})
    if form.sent:
        with form.answering():
            done = form.do_once(_correct, plot_id=plot_id)
            return saved(".show_plot", done, plot_id=plot_id)
    return form.page("regulator/plots/correct.html", plot=plot, household=household)


def _correct(work: Work, command: CorrectPlot) -> int:
    for given in correct_plot(work, command):
        rejudge_after_change(work, given)
    return command.plot_id
