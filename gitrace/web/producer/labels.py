"""A producer's labels lot by lot: counted, issued, printed once more."""

from flask import Response, abort, request, url_for
from pydantic import BaseModel, Field

from gitrace import clock
from gitrace.batches.tables import Batch
from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.queries import items_for, lot_lines, run_and_batch
from gitrace.labels.reprinting import ReprintLabels, reprint_labels
from gitrace.labels.tables import Run
from gitrace.ledger.canonical import Json
from gitrace.people.roles import Role
from gitrace.printing.proofing import ProofOfLot, proof_of_lot
from gitrace.printing.wishes import Dpi
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.labels import lot_or_404
from gitrace.web.parts.stocks import stock_choices
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.work import Work

_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


class FindLots(BaseModel):
    """The filter of the list; it stands in the address."""

    closed: bool = Field(default=False, title="连已结批的一起列出")
    page: int = Field(default=1, ge=1, le=100_000)


@producer.get("/labels")
@may_enter(*_EVERYBODY)
def list_label_lots() -> Response:
    """The lots, with their labels counted."""
    form, wanted = Form(FindLots, source=request.args), FindLots()
    with form.answering():
        wanted = form.command()
    with reading(store()) as session:
        lines, last = lot_lines(session, own_id(), open_only=not wanted.closed, page=wanted.page)
    return form.page(
        "producer/labels/list.html",
        lines=lines,
        page=wanted.page,
        last=last,
        closed=wanted.closed,
        address=lambda page: url_for(".list_label_lots", **{**request.args.to_dict(), "page": page}),
    )


@producer.route("/lots/<lot>/labels/issue", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def issue(lot: str) -> Response:
    """A label order."""
    with reading(store()) as session:
        batch = lot_or_404(session, lot, of=own_id())
        items = [(one.gtin, f"{one.name} {one.net_content}（{one.gtin}）") for one in items_for(session, batch)]
    form = Form(IssueLabels, {"gtin": items[0][0] if len(items) == 1 else None, **_proofed()})
    if form.sent:
        with form.answering():
            _require_held(batch, form.command(lot=lot))
            done = form.do_once(lambda work, command: issue_labels(work, command).id, lot=lot)
            return saved(".show_labels", done, lot=lot, run=done.content)
    return form.page("producer/labels/issue.html", batch=batch, items=items, stocks=stock_choices(own_id()))


def _require_held(batch: Batch, form: IssueLabels) -> None:
    """What the stock cannot hold, at the finest printer's resolution, is told before it is issued."""
    asked = ProofOfLot(**form.model_dump(include={"gtin", "stock", "coated"}), count=1, dpi=Dpi.FINE)
    with reading(store()) as session:
        proof = proof_of_lot(session, store(), batch, asked, clock.now())
    off_the_loop(proof.require_possible)


def _proofed() -> dict[str, str]:
    """What was looked at as a proof, to begin with."""
    return {name: value for name, value in request.args.items() if name in IssueLabels.model_fields and value}


@producer.route("/runs/<int:run_id>/reprint", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def reprint(run_id: int) -> Response:
    """Let a run to the printer again."""
    run, batch = _run_or_404(run_id)
    form = Form(ReprintLabels, request.args.to_dict())
    if form.sent:
        with form.answering():
            done = form.do_once(_reprint, run_id=run_id)
            assert isinstance(done.content, dict)
            return saved(".show_labels", done, lot=batch.lot, run=run.id, **done.content)
    return form.page("producer/labels/reprint.html", run=run, batch=batch)


def _reprint(work: Work, form: ReprintLabels) -> Json:
    first, last = reprint_labels(work, form)
    return {"first": first, "last": last}


def _run_or_404(run_id: int) -> tuple[Run, Batch]:
    with reading(store()) as session:
        found = run_and_batch(session, run_id)
    if found is None or found[1].producer_id != own_id():
        abort(404)
    return found
