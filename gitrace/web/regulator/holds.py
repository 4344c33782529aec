"""What the regulator decides about a lot: hold, release by two, settle a deficit; and where bad deliveries went."""

from flask import Response, abort, make_response, redirect, url_for
from sqlmodel import Session

from gitrace.batches.deficits import SettleDeficit, settle_deficit
from gitrace.batches.holds import HOLD_WORDS, HoldBatch, hold_batch
from gitrace.batches.queries import batch_by_lot, lot_grams
from gitrace.batches.releasing import (
    ConfirmRelease,
    ProposeRelease,
    confirm_release,
    open_proposal,
    propose_release,
    withdraw_release,
)
from gitrace.batches.tables import Batch
from gitrace.people.queries import county_regulators
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.supervision.actors import user_name
from gitrace.supervision.words import HOLDS
from gitrace.web.doors import asks_again, may_enter
from gitrace.web.entrance import actor, signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.marked import marked_page
from gitrace.web.regulator import regulator
from gitrace.work import writing


@regulator.route("/lots/<lot>/hold", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def hold_lot(lot: str) -> Response:
    """Suspend the use of a lot's labels."""
    batch = _lot_or_404(lot)
    form = Form(HoldBatch)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: hold_batch(work, command, lot=lot).lot)
            return saved(".show_lot", done, lot=lot)
    return form.page("regulator/holds/hold.html", batch=batch, kinds=HOLD_WORDS)


@regulator.route("/lots/<lot>/release", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def propose_release_of_lot(lot: str) -> Response:
    """Propose that a lot's labels be used again."""
    with reading(store()) as session:
        batch = _found(session, lot)
        others = county_regulators(session, but=signed_in().user_id)
    form = Form(ProposeRelease)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: propose_release(work, command, lot=lot).id)
            return saved(".show_lot", done, lot=lot)
    return form.page("regulator/holds/propose.html", batch=batch, others=others)


@regulator.route("/lots/<lot>/release/confirm", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@asks_again
def confirm_release_of_lot(lot: str) -> Response:
    """What another regulator proposed, and the second pair of eyes."""
    with reading(store()) as session:
        batch = _found(session, lot)
        proposal = open_proposal(session, batch.id)
        proposer = user_name(session, proposal.proposed_by) if proposal else None
    form = Form(ConfirmRelease)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: confirm_release(work, command, lot=lot).lot)
            return saved(".show_lot", done, lot=lot)
    if proposal is None:  # decided meanwhile, or never made: the dossier says which
        return make_response(redirect(url_for(".show_lot", lot=lot), 303))
    return form.page("regulator/holds/confirm.html", batch=batch, proposal=proposal, proposer=proposer, holds=HOLDS)


@regulator.post("/lots/<lot>/release/withdraw")
@may_enter(Role.REGULATOR)
def withdraw_release_of_lot(lot: str) -> Response:
    """Take one's own proposal back."""
    with writing(store(), actor()) as work:
        withdraw_release(work, lot=lot)
    return saved(".show_lot", lot=lot)


@regulator.route("/lots/<lot>/settle", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def settle_lot(lot: str) -> Response:
    """Settle a lot's deficit with a reason."""
    batch = _lot_or_404(lot)
    form = Form(SettleDeficit)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: settle_deficit(work, command, lot=lot))
            return saved(".show_lot", done, lot=lot)
    with reading(store()) as session:
        owed_g = lot_grams(session, [batch.id])[batch.id].deficit_g
    return form.page("regulator/holds/settle.html", batch=batch, owed_g=owed_g)


@regulator.get("/marked-lots")
@may_enter(Role.REGULATOR)
def list_marked_lots() -> Response:
    """Deliveries found bad after they were poured, with each lot that they flowed into."""
    return marked_page("regulator")


def _lot_or_404(lot: str) -> Batch:
    with reading(store()) as session:
        return _found(session, lot)


def _found(session: Session, lot: str) -> Batch:
    return batch_by_lot(session, lot) or abort(404)
