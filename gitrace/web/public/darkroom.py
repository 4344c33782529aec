"""Photographs that anybody may send: developed beside the loop, a few at a time, so that a flood of them costs no
other page its answer.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from flask import request

from gitrace.errors import Unavailable
from gitrace.jobs.threadpool import off_the_loop

MOST_BYTES = 8 * 1024 * 1024
"""Of one photograph; a phone's own measure is 3 to 6 MB."""
MOST_SENT = 2 * MOST_BYTES
"""Of a form with one: up to here a photograph that is too large comes back as a sentence, with what was typed."""
PATIENCE = 5.0
"""Seconds that one waits for its turn."""
_AT_ONCE = threading.BoundedSemaphore(2)

R = TypeVar("R")


def sent_photo(field: str) -> bytes | None:
    """The photograph that a form brought, and a byte more than is allowed of one that is too large."""
    upload = request.files.get(field)
    return upload.stream.read(MOST_BYTES + 1) if upload is not None and upload.filename else None


def develop(compute: Callable[..., R], *plain: object) -> R:
    """What a function makes of a photograph; as `off_the_loop`, in its turn. Raises Unavailable."""
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise Unavailable("too many photographs wait to be read")
    try:
        return off_the_loop(compute, *plain)
    finally:
        _AT_ONCE.release()
