"""Deliveries of the producer's growers: the day's list, one delivery, its correction, what left unpoured."""

from datetime import date

from flask import Response, abort, render_template, request, url_for
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from gitrace import clock
from gitrace.balance.rules import DESTINATIONS
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.queries import flows_of
from gitrace.certificates.received import came_with_certificate
from gitrace.deliveries.commands import DrawDelivery, draw_delivery
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.price import amount_fen, prices_of, yuan
from gitrace.deliveries.queries import (
    PAGE,
    DeliveryFilter,
    corrections_of,
    find_deliveries,
    get_delivery,
    keyed,
    unpoured,
)
from gitrace.deliveries.tables import Delivery
from gitrace.deliveries.weight import jin
from gitrace.growers.queries import left_of_household
from gitrace.growers.safe_harvest import household_harvests
from gitrace.growers.tables import Household, Plot
from gitrace.people.roles import Role
from gitrace.producers.tables import Scale
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.parts.places import present_profile
from gitrace.web.producer import producer
from gitrace.web.producer.growers import own_growers
from gitrace.web.producer.profile import own_id
from gitrace.web.producer.slips import told_of_slips
from gitrace.web.producer.weighing_choices import DISPLAYED, UNITS, cover_names, grade_names, weighing_choices, weighs


class AskDeliveries(BaseModel):
    """The filter of the list."""

    model_config = ConfigDict(frozen=True)

    first_day: date | None = Field(default=None, title="起始日期")
    last_day: date | None = Field(default=None, title="截止日期")
    household: str = Field(default="", title="户号", max_length=40)
    text: str = Field(default="", title="交售单号", max_length=40)
    cover: str = Field(default="", title="方式", max_length=20)
    failing: bool = Field(default=False, title="只看检查不通过的")


@producer.get("/deliveries")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def list_deliveries() -> Response:
    """Today's deliveries and their total, or those that answer the filter."""
    form = Form(AskDeliveries, {"first_day": _today(), "last_day": _today()}, source=request.args)
    wanted = AskDeliveries(first_day=_today(), last_day=_today())
    if form.sent:
        with form.answering():
            wanted = form.command()
    page = max(1, request.args.get("page", 1, int))
    with reading(store()) as session:
        asked = DeliveryFilter(producer_id=own_id(), **wanted.model_dump())
        lines, total = find_deliveries(session, asked, page)
        return form.page(
            "producer/deliveries/list.html",
            lines=lines,
            total=total,
            weighs=weighs(),
            jin=jin,
            covers=cover_names(present_profile(session)),
            page=page,
            last=-(-total.count // PAGE) or 1,
            address=lambda number: url_for(".list_deliveries", **{**request.args.to_dict(), "page": number}),
        )


@producer.get("/deliveries/<int:delivery_id>")
@may_enter(Role.CLERK, Role.PACKER, Role.MANAGER)
def show_delivery(delivery_id: int) -> str:
    """One delivery: its slip to print, what the checks found, where it went, its corrections."""
    with reading(store()) as session:
        delivery = _own_or_404(session, delivery_id)
        household = session.get(Household, delivery.household_id) if delivery.household_id else None
        today, profile = _today(), present_profile(session)
        harvests = household_harvests(session, household.id, today, profile) if household else []
        return render_template(
            "producer/deliveries/show.html",
            harvests=[one for one in harvests if delivery.plot_id in (None, one.plot.id)],
            today=today,
            delivery=delivery,
            weighs=weighs(),
            household=household,
            plot=session.get(Plot, delivery.plot_id) if delivery.plot_id else None,
            scale=session.get_one(Scale, delivery.scale_id),
            left_g=left_of_household(session, household.id, delivery.season) if household else 0,
            unpoured_g=unpoured(session, [delivery.id])[delivery.id].unpoured_g,
            findings=findings_of(delivery),
            flows=flows_of(session, [delivery.id]),
            corrections=corrections_of(session, delivery.id),
            **told_of_slips(session, delivery.id),
            certified=came_with_certificate(session, delivery.id),
            covers=cover_names(profile),
            grades=grade_names(profile),
            unit=said(DISPLAYED[delivery.unit]),
            jin=jin,
            price_fen=prices_of(session, [delivery.id]).get(delivery.id),
            amount_fen=amount_fen,
            yuan=yuan,
        )


@producer.route("/deliveries/<int:delivery_id>/correct", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def correct(delivery_id: int) -> Response:
    """Key a delivery anew, with a reason."""
    with reading(store()) as session:
        delivery = _own_or_404(session, delivery_id)
        start, choices = keyed(session, delivery), weighing_choices(session)
    form = Form(CorrectDelivery, start)
    chooser = own_growers(form)
    if form.sent:
        with form.answering():
            done = form.do_once(
                lambda work, command: correct_delivery(work, command, delivery_id=delivery_id).id, **chooser.known()
            )
            return saved(".show_delivery", done, delivery_id=delivery_id)
    return form.page("producer/deliveries/correct.html", delivery=delivery, chooser=chooser, **choices)


@producer.route("/deliveries/<int:delivery_id>/draw", methods=["GET", "POST"])
@may_enter(Role.CLERK, Role.MANAGER)
def draw_unpoured(delivery_id: int) -> Response:
    """Say where shoots went that were never poured."""
    with reading(store()) as session:
        delivery = _own_or_404(session, delivery_id)
        left_g = unpoured(session, [delivery.id])[delivery.id].unpoured_g
    form = Form(DrawDelivery)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: draw_delivery(work, command, delivery=delivery))
            return saved(".show_delivery", done, delivery_id=delivery_id)
    return form.page(
        "producer/deliveries/draw.html", delivery=delivery, left=jin(left_g), units=UNITS, destinations=DESTINATIONS
    )


def _own_or_404(session: Session, delivery_id: int) -> Delivery:
    delivery = get_delivery(session, delivery_id)
    if delivery is None or delivery.producer_id != own_id():
        abort(404)
    return delivery


def _today() -> date:
    return clock.shanghai_day(clock.now())
