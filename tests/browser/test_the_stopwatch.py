"""Twenty deliveries by keyboard alone, each in at most eight interactions and fifteen seconds, in a real browser.

An interaction is a field filled or a key pressed that is no part of filling one: Enter, Tab, an arrow. A scanner fills
the field and presses Enter as a hand does.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import DESK, PHONE, serving
from cast import SPRING_MORNING, make_delivery, make_household, make_plot, make_producer, make_scale
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlmodel import func, select
from standing_clock import Clock
from web.browsers import Cast

from gitrace.app import create_app
from gitrace.deliveries.tables import Delivery
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.web.entrance import SIGN_IN_COOKIE

pytestmark = pytest.mark.browser

WEIGH = "/producer/deliveries/weigh"
DELIVERIES = 20
MOST_INTERACTIONS = 8
MOST_SECONDS = 15

GROWERS = {
    "wxm": "王小明", "lgh": "李桂花", "zdq": "张大庆", "cjg": "陈建国", "lfy": "刘凤英",
    "hzq": "黄志强", "zcm": "周春梅", "wgf": "吴国富", "xyl": "徐玉兰", "shs": "孙和顺",
}  # fmt: skip
"""Heads of households, made up, by the initials that a clerk types."""


class Clerk:
    """She has a keyboard and eyes, and no mouse. What she looks for costs no interaction."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.interactions = 0

    def types(self, text: str) -> None:
        """Fills the field she stands in."""
        self.page.keyboard.type(text)
        self.interactions += 1

    def presses(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.interactions += 1

    def stands_in(self, field: str) -> None:
        """Sees the cursor there."""
        self.page.locator(f"{field}:focus").wait_for()

    def reads(self, words: str) -> None:
        """Sees that the page says so."""
        self.page.get_by_text(words).first.wait_for()


@pytest.fixture
def store(sqlite_template: Path, tmp_path: Path, the_clock: Clock) -> Iterator[Store]:
    """A home on a spring morning."""
    the_clock.set(SPRING_MORNING)
    shutil.copytree(sqlite_template, tmp_path / "home")
    opened = open_store(Settings(home=tmp_path / "home"))
    yield opened
    opened.close()


@pytest.fixture
def producer(store: Store) -> Producer:
    """With a scale, and ten households that have delivered before."""
    made = make_producer(store)
    make_scale(store, made, number="SCALE1")
    for number, name in enumerate(GROWERS.values(), 1):
        plot = make_plot(store, make_household(store, number=f"GZ-{number:03}", name=name))
        make_delivery(store, made, plot)
    return made


@pytest.fixture
def app(store: Store) -> Flask:
    return create_app(store)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_twenty_deliveries_by_keyboard_alone(
    chromium: Browser, app: Flask, store: Store, producer: Producer, size: tuple[int, int]
) -> None:
    with at_the_scale(chromium, app, store, size, scripts=True) as page:
        for number in range(DELIVERIES):
            clerk, begun = Clerk(page), time.monotonic()
            clerk.stands_in("#field-household")
            clerk.types(called(number))
            clerk.presses("Enter")
            clerk.stands_in("#field-gross")
            clerk.types(f"{60 + number}.5")
            if number % 5 == 4:
                clerk.presses("Tab")
                clerk.types(f"{number / 10}")
            clerk.presses("Enter")
            clerk.reads(f"今天 {len(GROWERS) + number + 1} 份")
            in_time(clerk, begun)
    assert weighed(store) == len(GROWERS) + DELIVERIES


def test_the_same_without_javascript(chromium: Browser, app: Flask, store: Store, producer: Producer) -> None:
    with at_the_scale(chromium, app, store, PHONE, scripts=False) as page:
        for number in range(DELIVERIES):
            clerk, begun = Clerk(page), time.monotonic()
            clerk.stands_in("#field-household")
            clerk.types(called(number))
            clerk.presses("Tab")
            clerk.types(f"{60 + number}.5")
            clerk.presses("Enter")
            if called(number) in GROWERS:
                clerk.stands_in(".candidates input")
                clerk.presses("Enter")
            clerk.reads(f"今天 {len(GROWERS) + number + 1} 份")
            in_time(clerk, begun)
    assert weighed(store) == len(GROWERS) + DELIVERIES


def test_of_two_growers_with_the_same_initials_an_arrow_chooses(
    chromium: Browser, app: Flask, store: Store, producer: Producer
) -> None:
    namesake = make_plot(store, make_household(store, number="GZ-999", name="吴秀梅"))
    make_delivery(store, producer, namesake)
    with at_the_scale(chromium, app, store, DESK, scripts=True) as page:
        clerk = Clerk(page)
        clerk.stands_in("#field-household")
        clerk.types("wxm")
        page.locator(".option").nth(1).wait_for()
        clerk.presses("ArrowDown", "Enter")
        clerk.reads("本季还可交")
        chosen = page.input_value("#field-household")
        expect(page.locator(".options")).to_be_hidden()
        clerk.types("61.5")
        clerk.reads("净重 61.5 斤（30.75 公斤）")
        clerk.presses("Enter")
        clerk.reads("已保存")
        assert chosen in page.inner_text(".saved-net")
        assert clerk.interactions <= MOST_INTERACTIONS


def test_an_arrow_in_the_empty_field_offers_who_comes_often(
    chromium: Browser, app: Flask, store: Store, producer: Producer
) -> None:
    with at_the_scale(chromium, app, store, DESK, scripts=True) as page:
        clerk = Clerk(page)
        clerk.stands_in("#field-household")
        clerk.presses("ArrowDown")
        page.locator(".option").nth(2).wait_for()
        clerk.presses("ArrowDown", "ArrowDown", "Enter")
        clerk.stands_in("#field-gross")
        assert page.input_value("#field-household") in {f"GZ-{number:03}" for number in range(1, 11)}


def called(number: int) -> str:
    """How the clerk calls the grower who stands before her: mostly by initials, else by number or with the card."""
    initials, household = list(GROWERS)[number % len(GROWERS)], f"GZ-{number % len(GROWERS) + 1:03}"
    return {3: household, 7: f"https://label.example/h/{household}"}.get(number % 10, initials)


def in_time(clerk: Clerk, begun: float) -> None:
    assert clerk.interactions <= MOST_INTERACTIONS
    assert time.monotonic() - begun < MOST_SECONDS


def weighed(store: Store) -> int:
    with reading(store) as session:
        return session.exec(select(func.count()).select_from(Delivery)).one()


@contextmanager
def at_the_scale(
    chromium: Browser, app: Flask, store: Store, size: tuple[int, int], *, scripts: bool
) -> Iterator[Page]:
    """The clerk's browser at the open page."""
    cast = Cast(app, store)
    cast.joined("clerk", Role.CLERK)  # of the home's first producer
    kept = cast.browser_of("clerk").get_cookie(SIGN_IN_COOKIE)
    assert kept is not None
    context = chromium.new_context(
        java_script_enabled=scripts, locale="zh-CN", viewport={"width": size[0], "height": size[1]}
    )
    with serving(app) as origin:
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": kept.value, "url": origin}])
        page = context.new_page()
        page.goto(f"{origin}{WEIGH}")
        yield page
        context.close()
