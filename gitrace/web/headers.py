"""What every answer carries: nothing runs, nothing frames, nothing leaks, and caches know what it depends on."""

from flask import Response

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
    """After every request. What a view does not release itself is kept in no cache, not even the browser's own:
    office computers are shared.
    """
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    response.vary.add("Accept-Language")
    response.headers.setdefault("Content-Language", page_language())
    response.headers.setdefault("Cache-Control", "no-store")
    return response
