"""Forms for people without an account: no cookie, hence no CSRF token; the browser's Origin answers instead.

A public page must not set a cookie, so its forms carry a nonce against doing it twice, and are accepted only from our
own pages. A browser too old to send Origin still sends Referer to its own site (`Referrer-Policy: same-origin`).
"""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, request

View = TypeVar("View", bound=Callable[..., Any])


def public_form(view: View) -> View:
    """Declare that a view takes a form from the public: guarded by Origin, not by a CSRF token."""
    view.public_form = True  # type: ignore[attr-defined]
    return view


def is_public_form(view: Callable[..., Any]) -> bool:
    """Whether the view was declared a public form."""
    return bool(getattr(view, "public_form", False))


def refuse_foreign_origin() -> None:
    """Abort with 403 when a form was posted from another site, or from nowhere a browser will tell."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    source = request.headers.get("Origin") or request.referrer or ""
    if urlsplit(source)[:2] != (request.scheme, request.host):
        abort(403)
