"""Proofs: a sheet of labels looked at, and printed once on paper, before anything is spent."""

import io
from collections.abc import Callable
from typing import Any

from flask import Response, abort, request, send_file
from werkzeug.datastructures import MultiDict

from gitrace import clock
from gitrace.batches.tables import Batch, BatchState
from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels.queries import items_for, run_and_batch
from gitrace.labels.tables import Run
from gitrace.people.roles import Role
from gitrace.printing.forms import AT_ONCE
from gitrace.printing.proof import Proof
from gitrace.printing.proofing import ProofOfLot, ProofOfRun, proof_of_lot, proof_of_run
from gitrace.printing.wishes import Wishes
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Command, Form
from gitrace.web.installation import store
from gitrace.web.parts.labels import lot_or_404
from gitrace.web.parts.stocks import stock_choices, stock_words
from gitrace.web.parts.wishes import ORDER_NAMES, asked
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id

_USUAL = {name: str(value) for name, value in Wishes().model_dump().items()}
_RARE = {name: usual for name, usual in _USUAL.items() if name not in ("start", "dpi")}
"""What is rarely wished otherwise."""
_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.get("/lots/<lot>/labels/proof")
@may_enter(*_EVERYBODY)
def show_lot_proof(lot: str) -> Response:
    """How labels of a lot would come out of the printer."""
    batch = _lot(lot)
    with reading(store()) as session:
        items = [(one.gtin, f"{one.name} {one.net_content}（{one.gtin}）") for one in items_for(session, batch)]
    form = Form(ProofOfLot, {"gtin": items[0][0] if items else None}, source=request.args)
    proof = _looked_at(form, lambda command: _lot_proof(batch, command)) if items else None
    return form.page(
        "producer/labels/proof.html", batch=batch, items=items, stocks=stock_choices(own_id()), **_shown(form, proof)
    )


@producer.get("/lots/<lot>/labels/proof.svg")
@may_enter(*_EVERYBODY)
def lot_proof_svg(lot: str) -> Response:
    """The first page of the proof."""
    return _picture(_lot_proof(_lot(lot), asked(ProofOfLot)))


@producer.get("/lots/<lot>/labels/proof.pdf")
@may_enter(*_EVERYBODY)
def lot_proof_pdf(lot: str) -> Response:
    """The same on paper."""
    return _paper(_lot_proof(_lot(lot), asked(ProofOfLot)))


@producer.get("/runs/<int:run_id>/proof")
@may_enter(*_EVERYBODY)
def show_run_proof(run_id: int) -> Response:
    """How a run's labels will come out, with everything that may be wished; printed from here."""
    run, batch = _run(run_id)
    # What an address leaves out stands as usual, not empty.
    form = Form(ProofOfRun, source=MultiDict({**_USUAL, **request.args.to_dict()}))
    proof = _looked_at(form, lambda command: _run_proof(run, command))
    return form.page(
        "producer/labels/run_proof.html",
        run=run,
        batch=batch,
        words=stock_words(run.stock),
        may_order=batch.state == BatchState.OPEN,
        at_once=AT_ONCE,
        **_shown(form, proof),
    )


@producer.get("/runs/<int:run_id>/proof.svg")
@may_enter(*_EVERYBODY)
def run_proof_svg(run_id: int) -> Response:
    """The first page of the proof."""
    return _picture(_run_proof(_run(run_id)[0], asked(ProofOfRun)))


@producer.get("/runs/<int:run_id>/proof.pdf")
@may_enter(*_EVERYBODY)
def run_proof_pdf(run_id: int) -> Response:
    """The same on paper."""
    return _paper(_run_proof(_run(run_id)[0], asked(ProofOfRun)))


def _looked_at(form: Form[Command], make: Callable[[Command], Proof]) -> Proof | None:
    """What the form asks for, where it can be printed so."""
    with form.answering():
        proof = make(form.command())
        off_the_loop(proof.require_possible)
        return proof
    return None


def _shown(form: Form[Command], proof: Proof | None) -> dict[str, Any]:
    """What both pages show. `query`: the filled fields, for the picture's address."""
    return {
        "proof": proof,
        "query": {name: value for name, value in request.args.items() if name in form.fields and value},
        "orders": ORDER_NAMES,
        "special": any(name in form.errors or form.value(name) != usual for name, usual in _RARE.items()),
    }


def _lot_proof(batch: Batch, command: ProofOfLot) -> Proof:
    with reading(store()) as session:
        return proof_of_lot(session, store(), batch, command, clock.now())


def _run_proof(run: Run, command: ProofOfRun) -> Proof:
    with reading(store()) as session:
        return proof_of_run(session, store(), run, command, clock.now())


def _picture(proof: Proof) -> Response:
    return Response(off_the_loop(proof.svg), mimetype="image/svg+xml")


def _paper(proof: Proof) -> Response:
    drawn = off_the_loop(proof.pdf, clock.now())
    name = f"{proof.face.lot}-proof.pdf"
    return send_file(io.BytesIO(drawn), "application/pdf", as_attachment=True, download_name=name)


def _lot(lot: str) -> Batch:
    with reading(store()) as session:
        return lot_or_404(session, lot, of=own_id())


def _run(run_id: int) -> tuple[Run, Batch]:
    with reading(store()) as session:
        found = run_and_batch(session, run_id)
    if found is None or found[1].producer_id != own_id():
        abort(404)
    return found
