"""The registers as a browser shows them: they fit, and axe finds nothing."""

import pytest
from browsers import Cast
from browsing import DESK, NARROWEST, PHONE, complaints, look_at, serving
from cast import make_household, make_plot, make_producer, make_record, make_scale, make_trade_item
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext
from visiting import sign_in_for, sign_in_regulator

from gitrace.growers.rules import InputKind
from gitrace.producers.queries import authorisations_of
from gitrace.storage import Store, reading
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


def see_all(chromium: Browser, app: Flask, client: FlaskClient, addresses: list[str], language: str = "zh") -> None:
    """Each page at three widths."""
    context = chromium.new_context(java_script_enabled=True)
    page = context.new_page()
    with serving(app) as origin:
        carry(context, client, origin)
        for address in addresses:
            page.goto(f"{origin}{address}{'&' if '?' in address else '?'}lang={language}")
            for size in (NARROWEST, PHONE, DESK):
                look_at(page, size)
            assert complaints(page) == [], address
    context.close()


def test_the_regulators_registers(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer = make_producer(store)
    scale = make_scale(store, producer)
    make_trade_item(store, producer)
    plot = make_plot(store, make_household(store, name="演示户主"))
    record = make_record(store, plot, interval_days=None)
    make_record(store, plot, kind=InputKind.COVER)
    with reading(store) as session:
        authorisation = authorisations_of(session, producer.id)[0]
    at, home, land = f"/regulator/producers/{producer.id}", f"/regulator/households/{plot.household_id}", plot.id
    addresses = ["/regulator/producers", "/regulator/producers?text=zzz", "/regulator/producers/new", at]
    addresses += [f"{at}/{tail}" for tail in ("change", "contact", "authorise", "decide/stop", "decide/first-season")]
    addresses += [f"{at}/scales/new", f"{at}/trade-items/new", f"/regulator/scales/{scale.id}/verify"]
    addresses += [f"/regulator/authorisations/{authorisation.id}/withdraw", "/regulator/households"]
    addresses += ["/regulator/households/new", home, f"{home}/change", f"{home}/plots/new"]
    addresses += [
        f"/regulator/plots/{land}",
        f"/regulator/plots/{land}/certify",
        f"/regulator/plots/{land}/yields/2026",
    ]
    addresses += [f"/regulator/plots/{land}/records/new", f"/regulator/records/{record.id}/complete"]
    addresses += [f"/regulator/records/{record.id}/correct"]
    see_all(chromium, app, sign_in_regulator(cast), addresses)
    see_all(chromium, app, sign_in_regulator(cast), [at, home, f"/regulator/plots/{land}"], "en")


def test_a_producers_own_pages(app: Flask, store: Store, cast: Cast, chromium: Browser) -> None:
    producer = make_producer(store)
    make_scale(store, producer)
    make_trade_item(store, producer)
    plot = make_plot(store, make_household(store, number="N77"))
    make_record(store, plot, interval_days=None)
    addresses = ["/producer/profile", "/producer/profile/contact", "/producer/scales/new", "/producer/trade-items/new"]
    addresses += ["/producer/records", "/producer/records?number=N0", "/producer/households/N77/records"]
    addresses += [f"/producer/households/N77/plots/{plot.id}/records/new"]
    see_all(chromium, app, sign_in_for(cast, producer), addresses)
