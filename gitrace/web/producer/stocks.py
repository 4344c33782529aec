"""A producer's own label stock."""

from flask import Response

from gitrace.people.roles import Role
from gitrace.printing.own_stock import KeepStock, keep_stock, own_stocks, retire_stock
from gitrace.storage import reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import actor
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.stocks import stock_words
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.work import writing

_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.route("/stocks", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def list_stocks() -> Response:
    """Those that are kept, and one more."""
    form = Form(KeepStock)
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: keep_stock(work, command, producer_id=own_id()).id)
            return saved(".list_stocks", done)
    with reading(store()) as session:
        kept = [(one, stock_words(one.code)) for one in own_stocks(session, own_id())]
    return form.page("producer/labels/stocks.html", kept=kept)


@producer.post("/stocks/<int:stock_id>/retire")
@may_enter(*_EVERYBODY)
def retire_own_stock(stock_id: int) -> Response:
    """Offer one no longer."""
    with writing(store(), actor()) as work:
        retire_stock(work, stock_id, producer_id=own_id())
    return saved(".list_stocks")
