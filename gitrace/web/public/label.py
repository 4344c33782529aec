"""The printed addresses: a label, a lot, a product. What they answer is a promise for the life of the label."""

import logging
from collections.abc import Callable
from datetime import date
from functools import wraps

import sqlalchemy as sa
from flask import Response, current_app, request

from gitrace import clock
from gitrace.errors import Refusal, Unavailable
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.labels.carton_queries import CartonSheet, carton_sheet
from gitrace.labels.verdict import Answer, Asked, asked_by_link, judge
from gitrace.scans.facts import product_facts
from gitrace.scans.scan import Label
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import regions, store
from gitrace.web.language import asked_language
from gitrace.web.public import public
from gitrace.web.public.fragments import LotPage, kept_page, lot_page
from gitrace.web.public.looking import LOOK, Look, Visit, look_at
from gitrace.web.public.resolver import METHODS, point_to_linkset, read_request, resolve, resolving
from gitrace.web.public.saying import say, say_label, say_malformed, say_product, say_unknown_lot
from gitrace.web.public.verdict_words import UNVERIFIABLE, WHOLE_LOT, saying, saying_of_lot

log = logging.getLogger(__name__)

RETRY_SECONDS = 10


View = Callable[..., Response]
_UNREAD = (Unavailable, sa.exc.SQLAlchemyError)


def or_unverifiable(view: View) -> View:
    """Answer 暂时无法核实, whatever a cache holds, when the present state cannot be read."""

    @wraps(view)
    def answer(*args: object, **kwargs: object) -> Response:
        try:
            return view(*args, **kwargs)
        except _UNREAD as passing:
            return _unverifiable(passing)

    return answer


def or_last_known(view: Callable[[DigitalLink], Response]) -> Callable[[DigitalLink], Response]:
    """The same for what was looked at before: with the lot's facts as this process last read them, and when."""

    @wraps(view)
    def answer(link: DigitalLink) -> Response:
        try:
            return view(link)
        except _UNREAD as passing:
            page = _kept_page(link, _today())
            return _unverifiable(passing, page if page is not None and _shows_goods(link, page) else None)

    return answer


def _unverifiable(passing: Exception, page: LotPage | None = None) -> Response:
    log.warning("a label's state cannot be read: %s", type(passing).__name__)
    unread = say(saying(UNVERIFIABLE), page=page, last_known=True)
    unread.headers["Retry-After"] = str(RETRY_SECONDS)
    return unread


def _shows_goods(link: DigitalLink, page: LotPage) -> bool:
    asked = asked_by_link(link)
    return page.facts is not None and (asked is None or _judged(asked, page, _today()).shows_goods)


def printed_address(view: Callable[[DigitalLink], Response]) -> View:
    """Read the address; answer 编码不完整 when it is none of ours."""

    @wraps(view)
    @resolving
    @or_unverifiable
    def answer(**_parts: str) -> Response:
        try:
            link, wish = read_request()
        except Refusal as no:
            return say_malformed(no)
        return point_to_linkset(view(link) if wish is None else resolve(link, wish, view), link)

    return answer


@public.route("/01/<gtin>/10/<lot>/21/<serial>", methods=METHODS)
@may_enter(EVERYONE)
@printed_address
@or_last_known
def show_label(link: DigitalLink) -> Response:
    """The address in a label's QR symbol: the verdict, and what is on record of its lot."""
    asked, today = asked_by_link(link), _today()
    assert asked is not None
    label = Label(asked.lot, link.gtin, asked.number)
    page, look = _kept_page(link, today), request.environ.get(LOOK)
    answer = _judged(asked, page, today) if page is not None else None
    if page is not None and answer is not None and answer.shows_goods and look is None:
        # What was issued once stays issued, so its scan counts, however old the page that is kept turns out to be.
        look = _look_at(label, page.version.subjects)
    if page is None or answer is None or look is None or not page.version.is_current(look.seen_at):
        page = lot_page(link, today)
        if page is None:
            return say_unknown_lot()
        answer = _judged(asked, page, today)
    if page.facts is None or not answer.shows_goods:
        return say(saying(answer.verdict))
    run = page.state.run_of(asked.number)
    carton = _carton(page, asked.number) if run and run.cartons else None
    coated = run is not None and run.coated
    return say_label(answer, page, page.facts, look or _look_at(label), coated=coated, carton=carton)


@public.route("/01/<gtin>/10/<lot>", methods=METHODS)
@may_enter(EVERYONE)
@printed_address
@or_last_known
def show_lot(link: DigitalLink) -> Response:
    """A lot's own page: the same for all its packs, so that nothing is counted."""
    page = lot_page(link, _today())
    if page is None or page.facts is None:
        return say_unknown_lot()
    verdict = page.state.verdict
    words = saying(WHOLE_LOT) if verdict is None else saying_of_lot(verdict, page.facts)
    return say(words, page=page)


@public.route("/01/<gtin>", methods=METHODS)
@may_enter(EVERYONE)
@printed_address
def show_product(link: DigitalLink) -> Response:
    """A product by its GTIN, of whatever lot."""
    with reading(store()) as session:
        product = product_facts(session, link.gtin, _today())
    return say_product(product, link.gtin)


@public.route("/01", methods=METHODS)
@public.route("/01/", methods=METHODS)
@public.route("/01/<path:rest>", methods=METHODS)
@public.route("/01/<string(minlength=0):gtin>/<path:rest>", methods=METHODS)  # or slashes were merged, and a gap lost
@may_enter(EVERYONE)
@printed_address
def show_otherwise(link: DigitalLink) -> Response:
    """The same written otherwise: with a slash at the end, a variant, or what had to be percent-encoded."""
    request.path = link.path  # what is read over is no part of the page, nor of its links
    page = show_product if link.lot is None else show_lot if link.serial is None else show_label
    answer: Response = page.__wrapped__(link)  # type: ignore[attr-defined]  # the view within `printed_address`
    return answer


def _carton(page: LotPage, number: int) -> CartonSheet | None:
    assert page.facts is not None
    with reading(store()) as session:
        return carton_sheet(session, page.facts.batch.id, page.state.gtin, number)


def _kept_page(link: DigitalLink, today: date) -> LotPage | None:
    return kept_page(current_app, (link.gtin, link.lot or "", asked_language(), today))


def _look_at(label: Label, subjects: tuple[str, ...] = ()) -> Look:
    return look_at(store(), regions(), Visit.of(request.environ), label, subjects)


def _judged(asked: Asked, page: LotPage, today: date) -> Answer:
    return judge(asked, page.state.facts_about(asked.number), store().keys.labels, today)


def _today() -> date:
    return clock.shanghai_day(clock.now())
