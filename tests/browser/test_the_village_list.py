"""A village's list from draft to certified by spreadsheet, one household claimed twice found on the way."""

import os
from collections.abc import Iterator
from pathlib import Path

import cast
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser
from service import Service
from test_the_whole_job import she_takes_the_link, the_first_administrator_joins
from walking import Company, Walker, photographed_on_failure

from gitrace.home import found_home
from gitrace.profile import seed_profile
from gitrace.settings import Settings

pytestmark = pytest.mark.browser

ALBUM = os.environ.get("TESTS_ALBUM", "")
TOWNSHIP, VILLAGE = "421223103", "421223103200"
ID_NUMBER = "421223189912310017"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new home whose profile asks for no day of notice: the walk happens today."""
    chosen = Settings(home=tmp_path / "home", label_host="label.example.gov.cn", workers=1)
    store = found_home(chosen)
    yields = seed_profile().yields
    none = yields.public_notice_days.model_copy(update={"value": 0})
    cast.make_profile(store, yields=yields.model_copy(update={"public_notice_days": none}))
    store.close()
    return chosen


@pytest.fixture
def service(chromium: Browser, settings: Settings) -> Iterator[Service]:
    """Started once there is somebody to walk."""
    with Service(settings) as running:
        yield running


@pytest.fixture
def company(service: Service, chromium: Browser) -> Iterator[Company]:
    everybody = Company(chromium, service.address)
    yield everybody
    everybody.goes_home()


def test_a_list_is_drafted_checked_and_certified_by_sheet(service: Service, company: Company, tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        head = the_first_administrator_joins(company, service)
        village = an_office_is_invited(company, head, "village", "村", VILLAGE)
        town = an_office_is_invited(company, head, "town", "乡镇", TOWNSHIP)
        county = an_office_is_invited(company, head, "county", "县级")

        twice = filled_template(village, tmp_path, {"GZ-001": ID_NUMBER, "GZ-002": ID_NUMBER})
        she_sends(village, twice, dry_run=True)
        assert village.reads("公民身份号码与第 3 行户号 GZ-002 相同，一户报了两次。")
        right = filled_template(village, tmp_path, {"GZ-001": ID_NUMBER, "GZ-002": ""})
        she_sends(village, right)
        assert village.reads("每一行都已办理。")

        she_hangs_it_out(village)
        town.follows("名册", "官庄村")
        town.presses("镇审核通过")
        assert town.reads("镇已审核")

        she_sends(county, right)
        assert county.reads("整册核定完毕：官庄村。")
        county.follows("名册", "官庄村")
        assert county.reads("县已核定")
        county.follows("农户", "GZ-001")
        assert county.reads("2,400")


def an_office_is_invited(company: Company, head: Walker, login: str, level: str, area: str = "") -> Walker:
    head.follows("人员", "邀请人员", "监管人员")
    head.fills({"姓名": f"演示监管员（{level}）", "辖区代码": area})
    head.ticks("农业农村局", level)
    return she_takes_the_link(company, head, login)


def filled_template(walker: Walker, folder: Path, persons: dict[str, str]) -> Path:
    """The template that the page hands out, with a plot of two mu for each household, by its ID number."""
    walker.follows("名册", "用表格填报和核定")
    with walker.page.expect_download() as download:
        walker.follows("下载模板")
    path = folder / "filled.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    for line, (household, number) in enumerate(persons.items(), 2):
        told = [
            f"DEM-{household}",
            TOWNSHIP,
            "官庄村",
            household,
            f"演示{household}",
            "",
            number,
            "5",
            "",
            "2",
            "自然",
            "600",
        ]
        for place, cell in enumerate(told, 1):
            book.worksheets[0].cell(line, place, cell)
    book.save(path)
    return path


def she_sends(walker: Walker, sheet: Path, *, dry_run: bool = False) -> None:
    """And waits for what comes of it."""
    walker.follows("名册", "用表格填报和核定")
    walker.page.get_by_label("名册表").set_input_files(sheet)
    walker.page.get_by_label("只试算，不保存", exact=True).set_checked(dry_run)
    walker.presses("开始办理")
    walker.page.get_by_text("没有办理的行").first.wait_for()  # the page looks again by itself


def she_hangs_it_out(village: Walker) -> None:
    village.follows("名册", "官庄村", "公示")
    village.fills({"异议受理": "演示村委会"})
    village.saves()
    village.follows("公示表")
    assert village.reads("核定产量公示")
    assert not village.reads("GZ-001")
