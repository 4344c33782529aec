"""The packer's bench: one screen per lot. Labels are put in use, voided, returned, a few more are printed."""

from flask import Response, request
from pydantic import BaseModel

from gitrace import clock
from gitrace.balance.rules import kg
from gitrace.batches.queries import lot_grams
from gitrace.deliveries.weight import jin
from gitrace.labels.ending import ReturnNamed, return_named
from gitrace.labels.issuing import MORE, IssueMore, issue_more
from gitrace.labels.lots import findings_before_labels, with_grounds
from gitrace.labels.naming import Bench
from gitrace.labels.queries import ItemSheet, item_sheets
from gitrace.labels.reprinting import reprints_of
from gitrace.labels.rolls import Tally
from gitrace.labels.tables import Run
from gitrace.labels.using import UseNamed, use_named
from gitrace.people.roles import Role
from gitrace.printing.forms import AT_ONCE
from gitrace.profile import Outcome
from gitrace.storage import reading
from gitrace.symbols.camera import MOST_BYTES
from gitrace.web.doors import may_enter, takes_file
from gitrace.web.forms import Form, saved
from gitrace.web.installation import store
from gitrace.web.parts import labels
from gitrace.web.parts.labels import asked_gtin, item_options, lot_or_404, range_page, scanned, words
from gitrace.web.parts.remedies import REMEDIES
from gitrace.web.producer import producer
from gitrace.web.producer.batches import packs
from gitrace.web.producer.profile import own_id

_EVERYBODY = Role.CLERK, Role.PACKER, Role.MANAGER
_PHOTOS = 2 * MOST_BYTES


@producer.route("/lots/<lot>/labels", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
@takes_file(_PHOTOS)
def show_labels(lot: str) -> Response:
    """The bench; posted to, it puts labels in use, or, with the first label alone, asks for the last."""
    _own_lot_or_404(lot)
    typed = scanned()
    form = typed.form(UseNamed, {})
    if form.sent:
        with form.answering():
            typed.refuse_unread()
            if form.value("first") and not form.value("last"):
                return _bench(lot, form, first_read=_read_first(lot, form.value("first")))
            done = form.do_once(use_named, lot=lot)
            return saved(".show_labels", done, lot=lot)
    return _bench(lot, form)


@producer.post("/lots/<lot>/labels/more")
@may_enter(*_EVERYBODY)
def issue_fifty(lot: str) -> Response:
    """Fifty more of a pack; the page that follows lets them to the printer."""
    _own_lot_or_404(lot)
    more = Form(IssueMore)
    with more.answering():
        done = more.do_once(lambda work, command: issue_more(work, command).id, lot=lot)
        return saved(".show_labels", done, lot=lot, run=done.content)
    scan = Form(UseNamed, source=request.args)
    scan.status, scan.headers = more.status, more.headers
    return _bench(lot, scan, more=more)


@producer.route("/lots/<lot>/labels/void", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
@takes_file(_PHOTOS)
def void(lot: str) -> Response:
    """Void a range."""
    with reading(store()) as session:
        batch = lot_or_404(session, lot, of=own_id())
    return labels.void(batch, ("producer.show_labels", {"lot": lot}))


@producer.route("/lots/<lot>/labels/return", methods=["GET", "POST"])
@may_enter(*_EVERYBODY)
@takes_file(_PHOTOS)
def give_back(lot: str) -> Response:
    """Hand back a range unused."""
    with reading(store()) as session:
        batch = lot_or_404(session, lot, of=own_id())
    typed = scanned()
    form = typed.form(ReturnNamed, {"gtin": asked_gtin(batch)})
    if form.sent:
        with form.answering():
            typed.refuse_unread()
            done = form.do_once(return_named, lot=lot)
            return saved(".show_labels", done, lot=lot)
    return range_page(form, batch, ("producer.show_labels", {"lot": lot}), "producer/labels/return.html")


def _bench(
    lot: str, form: Form[UseNamed], *, first_read: int | None = None, more: Form[IssueMore] | None = None
) -> Response:
    """All that a packer needs to know of a lot. `first_read`: the number of a label scanned as the first of several;
    `more`: an order of more labels that was refused.
    """
    today = clock.shanghai_day(clock.now())
    with reading(store()) as session:
        batch = lot_or_404(session, lot, of=own_id())
        findings = findings_before_labels(session, with_grounds(session, batch), today, in_use=True)
        sheets = item_sheets(session, batch)
        grams = lot_grams(session, [batch.id])[batch.id]
        again = reprints_of(session, [one.run.id for sheet in sheets for one in sheet.runs])
    return form.page(
        "producer/labels/bench.html",
        batch=batch,
        is_open=batch.state == "open",
        packs=packs(),
        findings=findings,
        stops=[one for one in findings if one.outcome is Outcome.FAIL],
        remedies=REMEDIES,
        sheets=sheets,
        items=item_options(sheets),
        tally=_all(sheets),
        grams=grams,
        just_printed=_just_printed(sheets),
        again=again,
        first_read=first_read,
        one_tap=Form(BaseModel),
        jin=jin,
        kg=kg,
        more=more,
        fifty=MORE,
        at_once=AT_ONCE,
        **words(),
    )


def _just_printed(sheets: list[ItemSheet]) -> tuple[Run, int, int, bool] | None:
    """What was let to the printer on the page before: of which run, from which number to which, and whether anew."""
    asked, first, last = (request.args.get(name, type=int) for name in ("run", "first", "last"))
    for run in (one.run for sheet in sheets for one in sheet.runs if one.run.id == asked):
        return run, first or run.first, last or run.last, first is not None
    return None


def _read_first(lot: str, text: str) -> int:
    with reading(store()) as session:
        today = clock.shanghai_day(clock.now())
        return Bench(session, store().keys, lot, today).label(text.strip(), "first").number


def _all(sheets: list[ItemSheet]) -> Tally:
    return sum((sheet.tally for sheet in sheets), Tally())


def _own_lot_or_404(lot: str) -> None:
    with reading(store()) as session:
        lot_or_404(session, lot, of=own_id())
