"""Pages behind printed addresses as a phone shows them: light, legible, without script."""

from datetime import date

import pytest
from browsing import DESK, NARROWEST, PHONE, complaints, look_at, serving
from flask import Flask
from market import Market, enter_report
from playwright.sync_api import Browser, Response

from gitrace.batches.tables import Hold

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

WHOLE_PAGE = 50_000
"""Bytes of everything a phone loads for one label, uncompressed."""


def addresses(market: Market) -> dict[str, str]:
    return {
        "genuine": market.label(),
        "void": market.label(301),
        "returned": market.label(311),
        "not in use": market.label(400),
        "not issued": market.label(501),
        "forged": market.label(key=b"x" * 32),
        "unknown lot": market.label().replace("A001", "A002"),
        "malformed": "/01/x",
        "lot": market.lot_page,
        "product": f"/01/{market.item.gtin}",
        "home": "/",
        "typed wrong": "/?lot=a&serial=b",
        "tell": f"/tell?about={market.label()}",
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_is_accessible(app: Flask, market: Market, chromium: Browser, language: str) -> None:
    enter_report(market)
    page = chromium.new_page()
    with serving(app) as origin:

        def look(name: str, address: str) -> None:
            page.goto(f"{origin}{address}{'&' if '?' in address else '?'}lang={language}")
            for size in (NARROWEST, PHONE, DESK):
                look_at(page, size)
            assert complaints(page) == [], name

        for name, address in addresses(market).items():
            look(name, address)
        market.date(date(2026, 3, 25))
        look("past its date", market.label())
        market.hold(Hold.SAFETY)
        look("on hold", market.label())
        market.recall()
        look("recalled", market.label())
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_label_loads_at_most_50_kilobytes_and_no_script(
    app: Flask, market: Market, chromium: Browser, language: str
) -> None:
    for number in range(3):
        enter_report(market, number=f"YS2026-{number}", laboratory=f"演示检验检测中心{number}")
    market.correct_a_delivery()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    bodies: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        bodies[answer.url] = len(answer.body())

    page.on("response", weigh)
    with serving(app) as origin:
        page.goto(f"{origin}{market.label()}?lang={language}", wait_until="networkidle")
    assert len(bodies) >= 2
    assert sum(bodies.values()) <= WHOLE_PAGE, bodies
    assert all(url.startswith(origin) for url in bodies)
    assert page.locator("script").count() == 0
    assert page.locator("h1").is_visible()
    assert context.cookies() == []
    context.close()


def test_the_verdict_is_in_the_first_screen_of_a_phone(app: Flask, market: Market, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    with serving(app) as origin:
        for address in (market.label(), market.label(301), market.label(key=b"x" * 32)):
            page.goto(f"{origin}{address}?lang=zh")
            box = page.locator(".verdict").bounding_box()
            assert box is not None
            assert box["y"] + box["height"] < PHONE[1]
            size = page.locator("h1").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
            assert size >= 24
    page.close()
