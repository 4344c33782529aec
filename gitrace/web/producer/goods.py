"""A producer's own scales and trade items, entered by its manager."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.installation import store
from gitrace.web.parts import goods
from gitrace.web.parts.goods import Done
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id

_DONE: Done = ("producer.show_profile", {})


@producer.route("/scales/new", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def new_scale() -> Response:
    """Register a scale."""
    with reading(store()) as session:
        mine = goods.producer_or_404(session, own_id())
    return goods.new_scale(mine, _DONE)


@producer.route("/scales/<int:scale_id>/verify", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def verify_scale(scale_id: int) -> Response:
    """Record a new certificate."""
    with reading(store()) as session:
        scale = goods.scale_or_404(session, scale_id, of=own_id())
    return goods.verify(scale, _DONE)


@producer.route("/scales/<int:scale_id>/correct", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def correct_scale(scale_id: int) -> Response:
    """Put a scale's entry right, with a reason."""
    with reading(store()) as session:
        scale = goods.scale_or_404(session, scale_id, of=own_id())
    return goods.correct_entry(scale, _DONE)


@producer.route("/trade-items/new", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def new_trade_item() -> Response:
    """Register a pack."""
    with reading(store()) as session:
        mine = goods.producer_or_404(session, own_id())
    return goods.new_trade_item(mine, _DONE)


@producer.route("/trade-items/<int:trade_item_id>/retire", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def retire_trade_item(trade_item_id: int) -> Response:
    """Retire a pack, with a reason."""
    with reading(store()) as session:
        item = goods.trade_item_or_404(session, trade_item_id, of=own_id())
    return goods.retire(item, _DONE)
