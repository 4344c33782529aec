"""The whole job, through the pages of a real service, in a real browser without JavaScript."""

import os
from datetime import date, timedelta
from pathlib import Path

import cast
import pytest
from label_faces import rasterised, texts_in
from service import Service, comes_true
from walking import Company, Walker, photographed_on_failure

from gitrace import clock
from gitrace.home import found_home
from gitrace.profile import seed_profile
from gitrace.settings import Settings

pytestmark = pytest.mark.browser

HOST = "label.example.gov.cn"
ALBUM = os.environ.get("TESTS_ALBUM", "")
"""A folder to put pictures of a failure in, rather than the test's own."""

PRODUCER, LABORATORY, HOUSEHOLD, PARCEL = "演示官庄雷竹笋合作社", "演示检验检测中心", "GZ-001", "DEM-LIN-0001"
LABELS = 40
"""One sheet: the raster of it is what takes longest."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A new home in which it is harvest time all year round: the walk happens today, whatever the day."""
    chosen = Settings(home=tmp_path / "home", label_host=HOST, workers=1)
    store = found_home(chosen)
    covers = (cover.model_copy(update={"begins": "01-01", "ends": "12-31"}) for cover in seed_profile().covers)
    cast.make_profile(store, covers=tuple(covers))
    store.close()
    return chosen


def test_from_the_harvest_to_the_shopper_and_back(service: Service, company: Company, tmp_path: Path) -> None:
    with photographed_on_failure(company, Path(ALBUM or tmp_path / "album")):
        administrator = the_first_administrator_joins(company, service)
        regulator = a_regulator_is_invited(company, administrator)
        a_producer_is_authorised(regulator)
        a_laboratory_is_registered(regulator)
        manager = somebody_is_invited(company, administrator, "manager", kind="生产者", at=PRODUCER)
        analyst = somebody_is_invited(company, administrator, "analyst", kind="检验机构", at=LABORATORY)
        a_household_is_listed_and_its_plot_certified(regulator)

        she_weighs_in(manager)
        lot = she_opens_a_lot(manager)
        printed = printed_addresses(she_issues_labels(manager, lot), tmp_path)
        assert len(set(printed)) == LABELS
        assert company.shopper_scans(printed[-1], "before").title == "标签尚未启用"

        she_pours_the_morning(manager, lot)
        the_laboratory_reports(analyst, lot)
        she_puts_the_labels_in_use(manager, lot)
        first = company.shopper_scans(printed[0], "first")
        assert first.title == "标签有效，由本系统签发"
        assert first.reads("首次查询。")
        assert all(first.reads(words) for words in (PRODUCER, lot, LABORATORY, "桂花泉镇", "12315"))
        assert not any(first.reads(words) for words in (HOUSEHOLD, PARCEL, "演示户主"))
        assert company.shopper_scans(printed[0], "second").reads("第 2 次查询，首次查询于")

        the_regulator_holds_the_lot(regulator, lot)
        first.page.reload()
        assert first.title == "本批次标签暂停使用，正在核实"
        the_log_is_verified(regulator)


def the_first_administrator_joins(company: Company, service: Service) -> Walker:
    """By the one-time link that the service prints."""
    assert comes_true(lambda: any(line.startswith("first administrator's link") for line in service.lines))
    link = next(line for line in service.lines if line.startswith("first administrator's link")).split()[-1]
    administrator = company.welcomes("administrator")
    administrator.joins(link, "head")
    return administrator


def a_regulator_is_invited(company: Company, administrator: Walker) -> Walker:
    administrator.follows("人员", "邀请人员", "监管人员")
    administrator.fills({"姓名": "演示监管员"})
    administrator.ticks("市场监督管理局", "县级")
    return she_takes_the_link(company, administrator, "regulator")


def somebody_is_invited(company: Company, administrator: Walker, login: str, *, kind: str, at: str) -> Walker:
    administrator.follows("人员", "邀请人员", kind)
    administrator.fills({"姓名": f"演示{kind}人员", f"所属{kind}": at})
    if kind == "生产者":
        administrator.ticks("生产者负责人")
    return she_takes_the_link(company, administrator, login)


def she_takes_the_link(company: Company, administrator: Walker, login: str) -> Walker:
    administrator.presses("邀请")
    invited = company.welcomes(login)
    invited.joins(administrator.page.inner_text("main .code"), login)
    return invited


def a_producer_is_authorised(regulator: Walker) -> None:
    """With its scale and its pack."""
    today = clock.shanghai_day(clock.now())
    regulator.follows("生产者", "登记生产者")
    regulator.fills({"统一社会信用代码": cast.USCCS[0], "名称": PRODUCER, "所在乡镇": "桂花泉镇"})
    regulator.ticks("合作社")
    regulator.saves()
    regulator.follows("录入核准")
    regulator.fills({"核准日期": day(today, -100), "有效期至": day(today, 1000)})
    regulator.saves()
    regulator.follows("登记衡器")
    regulator.fills({"衡器编号": "DEM-C1", "检定证书号": "演示检字第 1 号", "最大秤量": "300"})
    regulator.fills({"检定日期": day(today, -30), "有效期至": day(today, 300)})
    regulator.saves()
    regulator.follows("登记商品")
    regulator.fills({"商品条码（GTIN）": cast.GTINS[0], "品名": "演示雷竹笋（鲜笋）", "英文品名": "Demo lei shoots"})
    regulator.fills({"品类": "鲜笋", "净含量": "500 g", "每件用笋": "500"})
    regulator.saves()


def a_laboratory_is_registered(regulator: Walker) -> None:
    regulator.follows("检验机构", "登记检验机构")
    regulator.fills({"机构名称": LABORATORY, "CMA 编号": "DEM000000001"})
    regulator.saves()


def a_household_is_listed_and_its_plot_certified(regulator: Walker) -> None:
    today = clock.shanghai_day(clock.now())
    regulator.follows("农户", "登记农户")
    regulator.fills({"户号": HOUSEHOLD, "户主": "演示户主", "乡镇": "桂花泉镇", "村": "官庄村", "承包面积": "6"})
    regulator.saves()
    regulator.follows("登记地块")
    regulator.fills({"宗地号": PARCEL, "面积": "2"})
    regulator.saves()
    regulator.follows("核定产量")
    regulator.fills({"核定亩产": "600", "核定依据": "演示：首季实地核查"})
    regulator.saves()
    regulator.follows("登记生产记录")
    regulator.fills({"投入品名称": "演示苦参碱水剂", "登记证号": "PD00000000", "用法用量": "50 毫升/亩"})
    regulator.fills({"防治对象": "竹蚜", "安全间隔期": "7"})
    regulator.fills({"开始日期": day(today, -60), "结束日期": day(today, -59)})
    regulator.saves()


def she_weighs_in(manager: Walker) -> None:
    """A hundred jin net, that is fifty kilograms; a sheet of packs will take twenty of them."""
    manager.follows("交售单", "过磅")
    manager.fills({"户号": HOUSEHOLD, "毛重": "105", "皮重": "5"})
    manager.ticks("自然笋（未覆盖）")
    manager.saves()
    assert manager.reads("100 斤")


def she_opens_a_lot(manager: Walker) -> str:
    """And reads its number from the page."""
    manager.follows("批次", "开立批次")
    manager.ticks("鲜笋", "自然笋（未覆盖）")
    manager.saves()
    return manager.title.split()[-1]


def she_issues_labels(manager: Walker, lot: str) -> bytes:
    """One sheet, and downloads it."""
    she_looks_at_the_labels(manager, lot)
    manager.follows("申领标签")
    manager.fills({"枚数": str(LABELS)})
    manager.saves()
    with manager.page.expect_download() as download:
        manager.follows(f"打印 1–{LABELS}")
    return download.value.path().read_bytes()


def printed_addresses(pdf: bytes, folder: Path) -> list[str]:
    """What a phone reads off the paper, in the order of the labels' numbers."""
    addresses = sorted(text for sheet in rasterised(pdf, folder, dpi=300) for text in texts_in(sheet))
    assert all(address.startswith(f"HTTPS://{HOST.upper()}/01/") for address in addresses)
    return addresses


def she_pours_the_morning(manager: Walker, lot: str) -> None:
    manager.follows("批次", lot)
    manager.saves()


def the_laboratory_reports(analyst: Walker, lot: str) -> None:
    today = day(clock.shanghai_day(clock.now()), 0)
    analyst.follows("检验报告", "录入报告")
    analyst.fills({"生产者": PRODUCER, "报告编号": "YS-0001", "委托单位": PRODUCER, "样品名称": "雷竹笋"})
    analyst.fills({"样品数量": "2 kg", "抽样日期": today, "签发日期": today, "检验依据": "GB 2762-2022"})
    lead = analyst.page.get_by_role("group", name="铅（以 Pb 计）")
    analyst.fills({"结果": "0.02", "单项判定": "符合"}, within=lead)
    analyst.ticks("符合")
    analyst.fills({"覆盖批次": lot})
    analyst.saves()


def she_puts_the_labels_in_use(manager: Walker, lot: str) -> None:
    """The numbers that lie ready stand on the button."""
    she_looks_at_the_labels(manager, lot)
    manager.presses(f"启用 1–{LABELS} · {LABELS} 枚")
    assert manager.reads("已保存"), manager.text


def she_looks_at_the_labels(manager: Walker, lot: str) -> None:
    manager.follows("批次", lot, "包装台")


def the_regulator_holds_the_lot(regulator: Walker, lot: str) -> None:
    regulator.follows("批次", lot, "暂停标签使用")
    regulator.fills({"理由": "演示：核对称重"})
    regulator.saves()


def the_log_is_verified(regulator: Walker) -> None:
    """The keeper does it; the page looks again by itself until it is done."""
    regulator.follows("账本")
    regulator.presses("立即核验")
    regulator.page.get_by_role("heading", name="没有发现问题").wait_for()


def day(today: date, days: int) -> str:
    """A day from today on, as a date field takes it."""
    return (today + timedelta(days=days)).isoformat()
