"""Answers that found nothing, held back a little for networks that miss often."""

import time

from flask import Response, current_app, g, request

from gitrace import clock
from gitrace.errors import Unavailable
from gitrace.scans.devices import network_digest
from gitrace.scans.patience import Misses, delay_of
from gitrace.web.installation import store
from gitrace.web.public import public

MISSED = frozenset({400, 404})
"""Codes that are malformed, unknown, forged or not issued; receipts and cards that nobody was given."""


@public.after_request
def hold_back(response: Response) -> Response:
    """In a gevent worker the wait is no other request's. A code that names something is no miss, whatever else is asked
    of it.
    """
    if response.status_code in MISSED and not g.get("names_something"):
        _wait(current_app.extensions.setdefault("gitrace_misses", Misses()))
    return response


def _wait(misses: Misses) -> None:
    now = clock.now()
    try:
        network = network_digest(store().settings.home, request.remote_addr, now)
    except Unavailable:  # what cannot be counted is not slowed
        return
    delay = delay_of(misses.count(network, now))
    if delay and misses.may_wait():
        try:
            time.sleep(delay)
        finally:
            misses.waited()
