"""A verdict's page."""

from flask import Response, make_response, render_template, request

from gitrace.labels.verdict import Verdict
from gitrace.web.figures import count, instant
from gitrace.web.installation import store
from gitrace.web.language import asked_language, said
from gitrace.web.public.fragments import LotPage
from gitrace.web.public.looking import Look
from gitrace.web.public.sheets import Sheet, gap
from gitrace.web.public.verdict_words import HOST_ON_LABEL, Saying, saying

_PLAIN = (b"", b"lang=zh", b"lang=en", b"type=large", b"type=large&lang=zh", b"type=large&lang=en")
"""Queries with which a page is kept; any other is somebody's own, of which there is no end."""
_GAPS = {name: gap(name) for name in ("number", "count", "first_at")}


def say(words: Saying, *, page: LotPage | None = None, last_known: bool = False) -> Response:
    """The page of a verdict. Kept in no cache: the lot may be held by the next look. `last_known`: `page` may be out of
    date, and says when it was read.
    """
    return make_response(_rendered(words, page, last_known=last_known), words.status)


def say_label(words: Saying, page: LotPage, look: Look, number: int) -> Response:
    """The page of a label that was issued. Those of a lot differ in little: each kind is rendered once a version."""
    values = {"number": f"{number:05}", "path": request.path}
    if look.counted:
        values |= {"count": count(look.counted.count), "first_at": instant(look.counted.first_at)}
    kind = (words.title, words.more, *words.values.values(), look.line, asked_language(), request.query_string)
    sheet = page.sheets.find(kind)
    if sheet is None:
        sheet = Sheet.of(_rendered(words, page, label={"line": look.line, **_GAPS}), path=request.path)
        if request.query_string in _PLAIN:
            page.sheets.keep(kind, sheet)
    return make_response(sheet.filled(values), words.status)


def say_unknown_lot() -> Response:
    """No such lot on record: the address may be a forger's, so ours is named."""
    return say(saying(Verdict.UNKNOWN_LOT, host=store().settings.label_host or said(HOST_ON_LABEL)))


def _rendered(
    words: Saying, page: LotPage | None, label: dict[str, str] | None = None, *, last_known: bool = False
) -> str:
    about = request.path if request.path.startswith("/01/") else None
    return render_template(
        "public/label/show.html", saying=words, page=page, label=label, about=about, last_known=last_known
    )
