"""What every answer carries: nothing runs, nothing frames, nothing leaks, and caches know what it depends on."""

from functools import cache

from flask import Flask, Response, g
from markupsafe import Markup

from gitrace.web.language import page_language

# No script at all where a page loads none, so that none that is injected runs either. Styles come from our one file.
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

# A page that asks for one of our scripts may run ours, which may ask our own doors.
WITH_SCRIPT = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"

# With `no-referrer` browsers send `Origin: null` and no Referer, and every form checked over HTTPS would fail.
SECURITY = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def offer_scripts(app: Flask) -> None:
    """Give templates `script(name)`, which loads one of our scripts and lets the page run it."""

    def script(name: str) -> Markup:
        g.runs_script = True
        return Markup('<script src="{}" defer></script>').format(app.jinja_env.globals["static_file"](name))  # type: ignore[operator]

    app.jinja_env.globals["script"] = script


def dress(response: Response) -> Response:
    """After every request. What a view does not release itself is kept in no cache, not even the browser's own:
    office computers are shared.
    """
    there = {name.lower() for name, _value in response.headers}
    due = _due(page_language(), runs_script=bool(g.get("runs_script")))
    response.headers.extend([header for header in due if header[0].lower() not in there])
    if "vary" not in there:
        response.headers["Vary"] = "Accept-Language"
    else:
        response.vary.add("Accept-Language")
    return response


@cache
def _due(language: str, *, runs_script: bool) -> tuple[tuple[str, str], ...]:
    due = SECURITY | {"Content-Language": language, "Cache-Control": "no-store"}
    if runs_script:
        due["Content-Security-Policy"] = WITH_SCRIPT
    return tuple(due.items())
