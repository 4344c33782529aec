"""A producer's scales and trade items, as the regulator enters them."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts import goods
from gitrace.web.parts.goods import Done
from gitrace.web.regulator import regulator


def _done(producer_id: int) -> Done:
    return "regulator.show_producer", {"producer_id": producer_id}


@regulator.route("/producers/<int:producer_id>/scales/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def new_scale(producer_id: int) -> Response:
    """Register a scale."""
    with reading(store()) as session:
        producer = goods.producer_or_404(session, producer_id)
    return goods.new_scale(producer, _done(producer_id))


@regulator.route("/scales/<int:scale_id>/verify", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def verify_scale(scale_id: int) -> Response:
    """Record a new certificate."""
    with reading(store()) as session:
        scale = goods.scale_or_404(session, scale_id)
    return goods.verify(scale, _done(scale.producer_id))


@regulator.route("/scales/<int:scale_id>/correct", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def correct_scale(scale_id: int) -> Response:
    """Put a scale's entry right, with a reason."""
    with reading(store()) as session:
        scale = goods.scale_or_404(session, scale_id)
    return goods.correct_entry(scale, _done(scale.producer_id))


@regulator.route("/producers/<int:producer_id>/trade-items/new", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def new_trade_item(producer_id: int) -> Response:
    """Register a pack."""
    with reading(store()) as session:
        producer = goods.producer_or_404(session, producer_id)
    return goods.new_trade_item(producer, _done(producer_id))


@regulator.route("/trade-items/<int:trade_item_id>/retire", methods=["GET", "POST"])
@may_enter(Role.REGULATOR)
def retire_trade_item(trade_item_id: int) -> Response:
    """Retire a pack, with a reason."""
    with reading(store()) as session:
        item = goods.trade_item_or_404(session, trade_item_id)
    return goods.retire(item, _done(item.producer_id))
