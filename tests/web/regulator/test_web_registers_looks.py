"""The registers in the states that a walk through every page does not meet: they fit, and axe finds nothing."""

import pytest
from browsers import Cast
from browsing import see, serving
from cast import make_household, make_plot, make_producer, make_record
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext
from visiting import sign_in_for, sign_in_regulator

from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE

pytestmark = pytest.mark.browser


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: looks do not depend on it."""
    return quiet_store


def carry(context: BrowserContext, client: FlaskClient, origin: str) -> None:
    """Give the browser the sign-in of a test client."""
    kept = client.get_cookie(SIGN_IN_COOKIE)
    assert kept is not None
    context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept.value, "url": origin}])


def see_all(chromium: Browser, app: Flask, client: FlaskClient, addresses: list[str]) -> None:
    """Each page at every width."""
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    with serving(app) as origin:
        carry(context, client, origin)
        for address in addresses:
            see(page, origin + address)
    context.close()


def test_the_regulators_registers(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    regulator = sign_in_regulator(cast)
    bare = ["producers", "households", "messages", "denials", "callbacks", "copying", "inputs", "lists"]
    bare += ["laboratories", "imports", "erasures"]
    see_all(chromium, app, regulator, [f"/regulator/{one}" for one in bare])
    producer = make_producer(store)
    plot = make_plot(store, make_household(store, name="演示户主名字特别特别长的一户人家"))
    record = make_record(store, plot, interval_days=None)
    addresses = ["/regulator/producers?text=zzz", "/regulator/households?text=zzz"]
    addresses += [
        f"/regulator/producers/{producer.id}/decide/first-season",
        f"/regulator/households/{plot.household_id}",
        f"/regulator/households/{plot.household_id}/erase",
        f"/regulator/households/{make_household(store).id}/erase",
    ]
    addresses += [f"/regulator/plots/{plot.id}", f"/regulator/records/{record.id}/complete"]
    see_all(chromium, app, regulator, addresses)


def test_a_producers_own_pages(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    plot = make_plot(store, make_household(store, number="N77"))
    make_record(store, plot, interval_days=None)
    addresses = ["/producer/profile", "/producer/records?number=N0", "/producer/households/N77/records"]
    see_all(chromium, app, sign_in_for(cast, make_producer(store)), addresses)
