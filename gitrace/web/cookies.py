"""Cookies: signed, for this site alone, and over TLS alone wherever the request came by TLS."""

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

FORM_COOKIE = "gitrace_form"


class FormCookie(SecureCookieSessionInterface):
    """Flask's signed session, which here holds nothing but the CSRF token; sign-ins live in a table of their own."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Most readers bring none: nothing is unsigned then."""
        return super().open_session(app, request) if FORM_COOKIE in request.cookies else self.session_class()

    def get_cookie_secure(self, app: Flask) -> bool:
        """Secure when the request was: behind a proxy that ends TLS, and not on a laptop's plain demo."""
        return request.is_secure


def use_cookies(app: Flask, secret: bytes) -> None:
    """Sign with `secret` (32 bytes, the home's session key)."""
    app.secret_key = secret
    app.session_interface = FormCookie()
    app.config.update(SESSION_COOKIE_NAME=FORM_COOKIE, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)
