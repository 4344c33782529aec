"""What is done with a lot, a form each: pouring by picking or in part, drawing, carrying over, closing."""

from flask import Response

from gitrace import clock
from gitrace.balance.rules import DESTINATIONS, kg
from gitrace.batches.drawing import CarryOver, Draw, carry_over, draw
from gitrace.batches.opening import CloseBatch
from gitrace.batches.pouring import Pick, PourPart, pour_part, pour_picked, pourable_at_all
from gitrace.batches.queries import carry_targets, lot_grams
from gitrace.clock import SHANGHAI
from gitrace.deliveries.queries import DeliveryLine
from gitrace.deliveries.weight import jin
from gitrace.labels.closing import close_lot
from gitrace.labels.queries import item_sheets
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.producer import producer
from gitrace.web.producer.batches import own_lot_or_404
from gitrace.web.producer.weighing_choices import UNITS


@producer.route("/lots/<lot>/pour", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def pour_by_picking(lot: str) -> Response:
    """Pour whole deliveries that are picked."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        lines = pourable_at_all(session, batch, clock.now())
    form = Form(Pick)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: len(pour_picked(work, command, lot=lot)))
            return saved(".show_lot", done, lot=lot)
    choices = {line.delivery.id: _words(line) for line in lines}
    return form.page("producer/batches/pour.html", batch=batch, choices=choices)


@producer.route("/lots/<lot>/pour-part", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def pour_a_part(lot: str) -> Response:
    """Pour a part of one delivery."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        lines = pourable_at_all(session, batch, clock.now())
    form = Form(PourPart)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: len(pour_part(work, command, lot=lot)))
            return saved(".show_lot", done, lot=lot)
    choices = {line.delivery.id: _words(line) for line in lines}
    return form.page("producer/batches/pour_part.html", batch=batch, choices=choices, units=UNITS)


@producer.route("/lots/<lot>/draw", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def draw_from_lot(lot: str) -> Response:
    """Say where grams went that left without a label."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        left = kg(lot_grams(session, [batch.id])[batch.id].free_g)
    form = Form(Draw)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: draw(work, command, lot=lot))
            return saved(".show_lot", done, lot=lot)
    return form.page("producer/batches/draw.html", batch=batch, left=left, units=UNITS, destinations=DESTINATIONS)


@producer.route("/lots/<lot>/carry", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def carry_to_lot(lot: str) -> Response:
    """Carry what is left over into a later lot."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        left = kg(lot_grams(session, [batch.id])[batch.id].free_g)
        targets = {one.lot: f"{one.lot}（{one.packed_on}）" for one in carry_targets(session, batch)}
    form = Form(CarryOver)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: carry_over(work, command, lot=lot).grams)
            return saved(".show_lot", done, lot=lot)
    return form.page("producer/batches/carry.html", batch=batch, left=left, units=UNITS, targets=targets)


@producer.route("/lots/<lot>/close", methods=["GET", "POST"])
@may_enter(Role.PACKER, Role.MANAGER)
def close_own_lot(lot: str) -> Response:
    """Close a lot at the day's end: the page says what it will void and post, and asks once."""
    with reading(store()) as session:
        batch = own_lot_or_404(session, lot)
        grams = lot_grams(session, [batch.id])[batch.id]
        unused = [sheet for sheet in item_sheets(session, batch) if sheet.tally.left]
        targets = {one.lot: f"{one.lot}（{one.packed_on}）" for one in carry_targets(session, batch)}
    form = Form(CloseBatch)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: close_lot(work, command, lot=lot).lot)
            return saved(".show_lot", done, lot=lot)
    return form.page(
        "producer/batches/close.html",
        batch=batch,
        grams=grams,
        unused=unused,
        jin=jin,
        targets=targets,
        destinations=DESTINATIONS,
    )


def _words(line: DeliveryLine) -> str:
    weighed = line.delivery.weighed_at.astimezone(SHANGHAI)
    return f"{line.delivery.number} · {line.household} · {weighed:%m-%d %H:%M} · {jin(line.unpoured_g)} {said('斤')}"
