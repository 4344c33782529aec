"""Pages that wait for the keeper."""

from flask import Response, make_response

LOOK_AGAIN = 3
"""Seconds after which the browser fetches the page anew."""


def looked_at_again(page: str | Response, *, while_open: bool) -> Response:
    """The page; while a job is under way the browser fetches it again by itself, told by a header, without a script."""
    answer = make_response(page)
    if while_open:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer
