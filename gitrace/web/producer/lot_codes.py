"""批次码: a lot's code for film and inkjet, taken out as a file; that it was is on record."""

import io

from flask import Response, send_file

from gitrace.jobs.threadpool import off_the_loop
from gitrace.labels.queries import items_for
from gitrace.people.roles import Role
from gitrace.printing.lot_codes import DRAWN_WORDS, Drawn, TakeLotCode, lot_code_of, take_lot_code
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form
from gitrace.web.installation import store
from gitrace.web.producer import producer
from gitrace.web.producer.batches import own_lot_or_404

_MIME = {Drawn.SVG: "image/svg+xml", Drawn.PNG: "image/png", Drawn.PDF: "application/pdf"}


@producer.route("/lots/<lot>/code", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def lot_code(lot: str) -> Response:
    """Which pack and which format; posted to, the file."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        items = [(one.gtin, f"{one.name} {one.net_content}（{one.gtin}）") for one in items_for(session, batch)]
    form = Form(TakeLotCode, {"gtin": items[0][0] if len(items) == 1 else None})
    if form.sent:
        with form.answering():
            form.do_once(take_lot_code, lot=lot)
            asked = form.command(lot=lot)
            code = lot_code_of(store().settings, batch, asked.gtin)
            drawn, name = off_the_loop(code.drawn, asked.drawn_as), f"{code.title}.{asked.drawn_as}"
            return send_file(io.BytesIO(drawn), _MIME[asked.drawn_as], as_attachment=True, download_name=name)
    return form.page("producer/labels/lot_code.html", batch=batch, items=items, formats=DRAWN_WORDS)
