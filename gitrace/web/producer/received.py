"""Growers' own certificates: printed for them to sign, and ticked off for a day."""

import io
from datetime import date

from flask import Response, abort, request, send_file

from gitrace import clock
from gitrace.certificates.papers import paper_named
from gitrace.certificates.received import TickReceived, growers_face, received_on, tick_received
from gitrace.clock import shanghai_day
from gitrace.deliveries.queries import get_delivery
from gitrace.deliveries.weight import jin
from gitrace.jobs.threadpool import off_the_loop
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id


@producer.route("/certificates/received", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def receive_certificates() -> Response:
    """The day's deliveries, each with its tick; today's unless another day is asked for."""
    day = request.args.get("day", shanghai_day(clock.now()), date.fromisoformat)
    with reading(store()) as session:
        of_day = received_on(session, own_id(), day)
        months = present_profile(session).inputs.certificate_kept_months.value
    form = Form(TickReceived, {"deliveries": sorted(of_day.received)})
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: tick_received(work, command, producer_id=own_id(), day=day))
            return saved(".receive_certificates", done, day=day.isoformat())
    return form.page("producer/certificates/received.html", of_day=of_day, day=day, months=months, jin=jin)


@producer.get("/deliveries/<int:delivery_id>/certificate.pdf")
@may_enter(Role.CLERK, Role.MANAGER)
def growers_certificate(delivery_id: int) -> Response:
    """A household's own for this delivery, filled in, for it to sign; a dealer brings his."""
    from gitrace.certificates.drawing import certificate_pdf as draw

    with reading(store()) as session:
        delivery = get_delivery(session, delivery_id)
        if delivery is None or delivery.producer_id != own_id() or delivery.household_id is None:
            abort(404)
        face = growers_face(session, delivery)
    drawn = off_the_loop(draw, face, paper_named(request.args.get("paper", "a6")))
    return send_file(io.BytesIO(drawn), mimetype="application/pdf", download_name=f"{delivery.number}.pdf")
