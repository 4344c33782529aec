"""What the regulator decides about a lot: hold, release, settle a deficit; and where bad deliveries went."""

from flask import Response, abort, render_template
from sqlmodel import Session

from gitrace.batches.deficits import SettleDeficit, settle_deficit
from gitrace.batches.holds import HOLD_WORDS, HoldBatch, ReleaseBatch, hold_batch, release_batch
from gitrace.batches.queries import batch_by_lot, lot_grams, marked_lots
from gitrace.batches.tables import Batch
from gitrace.people.roles import Role
from gitrace.producers.queries import producer_names
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator


@regulator.route("/lots/<lot>/hold", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
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
def release_lot(lot: str) -> Response:
    """Let a lot's labels be used again."""
    batch = _lot_or_404(lot)
    form = Form(ReleaseBatch)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: release_batch(work, command, lot=lot).lot)
            return saved(".show_lot", done, lot=lot)
    return form.page("regulator/holds/release.html", batch=batch)


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
def list_marked_lots() -> str:
    """Deliveries found bad after they were poured, with each lot that they flowed into."""
    with reading(store()) as session:
        return render_template(
            "regulator/holds/marked.html", marked=marked_lots(session), producers=producer_names(session)
        )


def _lot_or_404(lot: str) -> Batch:
    with reading(store()) as session:
        return _found(session, lot)


def _found(session: Session, lot: str) -> Batch:
    return batch_by_lot(session, lot) or abort(404)
