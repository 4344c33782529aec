"""What every answer carries."""

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from gitrace.web.doors import EVERYONE, may_enter

ADDRESSES = ["/", "/privacy", "/healthz", "/nowhere", "/01/06901234000016"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_may_run_frame_or_leak(passer_by: FlaskClient, address: str) -> None:
    headers = passer_by.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "script-src" not in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ADDRESSES)
def test_public_pages_set_no_cookie(passer_by: FlaskClient, address: str) -> None:
    assert "Set-Cookie" not in passer_by.get(address).headers


@pytest.mark.parametrize("address", ["/", "/privacy", "/nowhere"])
def test_no_page_holds_script_or_style_of_its_own(passer_by: FlaskClient, address: str) -> None:
    page = passer_by.get(address).get_data(as_text=True)
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick" not in page


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_a_cookie_is_secure_where_the_request_was(walls: Flask, scheme: str, secure: bool) -> None:
    def remember() -> str:
        session["seen"] = True
        return "ok"

    walls.add_url_rule("/remember", "remember", may_enter(EVERYONE)(remember))
    cookie = walls.test_client().get("/remember", base_url=f"{scheme}://localhost").headers["Set-Cookie"]
    assert ("Secure" in cookie) is secure
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
