"""疑似复制 at the regulator's desk: a lead with its evidence, a decision with its reason, and nothing public."""

from datetime import UTC, datetime, timedelta

import pytest
from applications import application
from browsers import Cast
from flask import Flask
from flask.testing import FlaskClient
from market import LOT, Market, open_market
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.scans.jobs import search_for_copies
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.settings import Settings
from gitrace.storage import Store

REGIONS = ("湖北武汉", "湖南长沙", "江西南昌", "广东广州")
FIRST, NOW = datetime(2026, 3, 25, 4, tzinfo=UTC), datetime(2026, 4, 10, 2, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: what is found does not depend on it."""
    return quiet_store


@pytest.fixture
def app(store: Store, the_clock: Clock) -> Flask:
    the_clock.set(FIRST - timedelta(days=2))
    return application(store)


@pytest.fixture
def market(app: Flask, store: Store, the_clock: Clock) -> Market:
    """The first label of the lot was sold over and over."""
    opened = open_market(store)
    opened.put_in_use(1, 300)
    label = Label(LOT, opened.item.gtin, 1)
    for day in range(8):
        at = FIRST + timedelta(days=day)
        record(store, Scan(label, f"nonce:{day}", "d", at, f"network {day}", REGIONS[day % 4]))
    the_clock.set(NOW)
    search_for_copies(store, NOW)
    return opened


def page_of(market: Market, number: int = 1) -> str:
    return f"/regulator/copying/{LOT}/{market.item.gtin}/{number}"


def test_the_list_and_the_page_tell_the_facts(cast: Cast, market: Market) -> None:
    regulator = sign_in_regulator(cast)
    assert "标签疑似被复制，待决定" in text(regulator, "/regulator/today")
    listed = text(regulator, "/regulator/copying")
    assert f"{LOT} · 00001" in listed
    assert "多天在多个地区被查询" in listed
    page = text(regulator, page_of(market))
    assert "8 个网络，8 天，4 个地区" in page
    assert "湖北武汉" in page
    assert "network 0" not in page


def test_a_decision_has_a_reason_and_is_made_once(cast: Cast, market: Market) -> None:
    regulator = sign_in_regulator(cast)
    assert send(regulator, page_of(market), outcome="irregular").status_code == 422
    assert send(regulator, page_of(market), outcome="", reason="演示").status_code == 422
    assert send(regulator, page_of(market), outcome="irregular", reason="演示：外包装不同").status_code == 303
    assert "演示：外包装不同" in text(regulator, page_of(market))
    assert "没有待决定的标签" in text(regulator, "/regulator/copying")
    assert "已核实异常" in text(regulator, "/regulator/copying?state=decided")
    assert send(regulator, page_of(market), outcome="normal", reason="演示").status_code == 422


def test_the_shopper_reads_what_she_read_before(app: Flask, cast: Cast, market: Market) -> None:
    shopper: FlaskClient = app.test_client()
    before = shopper.get(market.label(1), headers={"Scan-Nonce": "shopper-nonce-0001"}).get_data(as_text=True)
    send(sign_in_regulator(cast), page_of(market), outcome="irregular", reason="演示：外包装不同")
    after = shopper.get(market.label(1), headers={"Scan-Nonce": "shopper-nonce-0001"}).get_data(as_text=True)
    assert "标签有效，由本系统签发" in after
    assert before == after


def test_a_label_without_anything_has_its_page_and_one_never_issued_has_none(cast: Cast, market: Market) -> None:
    regulator = sign_in_regulator(cast)
    assert "没有疑点" in text(regulator, page_of(market, 2))
    assert regulator.get(page_of(market, 501)).status_code == 404


def test_it_is_no_producers_business(cast: Cast, market: Market) -> None:
    manager = sign_in_for(cast, market.producer)
    assert manager.get("/regulator/copying").status_code == 403
    assert manager.get(page_of(market)).status_code == 403
