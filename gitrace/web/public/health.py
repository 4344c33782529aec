"""For the machine that watches: is the process alive, can it answer."""

import logging
from collections.abc import Iterator

import sqlalchemy as sa
from flask import Response, jsonify

from gitrace.errors import Unavailable
from gitrace.ledger import tables
from gitrace.scans.place import scans_of
from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.public import public

log = logging.getLogger(__name__)


@public.get("/healthz")
@may_enter(EVERYONE)
def healthz() -> Response:
    """Alive: the process takes requests. Says nothing of the store, so that a busy one gets nobody restarted."""
    return jsonify(status="ok")


@public.get("/readyz")
@may_enter(EVERYONE)
def readyz() -> tuple[Response, int]:
    """Ready: the ledger can be read and scans can be counted; otherwise 503 with the reasons."""
    reasons = list(_reasons())
    if reasons:
        return jsonify(status="not ready", reasons=reasons), 503
    return jsonify(status="ready"), 200


def _reasons() -> Iterator[str]:
    # In general words: a driver's own would tell anybody where the database stands. Those are in the log.
    try:
        with reading(store()) as session:
            session.connection().execute(sa.select(tables.head.c.size)).one()
    except (Unavailable, sa.exc.SQLAlchemyError) as passing:
        log.warning("not ready: %s", passing)
        yield "the ledger cannot be read"
    try:
        with scans_of(store()).writing():
            pass
    except (Unavailable, sa.exc.SQLAlchemyError) as passing:
        log.warning("not ready: %s", passing)
        yield "scans cannot be counted"
