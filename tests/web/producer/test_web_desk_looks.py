"""The producer's desk as a browser shows it, and an application's way from refusal to announcement."""

from pathlib import Path

import pytest
from batches.lot_cast import NOON, Cooperative
from browser.walking import Walker
from browsers import Cast
from browsing import serving
from cast import (
    PAPER,
    REGULATOR,
    issue,
    make_application,
    make_household,
    make_plot,
    make_producer,
    make_report,
    make_scale,
    make_trade_item,
)
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from standing_clock import Clock
from test_web_weighing_looks import see_all
from visiting import sign_in_for, sign_in_regulator

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.producers.applications import RefuseApplication, refuse_application
from gitrace.producers.marks import StopLabelUse, stop_label_use
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.work import writing

pytestmark = pytest.mark.browser


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: looks do not depend on it."""
    return quiet_store


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    """A busy morning: lots in several stages, one household with a long name, one application refused, one filed."""
    the_clock.set(NOON)
    made = Cooperative(store)
    make_plot(store, make_household(store, number="AAA-1", name="演示户主名字特别特别长的一户人家"))
    make_scale(
        store, made.producer, number="SOON1", verified_on=NOON.date().replace(year=2025), valid_until=NOON.date()
    )
    item = make_trade_item(store, made.producer)
    made.open()
    poured = made.open()
    made.pour(poured, made.weigh(60), 30)
    made.pour(made.open(), made.weigh(30), 30)
    issue(store, poured.lot, item.gtin, 40)
    make_report(store, made.producer)
    made.weigh(25, household="AAA-1")
    held = made.open()
    with writing(store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="演示：核对称重"), lot=held.lot)
    refused = make_application(store, made.producer).id
    with writing(store, REGULATOR) as work:
        refuse_application(
            work, RefuseApplication(application_id=refused, reason="演示：产地证明未盖章，请补盖后重新申请。")
        )
    make_application(store, made.producer)
    return made


def test_the_desk_fits_and_is_accessible(coop: Cooperative, cast: Cast, store: Store, chromium: Browser) -> None:
    with writing(store, REGULATOR) as work:
        stop_label_use(work, StopLabelUse(producer_id=coop.producer.id, reason="演示：标签数量与过磅不符，核查中"))
    own = ["today", "lots/board", "purchases", "purchases?first_day=x", "purchases/households/AAA-1?season=2026"]
    own += ["people", "applications", "applications/1", "profile"]
    manager = sign_in_for(cast, coop.producer)
    see_all(chromium, cast.app, manager, [f"/producer/{one}" for one in own])
    newcomer = sign_in_for(cast, make_producer(store))
    empty = ["today", "lots/board", "purchases", "applications", "applications/new"]
    see_all(chromium, cast.app, newcomer, [f"/producer/{one}" for one in empty])


def test_applications_at_the_county_fit_and_are_accessible(coop: Cooperative, cast: Cast, chromium: Browser) -> None:
    pages = ["applications", "applications?stage=approved", "applications/2"]
    see_all(chromium, cast.app, sign_in_regulator(cast), [f"/regulator/{one}" for one in pages])


def test_an_application_is_refused_filed_again_and_announced(
    cast: Cast, store: Store, chromium: Browser, the_clock: Clock, tmp_path: Path
) -> None:
    the_clock.set(NOON)
    newcomer = make_producer(store, name="演示新社", authorised=False)
    paper = tmp_path / "申请书.pdf"
    paper.write_bytes(PAPER)
    with serving(cast.app) as origin:
        manager = walker(chromium, origin, sign_in_for(cast, newcomer))
        warden = walker(chromium, origin, sign_in_regulator(cast))
        applies(manager, paper)
        warden.opens("/regulator/today")
        warden.page.get_by_role("link", name="用标申请待初审").click()
        warden.follows("演示新社", "不予通过")
        warden.fills({"不予通过的理由": "演示：产地证明未盖章"})
        warden.saves()
        manager.opens("/producer/profile")
        manager.page.locator("main").get_by_role("link", name="用标申请").click()
        assert manager.reads("演示：产地证明未盖章")
        applies(manager, paper)
        warden.opens("/regulator/applications?stage=filed")
        warden.follows("演示新社")
        warden.presses("初审通过，上报")
        warden.follows("录入核准公告")
        warden.fills({"公告号": "演示公告第 2 号", "核准日期": "2026-03-12", "有效期至": "2029-03-11"})
        warden.saves()
        manager.opens("/producer/profile")
        assert manager.reads("演示公告第 2 号")
        for one in (manager, warden):
            one.page.context.close()


def walker(chromium: Browser, origin: str, client: FlaskClient) -> Walker:
    """Somebody at a browser of her own, signed in."""
    kept = client.get_cookie(SIGN_IN_COOKIE)
    assert kept is not None
    found = Walker(chromium, origin, "somebody")
    found.page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept.value, "url": origin}])
    return found


def applies(manager: Walker, paper: Path) -> None:
    """Files an application with one document, by its pages."""
    manager.opens("/producer/applications")
    manager.follows("申请使用专用标志")
    manager.page.get_by_label("专用标志使用申请书").set_input_files(paper)
    manager.saves()
    assert manager.reads("已提交，待初审")
