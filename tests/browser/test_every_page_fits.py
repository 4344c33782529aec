"""Every page of every role, from the routes themselves: nothing sideways on the narrowest phone, nor at text twice as
large. What a page is for, other tests tell.
"""

from collections.abc import Iterator

import pytest
from browsing import CHROMIUM, DESK, NARROWEST, PHONE, serving
from house.test_entrance import NOBODY, PAGE, House, house  # noqa: F401 - the scenario behind its doors
from playwright.sync_api import Browser

from gitrace.people.roles import Role
from gitrace.web.doors import EVERYONE
from gitrace.web.entrance import SIGN_IN_COOKIE

pytestmark = pytest.mark.browser

WHO = [NOBODY, Role.REGULATOR, Role.ADMINISTRATOR, Role.MANAGER, Role.LAB]


@pytest.fixture(scope="module")
def large_print(chromium: Browser) -> Iterator[Browser]:
    """The browser of somebody who reads at 200 %: the text grows and the window does not."""
    kind = chromium.browser_type
    browser = kind.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--blink-settings=defaultFontSize=32"])
    yield browser
    browser.close()


def pages_of(house: House, who: str) -> tuple[list[str], str | None]:  # noqa: F811
    """Addresses that answer her with a page, and her sign-in."""
    client = house.browser_of(who if who == NOBODY else f"{who}.ours")
    wanted = {EVERYONE} if who == NOBODY else {Role(who)}
    found = []
    for route in house.routes:
        if route.method == "GET" and route.allowed & wanted:
            with client.get(route.address, headers=PAGE) as answer:
                if answer.mimetype == "text/html" and answer.status_code != 303:
                    found.append(route.address)
    kept = client.get_cookie(SIGN_IN_COOKIE)
    return found, kept.value if kept else None


def too_wide(house: House, browser: Browser, who: str, language: str, *sizes: tuple[int, int]) -> list[tuple[str, int]]:  # noqa: F811
    """Pages that have to be scrolled sideways, with the width of the window."""
    addresses, kept = pages_of(house, who)
    found = []
    context = browser.new_context(locale=language)
    with serving(house.app) as origin:
        if kept:
            context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept, "url": origin}])
        page = context.new_page()
        for address in addresses:
            page.goto(f"{origin}{address}")
            for width, height in sizes:
                page.set_viewport_size({"width": width, "height": height})
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append((address, width))
    context.close()
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", WHO)
def test_no_page_is_wider_than_its_window(house: House, chromium: Browser, who: str, language: str) -> None:  # noqa: F811
    assert too_wide(house, chromium, who, language, NARROWEST, DESK) == []


@pytest.mark.parametrize("who", WHO)
def test_no_page_is_wider_for_who_reads_at_twice_the_size(house: House, large_print: Browser, who: str) -> None:  # noqa: F811
    assert too_wide(house, large_print, who, "zh", PHONE, DESK) == []
