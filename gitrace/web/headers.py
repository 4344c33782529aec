"""What every answer carries: nothing runs, nothing frames, nothing leaks, and caches know what it depends on."""

from flask import Response, request

from gitrace.web.entrance import someone_entered
from gitrace.web.language import page_language

# No script at all: the house needs none, so none that is injected will run either. Styles come from our one file.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# With `no-referrer` browsers send `Origin: null` and no Referer, and every form checked over HTTPS would fail.
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def dress(response: Response) -> Response:
    """After every request. A page made for someone signed in is kept in no cache, not even the browser's."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Language")
    response.headers.setdefault("Content-Language", page_language())
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _is_private() else "no-cache"
    return response


def _is_private() -> bool:
    return someone_entered() or request.method not in ("GET", "HEAD")
