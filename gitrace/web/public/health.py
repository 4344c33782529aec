"""For the machine that watches: is the process alive, can it answer."""

import sqlalchemy as sa
from flask import Response, jsonify

from gitrace.storage import reading
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.installation import store
from gitrace.web.public import public


@public.get("/healthz")
@may_enter(EVERYONE)
def healthz() -> Response:
    """Alive: the process takes requests. Says nothing of the store, so that a busy one gets nobody restarted."""
    return jsonify(status="ok")


@public.get("/readyz")
@may_enter(EVERYONE)
def readyz() -> Response:
    """Ready: the store answers; otherwise Unavailable makes it 503."""
    with reading(store()) as session:
        session.connection().execute(sa.select(1)).one()
    return jsonify(status="ready")
