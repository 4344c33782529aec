"""A carton's page shows first what its buyer has to keep; the small form under a coat; the record to print."""

import pytest
from browsing import see, serving
from cast import make_trade_item
from flask import Flask
from flask.testing import FlaskClient
from market import LOT, Market, open_market
from playwright.sync_api import Browser
from visiting import text

from gitrace.identifiers.gtin import check_digit
from gitrace.identifiers.serial import label_pin
from gitrace.labels.tables import Carton, Run
from gitrace.ledger.events import Event, event
from gitrace.storage import Store
from gitrace.work import writing

BODY = "9690123400002"
PIN_PAGE = {"headers": {"Origin": "http://localhost"}}


@event("test.packed", 1, zh="装箱", en="packed")
class Packed(Event):
    pass


@pytest.fixture
def market(store: Store) -> Market:
    """Labels 1 to 300 in use under coats; 7 is a carton of 19.6 kg, 8 holds packs 11 to 30."""
    opened = open_market(store, gtin=BODY + check_digit(BODY), shoot_g=20_000)
    opened.put_in_use(1, 300)
    pack = make_trade_item(store, opened.producer)
    with writing(store, opened.packer) as work:
        run = work.session.get_one(Run, opened.run.id)
        run.coated = True
        weighed = Carton(run_id=run.id, number=7, grams=19_600)
        filled = Carton(run_id=run.id, number=8, grams=0, packs_gtin=pack.gtin, packs_first=11, packs_last=30)
        work.session.add_all([weighed, filled])
        work.session.flush()
        work.record(Packed(), subject=f"lot:{LOT}", rows=[run, weighed, filled])
    return opened


def test_a_cartons_page_begins_with_what_its_buyer_keeps(shopper: FlaskClient, market: Market) -> None:
    page = text(shopper, market.label(7))
    assert page.index("标签有效") < page.index("进货查验") < page.index("19.6 kg") < page.index('aria-label="批次记录"')
    assert page.index("供货者") < page.index("打印进货凭证")
    assert "19.6 kg" not in text(shopper, market.label(9))


def test_a_carton_tells_which_packs_it_holds(shopper: FlaskClient, market: Market) -> None:
    assert "装有 20 枚小包装：序号 11–30" in text(shopper, market.label(8))


def test_the_record_to_keep_names_no_buyer(shopper: FlaskClient, market: Market) -> None:
    paper = text(shopper, f"/purchase?about={market.label(7)}")
    assert "进货凭证" in paper
    assert "19.6 kg" in paper
    assert market.producer.uscc in paper
    assert "<input" not in paper
    market.hold()
    assert shopper.get(f"/purchase?about={market.label(7)}").location == market.label(7)
    assert shopper.get("/purchase?about=/tell").status_code == 404


def test_the_pin_is_checked_without_cookie(shopper: FlaskClient, market: Market) -> None:
    label = market.label(7)
    assert "刮开涂层验证码" in text(shopper, label)
    pin = label_pin(market.store.keys.labels[1], market.item.gtin, LOT, 7)
    told = shopper.post("/pin", data={"about": label, "pin": f"{pin[:3]} {pin[3:]}"}, **PIN_PAGE)
    assert "验证码正确，首次验证" in told.text
    assert "Set-Cookie" not in told.headers
    again = shopper.post(
        "/pin", data={"about": label, "pin": pin}, environ_overrides={"REMOTE_ADDR": "198.51.100.7"}, **PIN_PAGE
    )
    assert "此前已验证过" in again.text
    no = shopper.post("/pin", data={"about": label, "pin": "x"}, **PIN_PAGE)
    assert (no.status_code, "今天还可以输 4 次" in no.text) == (422, True)
    assert shopper.post("/pin", data={"about": label, "pin": pin}).status_code == 403


@pytest.mark.browser
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_cartons_and_coats_fit_and_are_accessible(app: Flask, market: Market, chromium: Browser) -> None:
    page, label = chromium.new_page(locale="zh-CN"), market.label(7)
    with serving(app) as origin:
        for address in (label, market.label(8), f"/purchase?about={label}", f"/pin?about={label}"):
            see(page, origin + address)
            see(page, f"{origin}{address}{'&' if '?' in address else '?'}lang=en")
    page.close()
