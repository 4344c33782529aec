"""Pages as a browser shows them: nothing sideways, nothing that axe minds, nothing that needs a script."""

import pytest
from browsing import DESK, NARROWEST, PHONE, complaints, look_at, serving
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = ["/", "/?code=abc", "/privacy", "/nowhere", "/showcase"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_and_are_accessible(walls: Flask, showcase: FlaskClient, chromium: Browser, language: str) -> None:
    with serving(walls) as origin:
        page = chromium.new_page()
        for address in PAGES:
            page.goto(f"{origin}{address}{'&' if '?' in address else '?'}lang={language}")
            for size in (NARROWEST, PHONE, DESK):
                look_at(page, size)
            assert complaints(page) == [], address
        page.close()


def test_a_form_sent_in_vain_comes_back_with_its_sentences(
    walls: Flask, showcase: FlaskClient, chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    with serving(walls) as origin:
        page.goto(f"{origin}/showcase")
        page.get_by_label("登录名").fill("竹笋")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_label("登录名").input_value() == "竹笋"
        assert page.get_by_role("alert").is_visible()
    context.close()
