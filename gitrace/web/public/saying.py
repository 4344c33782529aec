"""A verdict's page."""

from flask import Response, make_response, render_template, request

from gitrace.labels.verdict import Verdict
from gitrace.web.installation import store
from gitrace.web.language import said
from gitrace.web.public.fragments import LotPage
from gitrace.web.public.looking import Look
from gitrace.web.public.verdict_words import HOST_ON_LABEL, Saying, saying


def say(words: Saying, *, page: LotPage | None = None, look: Look | None = None, number: int | None = None) -> Response:
    """The page of a verdict. Kept in no cache: the next look has another number, and the lot may be held by then."""
    about = request.path if request.path.startswith("/01/") else None
    html = render_template("public/label/show.html", saying=words, page=page, look=look, number=number, about=about)
    return make_response(html, words.status)


def say_unknown_lot() -> Response:
    """No such lot on record: the address may be a forger's, so ours is named."""
    return say(saying(Verdict.UNKNOWN_LOT, host=store().settings.label_host or said(HOST_ON_LABEL)))
