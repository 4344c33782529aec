"""Pages behind printed addresses as a phone shows them: light, legible, without script."""

from datetime import date

import pytest
from browsing import PHONE, see, serving
from flask import Flask
from market import Market, enter_report
from playwright.sync_api import Browser, Page, Response

from gitrace.batches.tables import Hold

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

WHOLE_PAGE = 30_000
"""Bytes over the wire of everything a phone loads for one label; a proxy that compresses pages saves 7,000 more."""
OLD_PHONE = (360, 640)


def addresses(market: Market) -> list[str]:
    """Genuine, void, returned, not in use, not issued, forged, of an unknown lot, malformed; what was typed wrong."""
    labels = [market.label(number) for number in (1, 301, 311, 400, 501)]
    wrong = [market.label(key=b"x" * 32), market.label().replace("A001", "A002"), "/01/x", "/?lot=a&serial=b"]
    linkset = f"{market.label()}?linkType=linkset"
    return labels + wrong + [market.lot_page, linkset, "/01/6901234000016", f"/tell?about={market.label()}"]


def test_every_verdict_fits_and_is_accessible(app: Flask, market: Market, chromium: Browser) -> None:
    enter_report(market)
    page = chromium.new_page(locale="zh-CN")
    with serving(app) as origin:
        for address in addresses(market):
            see(page, origin + address)
        for query in ("type=large", "lang=en", "type=large&lang=en"):
            see(page, f"{origin}{market.label()}?{query}")
        market.date(date(2026, 3, 25))
        see(page, origin + market.label())
        market.hold(Hold.SAFETY)
        see(page, origin + market.label())
        market.recall()
        see(page, origin + market.label())
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_about_all_labels_fit_and_are_accessible(
    app: Flask, market: Market, chromium: Browser, language: str
) -> None:
    market.hold()
    page = chromium.new_page(locale="zh-CN")
    with serving(app) as origin:
        for address in ("/", "/gi", "/recalls", "/figures", "/balance", "/tell"):
            see(page, f"{origin}{address}?lang={language}")
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_label_loads_at_most_30_kilobytes_in_three_requests_and_no_script(
    app: Flask, market: Market, chromium: Browser, language: str
) -> None:
    for number in range(3):
        enter_report(market, number=f"YS2026-{number}", laboratory=f"演示检验检测中心{number}")
    market.correct_a_delivery()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    with serving(app) as origin:
        page.goto(f"{origin}{market.label()}?lang={language}", wait_until="networkidle")
        bodies = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert 2 <= len(bodies) <= 3, bodies  # the page, its style, in some browsers its icon
    assert sum(bodies.values()) <= WHOLE_PAGE, bodies
    assert all(url.startswith(origin) for url in bodies)
    assert page.locator("script").count() == 0
    assert page.locator("h1").is_visible()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("size", [PHONE, OLD_PHONE])
def test_the_verdict_is_in_the_first_screen_of_a_phone(
    app: Flask, market: Market, chromium: Browser, size: tuple[int, int]
) -> None:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]}, java_script_enabled=False)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    with serving(app) as origin:
        for address in (market.label(), market.label(301), market.label(key=b"x" * 32)):
            page.goto(f"{origin}{address}?lang=zh")
            assert foot_of(page, ".verdict") < size[1]
            style = page.locator("h1").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
            assert style >= 22
        page.goto(f"{origin}{market.label(301)}?lang=zh")
        assert foot_of(page, ".actions") < size[1]  # whom to tell, before anything is unfolded
    page.close()


def test_a_buyer_at_the_market_needs_one_screen(app: Flask, market: Market, chromium: Browser) -> None:
    enter_report(market)
    page = chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    with serving(app) as origin:
        page.goto(f"{origin}{market.label()}?lang=zh")
        for name in ("product", "packed", "origin", "producer", "tests", "purchase"):
            assert foot_of(page, f"summary:has(#{name})") <= PHONE[1], name
    page.close()


def test_on_paper_everything_is_unfolded_and_nothing_is_to_be_tapped(
    app: Flask, market: Market, chromium: Browser
) -> None:
    page = chromium.new_page()
    page.emulate_media(media="print")
    with serving(app) as origin:
        page.goto(f"{origin}{market.label()}?lang=zh")
    assert page.get_by_text("位置示意（非地图）").is_visible()
    assert page.get_by_text("统一社会信用代码").is_visible()
    assert not page.get_by_role("link", name="反映问题").is_visible()
    assert not page.get_by_text("大字").is_visible()
    page.close()


def foot_of(page: Page, selector: str) -> float:
    """Pixels from the top of the page to its lower edge."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]
