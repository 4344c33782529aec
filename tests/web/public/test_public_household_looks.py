"""A household's own page, slips, and the desk behind them as a browser shows them, on paper too."""

from pathlib import Path

import pytest
from browsers import Cast, chosen
from browsing import see, serving
from playwright.sync_api import Browser
from scenario import Scene, play
from standing_clock import Clock
from voices import Growers, hear_growers

from gitrace import clock
from gitrace.app import create_app
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.web.entrance import SIGN_IN_COOKIE
from gitrace.work import SYSTEM, writing

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def scene(store: Store, the_clock: Clock) -> Scene:
    return play(store, the_clock)


@pytest.fixture
def growers(store: Store, scene: Scene) -> Growers:
    return hear_growers(store, scene.ours)


def test_her_own_page_fits_and_is_accessible(scene: Scene, growers: Growers, store: Store, chromium: Browser) -> None:
    context = chromium.new_context(locale="zh-CN")
    page, own = context.new_page(), f"/h/{growers.card}"
    with serving(create_app(store)) as origin:
        for address in (own, f"{own}?season=2025"):
            see(page, origin + address)
    context.close()


def test_the_regulators_and_the_clerks_pages_fit_and_are_accessible(
    scene: Scene, growers: Growers, store: Store, chromium: Browser
) -> None:
    app = create_app(store)
    cast = Cast(app, store)
    pages = {
        ("agri", Role.REGULATOR): (
            "/regulator/cards?village=官庄村",
            f"/regulator/deliveries/{scene.ours.deliveries[2].id}",
        ),
        ("weigher", Role.CLERK): (f"/producer/deliveries/{scene.ours.deliveries[2].id}",),
    }
    with serving(app) as origin:
        for (name, role), addresses in pages.items():
            context = chromium.new_context(locale="zh-CN")
            context.add_cookies([{"name": SIGN_IN_COOKIE, "value": signed_in(cast, scene, name, role), "url": origin}])
            page = context.new_page()
            for address in addresses:
                see(page, origin + address)
            context.close()


def signed_in(cast: Cast, scene: Scene, name: str, role: Role) -> str:
    """Her session's token."""
    regulator = {"bureau": "agriculture", "level": "county"}
    place = regulator if role is Role.REGULATOR else {"producer_id": scene.ours.producer.id}
    with writing(cast.store, SYSTEM) as work:
        _user, token = invite(work, InvitePerson.model_validate({"display_name": name, "role": role, **place}))
    join(cast.store, token, chosen(name), clock.now())
    kept = cast.browser_of(name).get_cookie(SIGN_IN_COOKIE)
    assert kept is not None
    return kept.value


def test_a_slip_prints_one_copy_to_a_page_and_nothing_else(
    scene: Scene, growers: Growers, store: Store, chromium: Browser, tmp_path: Path
) -> None:
    app = create_app(store)
    cast = Cast(app, store)
    with serving(app) as origin:
        context = chromium.new_context(locale="zh-CN")
        token = signed_in(cast, scene, "weigher", Role.CLERK)
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": token, "url": origin}])
        page = context.new_page()
        page.goto(f"{origin}/producer/slips/{growers.printing}")
        page.emulate_media(media="print")
        assert page.locator(".slip").count() == 2
        assert page.locator(".actions").first.is_hidden()
        assert page.locator(".menu").first.is_hidden()
        assert page.pdf(width="80mm", height="200mm").count(b"/Type /Page\n") == 2
        context.close()
