"""A verdict's page."""

from http import HTTPStatus

from flask import Response, make_response, render_template, request

from gitrace.balance.rules import kg
from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import NO_LABEL
from gitrace.labels.carton_queries import CartonSheet
from gitrace.labels.verdict import Answer, Verdict
from gitrace.scans.facts import LotFacts, ProductFacts
from gitrace.web.figures import count, instant
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.problems import Problem, answer, wants_json
from gitrace.web.public.fragments import LotPage
from gitrace.web.public.looking import Look
from gitrace.web.public.sheets import Sheet, gap
from gitrace.web.public.verdict_words import HOST_ON_LABEL, SENTENCES, Saying, saying, saying_of_lot

_PLAIN = (b"", b"lang=zh", b"lang=en", b"type=large", b"type=large&lang=zh", b"type=large&lang=en")
"""Queries with which a page is kept; any other is somebody's own, of which there is no end."""
SHEET = "gitrace.sheet"
"""Where in the environ a label's page leaves the sheet that it was filled in from."""
_GAPS = {
    name: gap(name)
    for name in ("number", "count", "first_at", "net_weight", "packs_first", "packs_last", "packs_count", "packs_ended")
}


def say(words: Saying, *, page: LotPage | None = None, last_known: bool = False) -> Response:
    """The page of a verdict, or a problem where it is one and a program asks. Kept in no cache: the lot may be held by
    the next look. `last_known`: `page` may be out of date, and says when it was read.
    """
    if words.status >= HTTPStatus.BAD_REQUEST and wants_json():
        told = Problem(words.status, said(words.title), said(words.advice, **words.values), {"code": words.verdict})
        return answer(told)
    return make_response(_rendered(words, page, last_known=last_known), words.status)


def say_label(
    answer: Answer, page: LotPage, facts: LotFacts, look: Look, *, coated: bool, carton: CartonSheet | None
) -> Response:
    """The page of a label that was issued. Those of a lot differ in little: each kind is rendered once a version.

    `coated`: it has a PIN; `carton`: what it stands on, where that is more than a pack.
    """
    own, values_of_carton = _told_of(carton)
    kind = *kind_of_sheet(answer, look, coated=coated, query=request.query_string), *own
    sheet = page.sheets.find(kind)
    if sheet is None:
        words = saying_of_lot(answer.verdict, facts, answer.ended_at)
        label = {"line": look.line, "coated": coated, "packs": carton and carton.packs, "weighed": "weighed" in own}
        sheet = Sheet.of(_rendered(words, page, label=label | _GAPS), path=request.path)
        if request.query_string in _PLAIN:
            page.sheets.keep(kind, sheet)
    request.environ[SHEET] = sheet
    html = sheet.filled(values_of_sheet(answer, look, request.path) | values_of_carton)
    return Response(html, answer.status, mimetype="text/html")


def kind_of_sheet(answer: Answer, look: Look, *, coated: bool, query: bytes = b"") -> tuple[object, ...]:
    """What the pages of a lot's packs differ in, in one language, beside their gaps."""
    return answer.verdict, answer.ended_at, look.line, coated, query


def values_of_sheet(answer: Answer, look: Look, path: str) -> dict[str, str]:
    """What fills the gaps of a pack's page."""
    values = {"number": f"{answer.number:05}", "path": path}
    if look.counted:
        values |= {"count": count(look.counted.count), "first_at": instant(look.counted.first_at)}
    return values


def _told_of(carton: CartonSheet | None) -> tuple[tuple[object, ...], dict[str, str]]:
    """What of a carton its page is rendered by, and what fills the gaps in it."""
    if carton is None:
        return (), {}
    if carton.packs is None:
        return ("weighed",), {"net_weight": kg(carton.grams)}
    packs = carton.packs
    numbers = {"first": packs.first, "last": packs.last, "count": packs.count, "ended": packs.ended}
    return (packs.item.gtin, packs.ended > 0), {f"packs_{name}": str(number) for name, number in numbers.items()}


def say_malformed(refusal: Refusal) -> Response:
    """编码不完整, and what is wrong with the address; one that is well formed and names no label has no lot."""
    if refusal.code == NO_LABEL:
        return say_unknown_lot()
    (title, advice), wrong = SENTENCES[Verdict.MALFORMED], said(refusal.sentence, **refusal.values)
    if wants_json():
        about = {"field": refusal.field} if refusal.field else {}
        return answer(Problem(HTTPStatus.BAD_REQUEST, said(title), wrong, {"code": refusal.code, **about}))
    return say(Saying(Verdict.MALFORMED, title, advice, wrong))


def say_product(product: ProductFacts | None, gtin: str) -> Response:
    """A product's page; without a product, that nobody registered one under this GTIN."""
    if product is None and wants_json():
        told = "本系统没有登记这个商品条码，请核对后再试，或扫描标签上的二维码。"
        return answer(
            Problem(HTTPStatus.NOT_FOUND, said("没有查到这个商品条码"), said(told), {"code": "unknown-product"})
        )
    page = render_template("public/label/product.html", product=product, gtin=gtin)
    return make_response(page, HTTPStatus.NOT_FOUND if product is None else HTTPStatus.OK)


def say_unknown_lot() -> Response:
    """No such lot on record: the address may be a forger's, so ours is named."""
    return say(saying(Verdict.UNKNOWN_LOT, host=store().settings.label_host or said(HOST_ON_LABEL)))


def _rendered(
    words: Saying, page: LotPage | None, label: dict[str, object] | None = None, *, last_known: bool = False
) -> str:
    about = request.path if request.path.startswith("/01/") else None
    return render_template(
        "public/label/show.html", saying=words, page=page, label=label, about=about, last_known=last_known
    )
