"""A delivery denied by its household: from the card to the regulator's settlement, in a browser without JavaScript."""

import os
from collections.abc import Iterator
from pathlib import Path

import cast
import pytest
from label_faces import rasterised, texts_in
from playwright.sync_api import Browser
from service import Service
from walking import Company, Walker, photographed_on_failure

from gitrace.home import found_home
from gitrace.people.commands import InvitePerson, invite
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.work import SYSTEM, writing

pytestmark = pytest.mark.browser

HOST = "label.example.gov.cn"
ALBUM = os.environ.get("TESTS_ALBUM", "")
HOUSEHOLD, SLIP, REASON = "GZ-001", "JS-0001", "演示：当天该户无人在家，收购方重新核对。"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", label_host=HOST, workers=1)


@pytest.fixture
def links(settings: Settings) -> dict[str, str]:
    """A home with one delivery in it; one-time links of a regulator and of the buyer's manager."""
    store = found_home(settings)
    producer = cast.make_producer(store, name="演示官庄雷竹笋合作社")
    plot = cast.make_plot(store, cast.make_household(store, number=HOUSEHOLD))
    cast.make_delivery(store, producer, plot, number=SLIP, kg=40)
    places = {
        Role.REGULATOR: {"bureau": "market", "level": "county"},
        Role.MANAGER: {"producer_id": producer.id},
    }
    made = {}
    for role, place in places.items():
        person = {"display_name": f"演示{role}", "role": role, **place}
        with writing(store, SYSTEM) as work:
            _user, token = invite(work, InvitePerson.model_validate(person))
        made[role.value] = f"/account/join/{token}"
    store.close()
    return made


@pytest.fixture
def company(chromium: Browser, settings: Settings, links: dict[str, str]) -> Iterator[Company]:
    with Service(settings) as running:
        everybody = Company(chromium, running.address)
        yield everybody
        everybody.goes_home()


def test_from_the_card_to_the_settlement(company: Company, links: dict[str, str], tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        regulator, manager, grower = (company.welcomes(name) for name in ("regulator", "manager", "grower"))
        regulator.joins(links["regulator"], "warden")
        manager.joins(links["manager"], "boss")

        grower.opens(her_card_is_issued(regulator, tmp_path))
        she_denies_it(grower)
        she_is_heard(regulator)
        assert manager_reads(manager, "农户说这不是自己交的，正在核实")

        it_is_settled(regulator)
        grower.page.reload()
        assert grower.reads("查过了：不是您交的")
        assert grower.reads(REASON)
        assert manager_reads(manager, f"已核实：不是户号 {HOUSEHOLD} 交的")


def her_card_is_issued(regulator: Walker, folder: Path) -> str:
    """The path that her phone reads off the back of the card; the front bears her number alone."""
    regulator.follows("农户", HOUSEHOLD, "看农户卡，发卡或换卡")
    regulator.presses("发卡")
    link = regulator.page.get_by_role("link", name="单张卡片").get_attribute("href")
    pdf = regulator.page.request.get(link or "").body()
    front, back = (texts_in(page) for page in rasterised(pdf, folder))
    assert front == [HOUSEHOLD]
    assert back[0].startswith(f"https://{HOST}/h/")
    return "/" + back[0].split("/", 3)[3]


def she_denies_it(grower: Walker) -> None:
    assert grower.reads(f"户号 {HOUSEHOLD}")
    assert not grower.reads("演示户")
    grower.follows("2026 产季")
    assert grower.reads("80 斤")
    grower.page.get_by_role("link", name="这不是我交的").click()
    grower.fills({"您想说的话": "演示：那天没有交"})
    grower.presses("这不是我交的")
    assert grower.reads("已告诉监管部门")
    assert grower.reads("您说不是您交的，正在核实")


def she_is_heard(regulator: Walker) -> None:
    regulator.follows("今日")
    regulator.page.get_by_role("link", name="农户说“这不是我交的”，待核实").click()
    regulator.follows(SLIP)
    assert regulator.reads("演示：那天没有交")


def it_is_settled(regulator: Walker) -> None:
    regulator.ticks("属实：不是这户交的，由收购方更正")
    regulator.fills({"核实情况和理由": REASON})
    regulator.saves()
    assert regulator.reads("请通知收购方更正")


def manager_reads(manager: Walker, words: str) -> bool:
    """On the delivery's own page."""
    manager.opens("/producer/deliveries/1")
    return manager.reads(words)
