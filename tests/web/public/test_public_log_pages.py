"""The log's pages for people, and the fold on a lot's page that leads to them."""

import re

import pytest
from browsing import see, serving
from flask import Flask
from flask.testing import FlaskClient
from market import Market
from playwright.sync_api import Browser, Page, Route, expect

from gitrace.batches.tables import Hold
from gitrace.ledger.proof import parse_proof
from gitrace.scans import evidence

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def told(shopper: FlaskClient, address: str) -> str:
    answer = shopper.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def entry_of(shopper: FlaskClient, market: Market, words: str) -> int:
    """The number that the lot's page gives for what happened."""
    found = re.search(rf'/log/entry/(\d+)\?lang=zh">第 \1 条</a> {words}', told(shopper, market.lot_page))
    assert found, words
    return int(found[1])


def test_the_page_of_a_lot_leads_to_the_proof_of_what_happened_to_it(shopper: FlaskClient, market: Market) -> None:
    market.hold(Hold.SAFETY)
    market.release()
    market.recall()
    for words in ("开立了批次", "签发标签", "启用标签", "暂停了标签使用", "恢复了标签使用", "发布召回"):
        index = entry_of(shopper, market, words)
        assert market.batch.lot in told(shopper, f"/log/entry/{index}")
        assert parse_proof(told(shopper, f"/log/proof/{index}")).index == index


def test_the_entries_of_a_busy_lot_stay_few(shopper: FlaskClient, market: Market) -> None:
    for first in range(321, 371, 5):
        market.put_in_use(first, first + 4)
    page = told(shopper, market.lot_page)
    assert page.count("启用标签 <") == 3
    assert "366–370" in page
    assert "还有更早的 8 条，看全部" in page


def test_all_entries_of_a_busy_lot_stand_on_pages_of_their_own(
    shopper: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "A_PAGE", 6)
    for first in range(321, 371, 5):
        market.put_in_use(first, first + 4)
    newest = told(shopper, f"/log/lot/{market.batch.lot}")
    older = re.search(r'href="([^"]+before=\d+[^"]*)"', newest)
    assert older
    pages = newest + told(shopper, older[1].replace("&amp;", "&"))
    assert pages.count("启用标签 <") + pages.count("签发标签 <") + pages.count("开立了批次 <") == 12
    assert shopper.get("/log/lot/CY260320Z999").status_code == 404
    assert shopper.get(f"/log/lot/{market.batch.lot}?before={10**30}").status_code == 200


def test_a_restricted_entry_says_only_that_it_is_there(shopper: FlaskClient, market: Market) -> None:
    market.correct_a_delivery()
    size = int(told(shopper, "/log/checkpoint").split("\n")[1])
    page = told(shopper, f"/log/entry/{size - 1}")
    assert "这一条不公开内容" in page
    assert "260320-0001" not in page
    assert "演示：斤写成了公斤" not in page
    assert {shopper.get(f"/log/entry/{index}").status_code for index in (size, 10**30)} == {404}


def test_the_log_says_its_name_its_key_and_its_newest_checkpoint(shopper: FlaskClient, market: Market) -> None:
    page, checkpoint = told(shopper, "/log"), told(shopper, "/log/checkpoint")
    origin, size, root = checkpoint.split("\n")[:3]
    assert root.replace("+", "&#43;") in page or root in page
    assert origin in page
    assert f"{int(size):,} 条" in page or f"{size} 条" in page
    assert "gitrace audit verify-proof" in page
    assert market.batch.lot not in page


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_page(locale="zh-CN")


@pytest.mark.browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_of_the_log_fit_and_are_accessible(app: Flask, market: Market, page: Page, language: str) -> None:
    with serving(app) as origin:
        for path in ("/log", "/log/entry/0", "/log/entry/3", f"/log/lot/{market.batch.lot}"):
            see(page, f"{origin}{path}?lang={language}")
    page.close()


def outcome(page: Page, address: str) -> str | None:
    """What the script came to."""
    page.goto(address)
    page.wait_for_selector("#proof-check[data-outcome]")
    return page.get_attribute("#proof-check", "data-outcome")


@pytest.mark.browser
def test_the_browser_checks_the_proof_of_every_entry(app: Flask, market: Market, page: Page) -> None:
    with serving(app) as origin:
        size = int(app.test_client().get("/log/checkpoint").get_data(as_text=True).split("\n")[1])
        came_to = {index: outcome(page, f"{origin}/log/entry/{index}") for index in range(size)}
        expect(page.get_by_text("您的浏览器核对过")).to_be_visible()
    assert set(came_to.values()) == {"holds"}, came_to
    page.close()


def tampered(text: str, spoilt: str) -> str:
    lines = text.split("\n")
    if spoilt == "another entry":
        lines[2] = "index 4"
    elif spoilt == "path":
        lines[3] = lines[3][:4] + ("A" if lines[3][4] != "A" else "B") + lines[3][5:]
    elif spoilt == "content":
        lines[1] = lines[1][:20] + ("A" if lines[1][20] != "A" else "B") + lines[1][21:]
    else:
        lines[-2] = lines[-2][:-20] + ("A" if lines[-2][-20] != "A" else "B") + lines[-2][-19:]
    return "\n".join(lines)


SPOILT = {"another entry": "wrong", "path": "wrong", "content": "wrong", "signature": "forged"}


@pytest.mark.browser
@pytest.mark.parametrize("spoilt", SPOILT)
def test_the_browser_tells_a_tampered_proof_as_such(app: Flask, market: Market, page: Page, spoilt: str) -> None:
    def spoil(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=tampered(answer.text(), spoilt))

    page.route("**/log/proof/*", spoil)
    with serving(app) as origin:
        assert outcome(page, f"{origin}/log/entry/3") == SPOILT[spoilt]
        expect(page.get_by_text("对不上")).to_be_visible()
    page.close()


@pytest.mark.browser
def test_a_browser_without_ed25519_says_which_half_it_checked(app: Flask, market: Market, page: Page) -> None:
    page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('unknown'))")
    with serving(app) as origin:
        assert outcome(page, f"{origin}/log/entry/3") == "unsigned"
    page.close()
