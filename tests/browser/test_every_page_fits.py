"""Every page of every role, from the routes themselves: nothing sideways on the narrowest phone, at a desk, nor for who
reads at 200 %, and nothing that axe minds. What a page is for, other tests tell.
"""

from typing import Any

import pytest
from browsing import NARROWEST, TWICE, fits, flaws, serving
from house.test_entrance import NOBODY, PAGE, House, Route, house  # noqa: F401 - the scenario behind its doors
from playwright.sync_api import Browser, Page

from gitrace.people.roles import Role
from gitrace.web.doors import EVERYONE, SIGNED_IN
from gitrace.web.entrance import SIGN_IN_COOKIE

pytestmark = pytest.mark.browser

TOWN = f"{Role.REGULATOR}.town"
WHO = [NOBODY, f"{Role.REGULATOR}.ours", TOWN, f"{Role.ADMINISTRATOR}.ours", f"{Role.MANAGER}.ours", f"{Role.LAB}.ours"]
"""Between them they may enter every page. The county's regulator sees the account's pages for everybody."""


def is_hers(route: Route, who: str) -> bool:
    """Whether a page is looked at with her eyes; those of a township see theirs narrowed."""
    if route.method != "GET":
        return False
    if route.allowed in ({EVERYONE}, frozenset(SIGNED_IN)):
        return who == (NOBODY if EVERYONE in route.allowed else f"{Role.REGULATOR}.ours")
    return route.every_level if who == TOWN else who.partition(".")[0] in route.allowed


def pages_of(house: House, who: str) -> tuple[list[str], str | None]:  # noqa: F811
    """Addresses that answer her with a page, and her sign-in."""
    client, found = house.browser_of(who), []
    for route in house.routes:
        if is_hers(route, who):
            with client.get(route.address, headers=PAGE) as answer:
                if b"</html>" in answer.get_data() and answer.status_code != 303:
                    found.append(route.address)
    kept = client.get_cookie(SIGN_IN_COOKIE)
    return found, kept.value if kept else None


def too_wide(page: Page, address: str) -> list[tuple[str, int]]:
    """In English, whose words are longer; axe has seen the page in Chinese."""
    page.goto(address)
    return [(f"{address} in English", size[0]) for size in (NARROWEST, TWICE[0]) if not fits(page, size)]


@pytest.mark.parametrize("who", WHO)
def test_every_page_fits_and_is_accessible(house: House, chromium: Browser, who: str) -> None:  # noqa: F811
    addresses, kept = pages_of(house, who)
    found: list[Any] = []
    with serving(house.app) as origin:
        for locale, look in (("zh-CN", flaws), ("en-GB", too_wide)):
            context = chromium.new_context(locale=locale)
            if kept:
                context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept, "url": origin}])
            page = context.new_page()
            for address in addresses:
                found += look(page, f"{origin}{address}")
            context.close()
    assert not found, "\n".join(str(one) for one in found)
