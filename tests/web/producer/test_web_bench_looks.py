"""The packer's bench and the records of the grove as a browser shows them: they fit, and axe finds nothing."""

import io
from datetime import timedelta

import pytest
from browsers import Cast
from cast import (
    SPRING_MORNING,
    issue,
    make_batch,
    make_delivery,
    make_plot,
    make_producer,
    make_record,
    make_report,
    make_trade_item,
    manager_of,
    pour,
    put_in_use,
)
from flask import Flask
from growers.test_growers_photos import taken
from playwright.sync_api import Browser
from standing_clock import Clock
from test_web_weighing_looks import see_all
from visiting import send, sign_in_for, sign_in_regulator

from gitrace.clock import shanghai_day
from gitrace.growers.queries import the_household
from gitrace.identifiers.gtin import check_digit
from gitrace.people.roles import Role
from gitrace.storage import Store, reading

pytestmark = pytest.mark.browser

DAY = shanghai_day(SPRING_MORNING)


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: looks do not depend on it."""
    return quiet_store


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


def test_the_bench_in_each_of_its_states(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer, plot = make_producer(store), make_plot(store)
    item = make_trade_item(store, producer)
    make_trade_item(store, producer, name="演示崇阳雷竹笋礼盒装（鲜笋）", net_content="1 kg × 2 袋", shoot_g=2000)
    full, bare = make_batch(store, producer), make_batch(store, producer)
    pour(store, full, make_delivery(store, producer, plot))
    issue(store, full.lot, item.gtin, 60, actor=manager_of(producer))
    manager, benches = (
        sign_in_for(cast, producer, Role.MANAGER),
        [f"/producer/lots/{one.lot}/labels" for one in (bare, full)],
    )
    see_all(chromium, app, manager, benches)
    make_report(store, producer)
    put_in_use(store, full.lot, item.gtin, 1, 25)
    assert send(manager, f"{benches[1]}/void", first="1", last="3", kind="gone", note="泡水").status_code == 303
    assert send(manager, f"{benches[1]}/more", page=benches[1], gtin=item.gtin).status_code == 303
    deeds = [f"{benches[1]}/{deed}" for deed in ("issue", "void", "return", "proof", "proof?start=41&copies=11")]
    deeds += ["/producer/runs/1/proof?start=7&marks=true", "/producer/stocks"]
    see_all(chromium, app, manager, [f"{benches[1]}?run=2", *deeds, f"/producer/lots/{full.lot}/close"])


def test_cartons_and_the_code_of_a_lot(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer, plot = make_producer(store), make_plot(store)
    heavy = make_trade_item(store, producer, gtin=f"9690123400003{check_digit('9690123400003')}", shoot_g=10_000)
    pack, box = make_trade_item(store, producer), make_trade_item(store, producer, shoot_g=5_000)
    batch = make_batch(store, producer)
    pour(store, batch, make_delivery(store, producer, plot))
    make_report(store, producer)
    for item, count in ((heavy, 3), (pack, 20), (box, 2)):
        issue(store, batch.lot, item.gtin, count, actor=manager_of(producer))
    manager, lot = sign_in_for(cast, producer, Role.MANAGER), f"/producer/lots/{batch.lot}"
    weighed = {"gtin": heavy.gtin, "label": "1", "weight": "19.6", "unit": "斤"}
    assert send(manager, f"{lot}/cartons", **weighed).status_code == 303
    packs = {"gtin": box.gtin, "carton": "1", "packs": pack.gtin, "first": "1", "last": "10"}
    assert send(manager, f"{lot}/cartons/fill", **packs).status_code == 303
    see_all(
        chromium,
        app,
        manager,
        [f"{lot}/labels", f"{lot}/cartons", f"{lot}/cartons/fill", f"{lot}/cartons/correct", f"{lot}/code"],
    )


def test_records_of_the_grove(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer, plot = make_producer(store), make_plot(store)
    make_delivery(store, producer, plot)
    with reading(store) as session:
        household = the_household(session, plot.household_id).number
    manager, regulator = sign_in_for(cast, producer), sign_in_regulator(cast)
    page = f"/producer/households/{household}/plots/{plot.id}/records"
    see_all(chromium, app, manager, ["/producer/inputs", "/producer/inputs/new", f"{page}/photograph"])
    label = {"kind": "pesticide", "name": "演示苦参碱水剂", "registration": "PD00000000", "interval_days": "7"}
    assert send(regulator, "/regulator/inputs/new", **label).status_code == 303
    own = {"kind": "fertiliser", "name": "演示有机肥（本地堆制，腐熟）"}
    assert send(manager, "/producer/inputs/new", **own).status_code == 303
    make_record(
        store, plot, actor=manager_of(producer), started_on=DAY - timedelta(days=2), ended_on=DAY, interval_days=14
    )
    see_all(chromium, app, manager, ["/producer/records", "/producer/deliveries/1"])
    photo = (io.BytesIO(taken()), "IMG_0001.jpg")
    assert send(manager, f"{page}/photograph", photo=photo, dose="50 毫升", started_on=str(DAY)).status_code == 303
    own_pages = [f"/producer/households/{household}/records{tail}" for tail in ("", "/2/complete")]
    see_all(chromium, app, manager, ["/producer/inputs", "/producer/records", f"{page}/photograph", *own_pages])
    theirs = [
        f"/regulator/plots/{plot.id}",
        f"/regulator/households/{plot.household_id}",
        "/regulator/records/2/complete",
    ]
    see_all(chromium, app, regulator, ["/regulator/inputs", "/regulator/inputs/new", *theirs])
