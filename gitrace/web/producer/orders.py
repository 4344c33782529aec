"""Print orders: labels that the keeper draws, codes handed out to an outside printer, and the files of both."""

from flask import Response, abort, make_response, render_template, request, send_file, url_for

from gitrace import clock
from gitrace.batches.tables import Batch
from gitrace.jobs import cancel
from gitrace.labels.queries import run_and_batch
from gitrace.labels.rules import is_printable, require_printable
from gitrace.labels.tables import Run
from gitrace.ledger.canonical import Json
from gitrace.people.roles import Role
from gitrace.printing.forms import HANDED_OUT, PRINTED, PrintForm
from gitrace.printing.order_queries import Ordered, order_by_id, orders_of
from gitrace.printing.orders import HandOut, OrderPrint, hand_out, order_print, passphrase_of
from gitrace.storage import keeping, reading
from gitrace.web.doors import may_enter
from gitrace.web.entrance import signed_in
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts.stocks import stock_choices
from gitrace.web.parts.waiting import looked_at_again
from gitrace.web.parts.wishes import ORDER_NAMES
from gitrace.web.producer import producer
from gitrace.web.producer.profile import own_id
from gitrace.work import Work

FORM_NAMES = {
    PrintForm.PDF: "PDF，任何打印机",
    PrintForm.TSPL: "TSPL 指令，只用于卷标机",
    PrintForm.ZPL: "ZPL 指令，只用于卷标机",
    PrintForm.XLSX: "XLSX 表格，标签软件可直接读取",
    PrintForm.CSV: "CSV 文本",
    PrintForm.SVG: "二维码 SVG 图，每枚一个文件（压缩包）",
    PrintForm.PNG: "二维码 PNG 图，每枚一个文件（压缩包）",
}
assert FORM_NAMES.keys() == set(PrintForm)
_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER


@producer.get("/print-orders")
@may_enter(*_EVERYBODY)
def list_print_orders() -> Response:
    """What was ordered lately, how far it is, and the files."""
    with reading(store()) as session:
        ordered = orders_of(store(), session, own_id())
    page = render_template("producer/labels/orders.html", ordered=ordered, may_fetch=_may_fetch, may_print=_may_print)
    return looked_at_again(page, while_open=any(one.is_open for one in ordered))


@producer.route("/runs/<int:run_id>/print-orders", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
def order_labels(run_id: int) -> Response:
    """Labels for the own printer, as many as the run has."""
    run, batch = _run_or_404(run_id)
    usual = {"first": run.first, "last": run.last, "stock": run.stock}
    form = Form(OrderPrint, {**usual, **request.args})  # what was wished at the proof stands in the address
    if form.sent:
        with form.answering():
            done = form.do_once(lambda work, command: order_print(work, command).id, run_id=run_id)
            return saved(".list_print_orders", done)
    names = {one: FORM_NAMES[one] for one in PRINTED}
    return form.page(
        "producer/labels/order.html",
        run=run,
        batch=batch,
        formats=names,
        stocks=stock_choices(own_id()),
        orders=ORDER_NAMES,
        special=bool(form.errors),
    )


@producer.route("/runs/<int:run_id>/hand-out", methods=["GET", "POST"])
@may_enter(Role.MANAGER)
def hand_out_codes(run_id: int) -> Response:
    """Codes for whoever prints them elsewhere."""
    run, batch = _run_or_404(run_id)
    form = Form(HandOut, {"first": run.first, "last": run.last, "format": HANDED_OUT[0]})
    if form.sent:
        with form.answering():
            return _handed_out(form, run_id)
    names = {one: FORM_NAMES[one] for one in HANDED_OUT}
    return form.page("producer/labels/hand_out.html", run=run, batch=batch, formats=names)


@producer.post("/print-orders/<int:order_id>/cancel")
@may_enter(*_EVERYBODY)
def cancel_print_order(order_id: int) -> Response:
    """Take an order back that is not drawn yet; codes for others only whoever may hand them out."""
    found = _ordered_or_404(order_id)
    if not _may_fetch(found):
        abort(404)
    if found.job is not None:
        with keeping(store()) as session:
            cancel(session, found.job.id, now=clock.now())
    return saved(".list_print_orders")


@producer.get("/print-orders/<int:order_id>/file")
@may_enter(*_EVERYBODY)
def download_print(order_id: int) -> Response:
    """A drawn file; codes for others only to whoever may hand them out. Raises Refusal("printing-over")."""
    found = _ordered_or_404(order_id)
    if found.path is None or not _may_fetch(found):
        abort(404)
    require_printable(found.printed_at, clock.now())
    kind = "application/zip" if found.order.sealed else PrintForm(found.order.form).mime
    return send_file(found.path, mimetype=kind, as_attachment=True, download_name=found.name, max_age=0)


def _handed_out(form: Form[HandOut], run_id: int) -> Response:
    """On to the list; first, once, the passphrase of a sealed file."""
    passphrases: list[str] = []  # beside the answer, which is kept for repeated forms and must not hold a secret

    def act(work: Work, command: HandOut) -> Json:
        order = hand_out(work, command)
        passphrases.append(passphrase_of(store().keys, order.id, order.made_at))
        return {"order": order.id, "sealed": order.sealed, "recipient": command.recipient}

    done = form.do_once(act, run_id=run_id)
    assert isinstance(done.content, dict)
    if done.repeated or not done.content["sealed"]:
        return saved(".list_print_orders", done)
    page = render_template(
        "producer/labels/passphrase.html",
        passphrase=passphrases[0],
        recipient=done.content["recipient"],
        onward=url_for(".list_print_orders"),
    )
    return make_response(page, 201)


def _may_fetch(one: Ordered) -> bool:
    return one.order.recipient is None or signed_in().role == Role.MANAGER


def _may_print(one: Ordered) -> bool:
    return is_printable(one.printed_at, clock.now())


def _run_or_404(run_id: int) -> tuple[Run, Batch]:
    with reading(store()) as session:
        found = run_and_batch(session, run_id)
    if found is None or found[1].producer_id != own_id():
        abort(404)
    return found


def _ordered_or_404(order_id: int) -> Ordered:
    with reading(store()) as session:
        return order_by_id(store(), session, order_id, own_id()) or abort(404)
