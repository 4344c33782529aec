"""Voiding labels above what a producer may give back by itself."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.symbols.camera import MOST_BYTES
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.installation import store
from gitrace.web.parts import labels
from gitrace.web.parts.labels import lot_or_404
from gitrace.web.regulator import regulator


@regulator.route("/lots/<lot>/void-labels", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
@takes_file(2 * MOST_BYTES)
def void_labels(lot: str) -> Response:
    """Void a range of a lot's labels."""
    with reading(store()) as session:
        batch = lot_or_404(session, lot)
    return labels.void(batch, ("regulator.show_lot", {"lot": lot}))
