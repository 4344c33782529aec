"""Slips: printed for a delivery, looked at, fetched as a PDF."""

import io
from typing import Any

from flask import Response, abort, redirect, render_template, send_file, url_for
from sqlmodel import Session

from gitrace import clock
from gitrace.cases.queries import denials_of
from gitrace.deliveries.queries import get_delivery
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.slips.commands import PrintSlip, print_slip
from gitrace.slips.face import Copy, kilograms
from gitrace.slips.papers import PAPERS, paper_named
from gitrace.slips.queries import printings_of, slip_face, the_printing
from gitrace.slips.rules import is_printable, require_printable
from gitrace.slips.tables import SlipPrinting
from gitrace.storage import reading
from gitrace.supervision.actors import actor_names
from gitrace.symbols.symbol import matrix, symbol_svg
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id

_WHO = Role.CLERK, Role.MANAGER


@producer.route("/deliveries/<int:delivery_id>/slips", methods=["GET", "POST"])
@may_enter(*_WHO)
def print_delivery_slip(delivery_id: int) -> Response:
    """Print a slip; the page with the choice of paper when something speaks against it."""
    with reading(store()) as session:
        delivery = _own_or_404(session, delivery_id)
    form = Form(PrintSlip, {"paper": next(iter(PAPERS))})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: print_slip(work, command, delivery=delivery).id)
            return saved(".show_slip", done, printing_id=done.content)
    return form.page("producer/slips/new.html", delivery=delivery, papers=paper_names())


@producer.get("/slips/<int:printing_id>")
@may_enter(*_WHO)
def show_slip(printing_id: int) -> str:
    """Both copies of a slip as a page that prints; after half an hour the way to a reprint in its place."""
    with reading(store()) as session:
        printing, delivery = _printing_or_404(session, printing_id)
        return render_template(
            "producer/slips/show.html",
            printing=printing,
            delivery=delivery,
            face=slip_face(session, store(), printing),
            copies=list(Copy),
            good=is_printable(printing.printed_at, clock.now()),
            jin=jin,
            kilograms=kilograms,
        )


@producer.get("/slips/<int:printing_id>/slip.pdf")
@may_enter(*_WHO)
def slip_pdf(printing_id: int) -> Response:
    """The same for the printer at the scale."""
    from gitrace.slips.drawing import slip_pdf as draw

    with reading(store()) as session:
        printing, delivery = _printing_or_404(session, printing_id)
        face = slip_face(session, store(), printing)
    try:
        require_printable(printing.printed_at, clock.now())
    except Refusal:
        return redirect(url_for(".show_slip", printing_id=printing_id), 303)  # type: ignore[return-value]
    drawn = off_the_loop(draw, face, paper_named(printing.paper))
    name = f"{delivery.number}-{printing.ordinal}.pdf"
    return send_file(io.BytesIO(drawn), mimetype="application/pdf", download_name=name)


@producer.get("/slips/<int:printing_id>/symbol.svg")
@may_enter(*_WHO)
def slip_symbol(printing_id: int) -> Response:
    """The code on the grower's copy, for the page that prints."""
    with reading(store()) as session:
        printing, _ = _printing_or_404(session, printing_id)
        address = slip_face(session, store(), printing).address
    if address is None or not is_printable(printing.printed_at, clock.now()):
        abort(404)
    return Response(symbol_svg(matrix(address)), mimetype="image/svg+xml")


def told_of_slips(session: Session, delivery_id: int) -> dict[str, Any]:
    """What a delivery's page tells of its slips, and of what its household said."""
    printings = printings_of(session, delivery_id)
    return {
        "printings": printings,
        "printers": actor_names(session, [one.printed_by for one in printings]),
        "denials": denials_of(session, [delivery_id]),
    }


def paper_names() -> dict[str, str]:
    """The papers by code, in the reader's language."""
    return {paper.code: said(paper.name) for paper in PAPERS.values()}


def _printing_or_404(session: Session, printing_id: int) -> tuple[SlipPrinting, Delivery]:
    try:
        printing = the_printing(session, printing_id)
    except Refusal:
        abort(404)
    return printing, _own_or_404(session, printing.delivery_id)


def _own_or_404(session: Session, delivery_id: int) -> Delivery:
    delivery = get_delivery(session, delivery_id)
    if delivery is None or delivery.producer_id != own_id():
        abort(404)
    return delivery
