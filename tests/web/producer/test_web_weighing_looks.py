"""Deliveries and lots in the states that a walk through every page does not meet: they fit, and axe finds nothing."""

from datetime import timedelta

import pytest
from browsers import Cast
from browsing import see, serving
from cast import REGULATOR, SPRING_MORNING, make_batch, make_delivery, make_plot, make_producer, make_scale, pour
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from standing_clock import Clock
from visiting import sign_in_for, sign_in_regulator

from gitrace.batches.drawing import CarryOver, carry_over
from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.rejudging import rejudge_after
from gitrace.growers.records import EnterRecord, enter_record
from gitrace.growers.rules import InputKind
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.work import writing

pytestmark = pytest.mark.browser


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: looks do not depend on it."""
    return quiet_store


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


def see_all(chromium: Browser, app: Flask, client: FlaskClient, addresses: list[str]) -> None:
    """Each page at every width."""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    with serving(app) as origin:
        kept = client.get_cookie(SIGN_IN_COOKIE)
        assert kept is not None
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept.value, "url": origin}])
        for address in addresses:
            see(page, origin + address)
    context.close()


def test_a_producers_deliveries_and_lots(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer, plot = make_producer(store), make_plot(store)
    manager = sign_in_for(cast, producer)
    see_all(chromium, app, manager, ["/producer/deliveries", "/producer/lots", "/producer/deliveries/weigh"])
    make_scale(store, producer)
    good, bad = make_delivery(store, producer, plot), make_delivery(store, producer, plot)
    make_delivery(store, producer, plot)
    batch = make_batch(store, producer)
    later = make_batch(store, producer, packed_on=batch.packed_on + timedelta(days=1))
    empty = make_batch(store, producer)
    for one in (good, bad):
        pour(store, batch, one)
    record = EnterRecord(
        plot_id=plot.id, kind=InputKind.PESTICIDE, product="演示药剂", registration="PD00000000",
        started_on=batch.packed_on - timedelta(days=2), ended_on=batch.packed_on, interval_days=7,
    )  # fmt: skip
    with writing(store, REGULATOR) as work:
        carry_over(work, CarryOver(to_lot=later.lot, weight="20"), lot=batch.lot)
        hold_batch(work, HoldBatch(reason="演示：待复核"), lot=later.lot)
        rejudge_after(work, enter_record(work, record))
    lot = f"/producer/lots/{batch.lot}"
    addresses = ["/producer/deliveries?text=zzz"]
    addresses += [
        f"/producer/deliveries/weigh?done={bad.id}",
        f"/producer/deliveries/late?first={good.id}&last={bad.id}",
    ]
    addresses += [f"/producer/deliveries/{bad.id}{tail}" for tail in ("", "/correct")]
    addresses += ["/producer/lots?show=held", lot, f"{lot}/pour", f"{lot}/close"]
    addresses += ["/producer/marked-lots", "/producer/marked-lots?finding=season"]
    addresses += [f"/producer/lots/{later.lot}", f"/producer/lots/{empty.lot}", f"/producer/lots/{empty.lot}/close"]
    see_all(chromium, app, manager, addresses)
    regulator, theirs = sign_in_regulator(cast), f"/regulator/lots/{batch.lot}"
    see_all(chromium, app, regulator, ["/regulator/marked-lots", f"{theirs}/settle"])
    see_all(chromium, app, regulator, [f"/regulator/lots/{later.lot}/release"])
