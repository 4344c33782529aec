"""The audit in the states that a walk through every page does not meet, with a lot that was scanned for weeks."""

from datetime import timedelta

import pytest
from browsers import Cast
from browsing import see, serving
from laid import LOT, MORNING, Laid, lay_season
from playwright.sync_api import Browser

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.people.roles import Role
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.storage import Store, keeping
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.supervision.deliveries import DELIVERIES, AskDeliveries
from gitrace.supervision.exports import Wish, order_export
from gitrace.supervision.spreadsheets import Format
from gitrace.supervision.verification import order_verification

pytestmark = pytest.mark.browser


@pytest.fixture
def store(quiet_store: Store) -> Store:
    return quiet_store


@pytest.fixture
def season(store: Store) -> Laid:
    laid = lay_season(store)
    for day in range(24):
        for key in range((day * 7) % 5):
            at = MORNING + timedelta(days=day, hours=key)
            label = Label(lot=LOT, gtin=laid.run.gtin, number=1 + key)
            record(store, Scan(label=label, key=f"{day}/{key}", device="d", at=at))
    return laid


def test_the_audit_fits_and_is_accessible(cast: Cast, season: Laid, store: Store, chromium: Browser) -> None:
    cast.joined("inspector", Role.REGULATOR)
    have_the_keeper_work(store, cast)
    kept = cast.browser_of("inspector").get_cookie("gitrace")
    assert kept is not None
    context = chromium.new_context(locale="zh-CN")
    page = context.new_page()
    with serving(cast.app) as origin:
        context.add_cookies([{"name": "gitrace", "value": kept.value, "url": origin}])
        for address in addresses(season):
            see(page, f"{origin}/regulator/{address}")
    context.close()


def have_the_keeper_work(store: Store, cast: Cast) -> None:
    asker = f"user:{cast.users['inspector']}"
    with keeping(store) as session:
        order_verification(session, made_by=asker, now=clock.now())
        order_export(session, Wish(DELIVERIES, AskDeliveries(), Format.XLSX), made_by=asker, now=clock.now())
    while run_next(store, clock.now()):
        pass


def addresses(season: Laid) -> list[str]:
    return [
        "today",
        "deliveries?text=nobody",
        "deliveries?from_day=x",
        f"deliveries/{season.bad.id}",
        f"lots/{LOT}",
        f"accounts?lot={LOT}",
        "ledger",
        "exports",
        "returns/monthly?month=2026-03",
        "returns/monthly?month=x",
        "returns/yearly?year=2026",
        "returns/book?from_day=2026-03-01&until_day=2026-03-31",
        "calendar?season=2026",
    ]
