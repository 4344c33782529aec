"""Asking a log over HTTP: what it answers is bounded in length and in time."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from http.client import HTTPException

PATIENCE = 20.0
"""Seconds without a byte."""
LONGEST = 120.0
"""Seconds for a whole answer."""
_NOT_THERE = (404, 410)
_STEP = 1 << 16


class Unanswered(Exception):
    """The log does not answer, or not as a log: nothing was learnt of it, good or bad."""


def asking(address: str) -> Callable[[str, int], bytes]:
    """Asks the log of the gitrace at this address. It raises Unanswered; this raises ValueError for another scheme."""
    base = f"{address.rstrip('/')}/log/"
    if not base.startswith(("http://", "https://")):
        raise ValueError(f"{address} does not begin with http:// or https://")

    def ask(path: str, longest: int) -> bytes:
        try:
            with urllib.request.urlopen(base + path, timeout=PATIENCE) as answer:  # noqa: S310 - looked at above
                return _read(answer.read1, longest)
        except urllib.error.HTTPError as said_no:
            said_no.close()
            if said_no.code in _NOT_THERE:
                raise LookupError(path) from None
            raise Unanswered(f"{base}{path}: {said_no.code}") from None
        except (OSError, HTTPException, ValueError) as fault:
            raise Unanswered(f"{base}{path}: {fault}") from None

    return ask


def _read(read: Callable[[int], bytes], longest: int) -> bytes:
    deadline, content = time.monotonic() + LONGEST, bytearray()
    while piece := read(_STEP):
        content += piece
        if len(content) > longest:
            raise ValueError(f"an answer of more than {longest} bytes")
        if time.monotonic() > deadline:
            raise ValueError("the answer takes too long")
    return bytes(content)
