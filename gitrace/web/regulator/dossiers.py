"""A lot's dossier as one PDF: a short one at once, a long one by the keeper."""

from io import BytesIO

from flask import Response, abort

from gitrace import clock
from gitrace.batches.queries import batch_by_lot
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.exports import order_export
from gitrace.supervision.papers import DossierWish
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator
from gitrace.web.regulator.exports import attached

DRAWN_AT_ONCE = 150
"""Lines up to which a lot's page offers the dossier at once: about half a second."""


@regulator.get("/lots/<lot>/dossier.pdf")
@may_enter(Role.REGULATOR)
def take_dossier(lot: str) -> Response:
    """The dossier, at once."""
    from gitrace.supervision.drawing import paper_pdf

    wish = _wish(lot)
    with reading(store()) as session:
        paper = wish.read(store(), session)
    return attached(BytesIO(off_the_loop(paper_pdf, paper)), wish, wish.file_name(clock.now()))


@regulator.post("/lots/<lot>/dossier.pdf")
@may_enter(Role.REGULATOR)
def order_dossier(lot: str) -> Response:
    """Have the keeper draw the dossier."""
    wish = _wish(lot)
    with keeping(store()) as session:
        order_export(session, wish, made_by=actor().name, now=clock.now())
    return saved("regulator.list_exports")


def _wish(lot: str) -> DossierWish:
    with reading(store()) as session:
        return DossierWish((batch_by_lot(session, lot) or abort(404)).lot)
