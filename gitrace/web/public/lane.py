"""The lane of nearly every scan: a plain look at a label, of a lot whose page is kept, is answered without Flask.

Nothing is decided here. Verdict, count and words come of the same functions as in the view; status and headers are
those with which Flask answered the first such page. What is not plain, not kept or no longer current goes on to Flask,
with the look that is counted by then.
"""

import re
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from gitrace import clock
from gitrace.identifiers import serial
from gitrace.labels.verdict import Asked, judge
from gitrace.scans.scan import Label
from gitrace.web.installation import regions_of, store_of
from gitrace.web.language import preferred_language
from gitrace.web.public.fragments import kept_page
from gitrace.web.public.looking import LOOK, Visit, look_at
from gitrace.web.public.saying import SHEET, kind_of_sheet, values_of_sheet
from gitrace.web.public.sheets import Head, Sheet

_PRINTED = re.compile(rf"/01/([0-9]{{14}})/10/([0-9A-Z.\-]{{1,20}})/21/([{serial.ALPHABET}]{{{serial.LENGTH}}})")


class Lane:
    """The WSGI application before Flask's."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._flask: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or have Flask answer and keep how it did."""
        path = environ["PATH_INFO"]
        shape = _PRINTED.fullmatch(path) if _is_plain(environ) else None
        if shape is None:
            return self._flask(environ, start_response)
        found = self._find(shape, environ)
        if found is None:
            return self._ask_flask(environ, start_response)
        head, page = found
        start_response(head.status, head.filled(path, len(page)))
        return [page]

    def _find(self, shape: re.Match[str], environ: WSGIEnvironment) -> tuple[Head, bytes] | None:
        app, today = self._app, clock.shanghai_day(clock.now())
        gtin, lot, mark = shape.groups()
        language = preferred_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        page = kept_page(app, (gtin, lot, language, today))
        if page is None or page.facts is None:
            return None
        store, asked = store_of(app), Asked(gtin, lot, mark)
        answer = judge(asked, page.state.facts_about(asked.number), store.keys.labels, today)
        run = page.state.run_of(asked.number)
        if not answer.shows_goods or run is None or run.cartons:
            return None
        label, subjects = Label(lot, gtin, asked.number), page.version.subjects
        look = environ[LOOK] = look_at(store, regions_of(app), Visit.of(environ), label, subjects)
        if not page.version.is_current(look.seen_at):
            return None
        sheet = page.sheets.find(kind_of_sheet(answer, look, coated=run.coated))
        if sheet is None or sheet.head is None:
            return None
        return sheet.head, sheet.filled(values_of_sheet(answer, look, shape.string))

    def _ask_flask(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            sheet: Sheet | None = environ.get(SHEET)
            if sheet is not None and not fault:
                sheet.head = Head.of(status, headers, environ["PATH_INFO"])
            return start_response(status, headers, *fault)

        return self._flask(environ, start)


def _is_plain(environ: WSGIEnvironment) -> bool:
    """Whether it is what a phone sends that follows a symbol: no query, no cookie, no wish but for the page. Where the
    address is not as printed either, the head of the answer names another path than was asked, and is not to be kept.
    """
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("QUERY_STRING")
        and "HTTP_COOKIE" not in environ
        and "json" not in environ.get("HTTP_ACCEPT", "")
        and "%" not in environ.get("RAW_URI", "")
    )
