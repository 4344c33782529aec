"""What the page of a lot shows, and what it never shows."""

from datetime import date

import cast
import pytest
from flask.testing import FlaskClient
from market import LOT, Market, enter_report, open_market
from sqlmodel import select

from gitrace.growers.tables import HouseholdPerson
from gitrace.producers.marks import PutOnList, Withdraw, put_on_list, withdraw
from gitrace.producers.queries import authorisations_of
from gitrace.scans.origins import places_of
from gitrace.storage import Store, reading
from gitrace.work import writing


def page_of(shopper: FlaskClient, address: str, **query: str) -> str:
    return shopper.get(address, query_string=query).get_data(as_text=True)


def test_a_lots_own_page_says_that_it_cannot_tell_packs_apart(shopper: FlaskClient, market: Market) -> None:
    answer = shopper.get(market.lot_page)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "批次码：同批商品相同，不能区分单件。" in page
    assert "次查询" not in page
    assert LOT in page


@pytest.mark.parametrize("lot", ["CY260320A002", "XYZ"])
def test_a_lot_that_is_not_on_record_is_unknown(shopper: FlaskClient, market: Market, lot: str) -> None:
    answer = shopper.get(market.lot_page.replace(LOT, lot))
    assert answer.status_code == 404
    assert "没有查到这个批次" in answer.get_data(as_text=True)


def test_a_recalled_lots_own_page_says_so(shopper: FlaskClient, market: Market) -> None:
    market.recall()
    assert "本批次正在召回，请停止食用" in page_of(shopper, market.lot_page)


def test_the_product_page_shows_the_product_and_its_producer(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, f"/01/{market.item.gtin}")
    assert market.item.name in page
    assert market.producer.uscc in page
    assert LOT not in page
    unknown = shopper.get("/01/06901234000030")
    assert (unknown.status_code, "没有查到这个商品条码" in unknown.get_data(as_text=True)) == (404, True)


def test_facts_are_shown_with_who_entered_them(shopper: FlaskClient, market: Market) -> None:
    enter_report(market)
    page = page_of(shopper, market.label())
    for told in (
        market.item.gtin,
        "500 g",
        "2026-03-20",
        "自然笋（未覆盖）",
        "一级",
        "93421223DEM000014H",
        "7 户",
        "演示检验检测中心",
        "YS2026-0315",
        "铅（以 Pb 计）、镉（以 Cd 计）",
        "机构结论：所检项目符合要求",
        "（仅对来样负责）",
        "生产者录入",
        "检验机构录入",
    ):
        assert told in page, told
    assert page.count("</svg>已登记") == 4
    assert "未登记" not in page


def test_a_village_is_named_from_five_households_up(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, market.label())
    assert "桂花泉镇 官庄村" in page
    assert "桂花村" not in page


def test_the_rule_of_five_counts_households_by_village_and_township() -> None:
    profile = cast.demonstration_profile(2)
    homes = [("421223103", "官庄村")] * 4 + [("421223104", "官庄村")] * 5 + [("421223104", "小村")]
    places = places_of(homes, 5, profile)
    assert [(place.township.name, place.villages) for place in places] == [("桂花泉镇", ()), ("白霓镇", ("官庄村",))]


def test_nothing_of_a_grower_or_a_laboratory_person_is_shown(
    shopper: FlaskClient, market: Market, store: Store
) -> None:
    enter_report(market)
    with reading(store) as session:
        growers = session.exec(select(HouseholdPerson.name)).all()
    pages = page_of(shopper, market.label()) + page_of(shopper, market.label(), lang="en")
    assert growers
    for hidden in (*growers, "DEM-N", "260320-0001", "张某", "50.0", "user:", "过磅员"):
        assert str(hidden) not in pages, hidden


def test_what_was_not_recorded_is_said_to_be_so(shopper: FlaskClient, store: Store) -> None:
    bare = open_market(store, villages=())
    page = page_of(shopper, bare.label())
    assert page.count("<span>未记录</span>") == 2  # townships, tests
    assert page.count("<dd>未记录") == 4  # date, households, certificate, voucher
    assert page.count("</svg>未登记") == 4


def test_a_report_that_the_producer_entered_says_so(shopper: FlaskClient, market: Market) -> None:
    enter_report(market, entered_by="producer")
    assert "生产者上传，未经检验机构确认" in page_of(shopper, market.label())


def test_a_report_under_review_is_not_shown(shopper: FlaskClient, market: Market) -> None:
    enter_report(market, recomputed="fail", under_review=True)
    assert "演示检验检测中心" not in page_of(shopper, market.label())


def test_the_marks_line_stands_while_the_authorisation_does(shopper: FlaskClient, market: Market, store: Store) -> None:
    assert "崇阳雷竹笋 · DB42/T 示例-2026" in page_of(shopper, market.label())
    with reading(store) as session:
        held = authorisations_of(session, market.producer.id)[0]
    with writing(store, cast.REGULATOR) as work:
        form = Withdraw(authorisation_id=held.id, withdrawn_on=date(2026, 4, 1), reason="演示：公告撤销")
        withdraw(work, form, today=date(2026, 4, 1))
    page = page_of(shopper, market.label())
    assert "合法使用人" not in page
    assert "标签有效，由本系统签发" in page


def test_the_listed_have_no_mark(shopper: FlaskClient, market: Market, store: Store) -> None:
    with writing(store, cast.REGULATOR) as work:
        put_on_list(work, PutOnList(producer_id=market.producer.id, decision="演示〔2026〕1 号", ground="演示"))
    assert "合法使用人" not in page_of(shopper, market.label())


def test_amendments_after_the_first_label_are_told_in_plain_words(shopper: FlaskClient, market: Market) -> None:
    market.correct_a_delivery()
    market.hold()
    market.release()
    page = page_of(shopper, market.label())
    for told in ("更正了交售重量", "作废了部分标签", "暂停标签使用，开始核实", "核实结束，恢复标签使用"):
        assert told in page, told
    assert "斤写成了公斤" not in page
    assert "核对称重记录" not in page


def test_packed_food_has_a_shelf_life_and_a_licence(shopper: FlaskClient, store: Store) -> None:
    boiled = open_market(store, form="boiled", best_before=date(2026, 4, 1))
    boiled.put_in_use()
    page = page_of(shopper, boiled.label())
    assert "标签有效，但已过标注的保质期" in page
    assert "SC00042122300000" in page
    assert "2026-04-01" in page
