"""What failing reports propose: the list of holds, and the answer to one of them."""

from flask import Response, abort, render_template

from gitrace.batches.holds import HOLD_WORDS
from gitrace.inspections.corrected import correction_of
from gitrace.inspections.proposals import AnswerProposal, answer_proposal, proposal_of
from gitrace.inspections.tables import Answer
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.proposals import answered_proposals, lots_covered, waiting_proposals
from gitrace.supervision.words import ANSWERS
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, item_names, present_profile
from gitrace.web.parts.reports import Desk, report_words, sheet_or_404
from gitrace.web.regulator import regulator

CHOICES = {Answer.HOLD: "暂停勾选的批次", Answer.NO_HOLD: "不暂停"}


@regulator.get("/proposed-holds")
@may_enter(Role.REGULATOR)
def list_proposed_holds() -> str:
    """Those that wait, and the last that were answered."""
    with reading(store()) as session:
        return render_template(
            "regulator/failing_reports/list.html",
            waiting=waiting_proposals(session),
            answered=answered_proposals(session),
            form_words=form_names(present_profile(session)),
            answer_names=ANSWERS,
        )


@regulator.route("/proposed-holds/<int:report_id>", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def answer_hold(report_id: int) -> Response:
    """What the report covers, and the answer: hold which lots, or none, and why."""
    desk = Desk("regulator")
    with reading(store()) as session:
        sheet = sheet_or_404(session, desk, report_id)
        proposal = proposal_of(session, report_id) or abort(404)
        covered = lots_covered(store(), session, sheet.report)
        since = correction_of(session, sheet.report)
        item_words = item_names(present_profile(session), sheet.report.form)
    form = Form(AnswerProposal, {"lots": [one.line.lot for one in covered if one.line.in_use]})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: answer_proposal(work, command, report_id=report_id).report_id)
            return saved(".show_report", done, report_id=report_id)
    return form.page(
        "regulator/failing_reports/answer.html",
        desk=desk,
        sheet=sheet,
        proposal=proposal,
        covered=covered,
        lot_choices=[(one.line.lot, one.line.lot) for one in covered],
        since=since,
        item_words=item_words,
        answers=CHOICES,
        kinds=HOLD_WORDS,
        **report_words(),
    )
