"""Large type for who asks for it: `?type=large`. Like the language it travels in the address and never in a cookie."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request
from flask_babel import gettext  # type: ignore[import-untyped]

LARGE = "large"


def offer_large_type(app: Flask) -> None:
    """Give templates `is_large()` and `other_type()`, and the public's addresses the type that was asked for."""
    app.url_defaults(_carry_type)
    app.jinja_env.globals.update(is_large=is_large, other_type=other_type)


def is_large() -> bool:
    """Whether this request's address asks for large type."""
    return request.args.get("type") == LARGE


def other_type() -> dict[str, str]:
    """The link to this page in the other size: its address and its words."""
    query = {name: values for name, values in request.args.lists() if name != "type"}
    words = gettext("标准字号") if is_large() else gettext("大字")
    if not is_large():
        query = {"type": [LARGE], **query}
    return {"address": f"{request.path}?{urlencode(query, doseq=True)}" if query else request.path, "words": words}


def _carry_type(endpoint: str, values: dict[str, Any]) -> None:
    if request and endpoint.startswith("public.") and is_large():
        values.setdefault("type", LARGE)
