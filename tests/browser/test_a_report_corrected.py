"""A report with a slip of the finger: held back, corrected, answered, and the labels go in use; without JavaScript."""

import os
from collections.abc import Iterator
from pathlib import Path

import cast
import pytest
from label_lots import Bench, make_bench
from playwright.sync_api import Browser
from service import Service
from walking import PASSWORD, Company, Walker, photographed_on_failure

from gitrace import clock
from gitrace.home import found_home
from gitrace.people.commands import InvitePerson, Join, first_administrators_link, invite, join
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing

pytestmark = pytest.mark.browser

ALBUM = os.environ.get("TESTS_ALBUM", "")
LABELS = 20


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", label_host="label.example.gov.cn", workers=1)


@pytest.fixture
def bench(settings: Settings) -> Bench:
    """A filled lot with its labels printed, none in use, for want of a report; and three people."""
    store = found_home(settings)
    laboratory = cast.make_laboratory(store, name="演示检验检测中心")
    made = make_bench(store, ahead=1_000_000)
    cast.issue(store, made.lot, made.gtin, LABELS)
    first = first_administrators_link(store)
    assert first is not None
    join(store, first, Join(login="head", password=PASSWORD, again=PASSWORD), clock.now())
    employ(store, "analyst", Role.LAB, laboratory_id=laboratory.id)
    employ(store, "manager", Role.MANAGER, producer_id=made.producer.id)
    employ(store, "regulator", Role.REGULATOR, bureau="market", level="county")
    store.close()
    return made


def employ(store: Store, login: str, role: Role, **place: object) -> None:
    with writing(store, SYSTEM) as work:
        _user, token = invite(work, InvitePerson.model_validate({"display_name": login, "role": role, **place}))
    join(store, token, Join(login=login, password=PASSWORD, again=PASSWORD), clock.now())


@pytest.fixture
def company(bench: Bench, settings: Settings, chromium: Browser) -> Iterator[Company]:
    with Service(settings) as service:
        everybody = Company(chromium, service.address)
        yield everybody
        everybody.goes_home()


def test_a_slip_of_the_finger_is_corrected(company: Company, bench: Bench, tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        analyst, manager, regulator = (signed_in(company, name) for name in ("analyst", "manager", "regulator"))
        she_enters_a_report_with_a_slip(analyst, bench)
        she_is_refused_the_labels(manager, bench)
        a_hold_is_proposed_and_nothing_is_held(regulator, bench)

        she_corrects_it(analyst)
        assert analyst.reads("已更正 1 次")
        she_answers_that_none_is_held(regulator)
        she_puts_the_labels_in_use(manager, bench)
        regulator.follows("批次", bench.lot)
        assert regulator.reads("报告 YS-0001-更正 已更正 1 次")


def signed_in(company: Company, login: str) -> Walker:
    walker = company.welcomes(login)
    walker.opens("/account/sign-in")
    walker.signs_in(login)
    return walker


def she_enters_a_report_with_a_slip(analyst: Walker, bench: Bench) -> None:
    """0.2 for 0.02; the rest comes from her spreadsheet."""
    today = clock.shanghai_day(clock.now()).isoformat()
    analyst.follows("检验报告", "录入报告")
    analyst.page.get_by_text("从表格粘贴", exact=True).first.click()
    analyst.fills(
        {"从表格粘贴": "镉\t0.01\tmg/kg\t0.05\t0.001\tGB 5009.15\t符合\n灭幼脲\t未检出\tmg/kg\t\t0.01\t\t未判定"}
    )
    analyst.presses("填入下面各项")
    analyst.fills({"生产者": bench.producer.name, "报告编号": "YS-0001", "抽样单号": "CYD-1", "委托单位": "演示"})
    analyst.fills({"样品名称": "雷竹笋", "样品数量": "2 kg", "抽样日期": today, "签发日期": today})
    analyst.fills({"检验依据": "GB 2762-2022", "覆盖批次": bench.lot})
    lead = analyst.page.get_by_role("group", name="铅（以 Pb 计）")
    analyst.fills({"结果": "0.2", "单项判定": "符合"}, within=lead)
    analyst.ticks("符合")
    analyst.saves()
    assert analyst.reads("待复核")


def she_is_refused_the_labels(manager: Walker, bench: Bench) -> None:
    manager.follows("批次", bench.lot, "包装台")
    assert manager.reads("检验报告 YS-0001 待复核。"), manager.text
    assert not manager.reads(f"启用 1–{LABELS}")


def a_hold_is_proposed_and_nothing_is_held(regulator: Walker, bench: Bench) -> None:
    regulator.follows("今日")
    regulator.page.get_by_role("link", name="暂停提议待答复").click()
    regulator.follows("YS-0001")
    assert regulator.reads(bench.lot)
    assert regulator.reads("铅（以 Pb 计） 0.2 mg/kg")
    regulator.follows(bench.lot)
    assert not regulator.reads("暂停标签使用（质量安全）")


def she_corrects_it(analyst: Walker) -> None:
    analyst.follows("更正这份报告")
    analyst.fills({"更正理由": "小数点错位，原始记录为 0.02", "报告编号": "YS-0001-更正"})
    lead = analyst.page.get_by_role("group", name="铅（以 Pb 计）")
    analyst.fills({"结果": "0.02"}, within=lead)
    analyst.saves()


def she_answers_that_none_is_held(regulator: Walker) -> None:
    regulator.follows("今日")
    regulator.page.get_by_role("link", name="暂停提议待答复").click()
    assert regulator.reads("报告已被更正")
    regulator.follows("YS-0001")
    regulator.ticks("不暂停")
    regulator.fills({"理由": "已核对原始记录，更正报告符合"})
    regulator.saves()


def she_puts_the_labels_in_use(manager: Walker, bench: Bench) -> None:
    manager.follows("批次", bench.lot, "包装台")
    manager.presses(f"启用 1–{LABELS} · {LABELS} 枚")
    assert manager.reads("已保存"), manager.text
