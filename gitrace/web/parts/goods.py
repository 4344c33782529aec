"""Forms of a producer's scales and trade items, for the regulator and for the producer itself.

`done`: endpoint and values of the page that shows what was saved.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response, abort, request
from sqlmodel import Session

from gitrace.identifiers.entries import decimal_text
from gitrace.labels.amending import correct_weighing_scale
from gitrace.producers.scales import (
    DISPLAY_UNITS,
    CorrectScale,
    RegisterScale,
    VerifyScale,
    register_scale,
    verify_scale,
)
from gitrace.producers.tables import Producer, Scale, TradeItem
from gitrace.producers.trade_items import (
    RegisterTradeItem,
    RetireTradeItem,
    register_trade_item,
    retire_trade_item,
)
from gitrace.storage import reading
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.places import form_names, present_profile

Done = tuple[str, Mapping[str, Any]]


def new_scale(producer: Producer, done: Done) -> Response:
    """Register a scale of this producer."""
    form = Form(RegisterScale, {"display_unit": "jin"})
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: register_scale(work, command).id, producer_id=producer.id)
            return saved(done[0], answer, **done[1])
    return form.page("parts/new_scale.html", producer=producer, units=DISPLAY_UNITS, address=request.path, done=done)


def verify(scale: Scale, done: Done) -> Response:
    """Record a scale's new certificate."""
    form = Form(VerifyScale, {"verified_by": scale.verified_by})
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: verify_scale(work, command).id, scale_id=scale.id)
            return saved(done[0], answer, **done[1])
    return form.page("parts/verify_scale.html", scale=scale, address=request.path, done=done)


def correct_entry(scale: Scale, done: Done) -> Response:
    """Put a scale's entry right."""
    form = Form(CorrectScale, scale.model_dump() | {"capacity_kg": decimal_text(Decimal(scale.capacity_g) / 1000)})
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: correct_weighing_scale(work, command).id, scale_id=scale.id)
            return saved(done[0], answer, **done[1])
    return form.page("parts/correct_scale.html", scale=scale, units=DISPLAY_UNITS, address=request.path, done=done)


def new_trade_item(producer: Producer, done: Done) -> Response:
    """Register a pack of this producer."""
    form = Form(RegisterTradeItem)
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: register_trade_item(work, command).id, producer_id=producer.id)
            return saved(done[0], answer, **done[1])
    with reading(store()) as session:
        names = form_names(present_profile(session))
    return form.page("parts/new_trade_item.html", producer=producer, forms_=names, address=request.path, done=done)


def retire(item: TradeItem, done: Done) -> Response:
    """Retire a pack."""
    form = Form(RetireTradeItem)
    if form.sent:
        with form.answering():
            answer = form.do_once(lambda work, command: retire_trade_item(work, command).id, trade_item_id=item.id)
            return saved(done[0], answer, **done[1])
    return form.page("parts/retire_trade_item.html", item=item, address=request.path, done=done)


def producer_or_404(session: Session, producer_id: int) -> Producer:
    """The producer; another's, or one that does not exist, is not there."""
    return session.get(Producer, producer_id) or abort(404)


def scale_or_404(session: Session, scale_id: int, of: int | None = None) -> Scale:
    """The scale, `of` this producer where one is named."""
    found = session.get(Scale, scale_id)
    if found is None or of not in (None, found.producer_id):
        abort(404)
    return found


def trade_item_or_404(session: Session, trade_item_id: int, of: int | None = None) -> TradeItem:
    """The trade item, `of` this producer where one is named."""
    found = session.get(TradeItem, trade_item_id)
    if found is None or of not in (None, found.producer_id):
        abort(404)
    return found
