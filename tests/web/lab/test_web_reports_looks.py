"""Reports and labels in their states as a browser shows them; every page in its usual state is walked elsewhere."""

import pytest
from browsers import Cast
from browsing import see, serving
from cast import clerk_of, issue, make_laboratory, make_report, put_in_use, reported
from flask import Flask
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from playwright.sync_api import Browser
from visiting import send, sign_in_for, sign_in_laboratory, sign_in_regulator

from gitrace.inspections.tables import Laboratory
from gitrace.storage import Store

pytestmark = pytest.mark.browser


@pytest.fixture
def store(quiet_store: Store) -> Store:
    return quiet_store


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store, name="演示检验中心")


@pytest.fixture
def bench(store: Store, laboratory: Laboratory) -> Bench:
    """Labels in every state, and reports: passing, uploaded, differing."""
    made = make_bench(store, ahead=1_000_000)
    make_report(store, made.producer, laboratory=laboratory, number="演示检 000001")
    issue(store, made.lot, made.gtin, 30)
    put_in_use(store, made.lot, made.gtin, 1, 12)
    make_report(store, made.producer, laboratory=laboratory, actor=clerk_of(made.producer), number="演示检 000002")
    items = [reported("lead", "0.3"), reported("cadmium", "未检出", detection_limit="0.001")]
    make_report(store, made.producer, laboratory=laboratory, number="演示检 000003", items=items)
    return made


def see_all(chromium: Browser, app: Flask, client: FlaskClient, addresses: list[str]) -> None:
    kept = client.get_cookie("gitrace")
    assert kept is not None
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    with serving(app) as origin:
        context.add_cookies([{"name": "gitrace", "value": kept.value, "url": origin}])
        for address in addresses:
            see(page, origin + address)
    context.close()


def test_the_producers_pages(app: Flask, cast: Cast, bench: Bench, chromium: Browser) -> None:
    manager = sign_in_for(cast, bench.producer)
    labels = f"/producer/lots/{bench.lot}/labels"
    for deed, fields in {
        "void": {"first": "1", "last": "1", "kind": "gone", "note": "泡水"},
        "return": {"first": "30", "last": "30", "note": "交县局"},
    }.items():
        send(manager, f"{labels}/{deed}", gtin=bench.gtin, **fields)
    lists = ["/producer/labels", "/producer/labels?closed=true", "/producer/reports"]
    see_all(chromium, app, manager, [labels, f"{labels}/issue", *lists, "/producer/reports/2"])


def test_the_laboratorys_pages(app: Flask, cast: Cast, bench: Bench, laboratory: Laboratory, chromium: Browser) -> None:
    lab = sign_in_laboratory(cast, laboratory)
    see_all(
        chromium,
        app,
        lab,
        [
            "/lab/reports?text=nobody",
            "/lab/reports/new?form=dried",
            "/lab/reports/new?replaces=3",
            "/lab/reports/3",
        ],
    )


def test_the_regulators_pages(app: Flask, cast: Cast, bench: Bench, chromium: Browser) -> None:
    warden = sign_in_regulator(cast)
    reports = ["/regulator/reports", "/regulator/reports/3", "/regulator/proposed-holds/3"]
    see_all(chromium, app, warden, reports)
