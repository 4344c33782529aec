"""A lot's dossier as one PDF, drawn by the keeper: its letters alone take the processor longer than a request may."""

from flask import Response, abort

from gitrace import clock
from gitrace.batches.queries import batch_by_lot
from gitrace.people.roles import Role
from gitrace.storage import keeping, reading
from gitrace.supervision.exports import order_export
from gitrace.supervision.papers import DossierWish
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import saved
from gitrace.web.installation import store
from gitrace.web.regulator import regulator


@regulator.post("/lots/<lot>/dossier.pdf")
@may_enter(Role.REGULATOR)
def order_dossier(lot: str) -> Response:
    """Have the keeper draw the dossier."""
    with reading(store()) as session:
        wish = DossierWish((batch_by_lot(session, lot) or abort(404)).lot)
    with keeping(store()) as session:
        order_export(session, wish, made_by=actor().name, now=clock.now())
    return saved("regulator.list_exports")
