"""Messages as a regulator's browser shows them."""

import pytest
from browsers import Cast
from browsing import DESK, PHONE, complaints, look_at, serving
from flask import Flask
from playwright.sync_api import Browser

from gitrace.cases.commands import SHOPPER, SendMessage, send_message
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.work import writing

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


def test_messages_fit_and_are_accessible(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    cast.joined("inspector", Role.REGULATOR)
    token = cast.browser_of("inspector").get_cookie(SIGN_IN_COOKIE)
    assert token is not None
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    with serving(app) as origin:
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token.value, "url": origin}])

        def look(address: str) -> None:
            page.goto(origin + address)
            for size in (PHONE, DESK):
                look_at(page, size)
            assert complaints(page) == [], address

        look("/regulator/messages")
        with writing(store, SHOPPER) as work:
            message = send_message(work, SendMessage(text="演示：袋子漏气\n第二行", place="演示市场"))
        for address in ("/regulator/messages", f"/regulator/messages/{message.number}", f"/tell/{message.number}"):
            look(address)
    context.close()
