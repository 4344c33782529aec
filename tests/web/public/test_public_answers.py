"""Under the verdict: a shopper's questions, each with its short answer, unfolding to what is on record."""

import re
from datetime import date

import cast
import pytest
from flask.testing import FlaskClient
from market import LOT, PACKED, Market, enter_report, open_market

from gitrace.profile.goods import Form
from gitrace.scans.facts import LotFacts, find_batch, lot_facts
from gitrace.storage import Store, reading

ORDER = ["product", "packed", "origin", "producer", "tests", "purchase", "checks", "amended", "evidence", "kitchen"]
ANSWER = re.compile(r"<summary><h2 id=\"(\w+)\">.*?</h2><span>(.*?)</span></summary>", re.DOTALL)

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def page_of(shopper: FlaskClient, address: str, **query: str) -> str:
    return shopper.get(address, query_string=query).get_data(as_text=True)


def answers(page: str) -> dict[str, str]:
    """By question: what stands there while all is folded, as plain words."""
    return {name: " ".join(re.sub("<.*?>", " ", answer).split()) for name, answer in ANSWER.findall(page)}


def facts_on(market: Market, today: date) -> LotFacts:
    with reading(market.store) as session:
        batch = find_batch(session, LOT)
        assert batch is not None
        facts = lot_facts(session, batch, market.item.gtin, today)
        assert facts is not None
        return facts


def test_the_questions_are_answered_in_the_order_they_are_asked(shopper: FlaskClient, market: Market) -> None:
    enter_report(market)
    told = answers(page_of(shopper, market.label()))
    assert list(told) == ORDER
    assert told["product"].endswith("500 g")
    assert told["packed"].startswith("2026-03-20")
    assert told["origin"] == "崇阳县 桂花泉镇 7 户"
    assert told["producer"] == "演示桂花泉雷竹专业合作社 地理标志专用标志合法使用人"
    assert told["tests"] == "演示检验检测中心 机构结论：所检项目符合要求"
    assert told["checks"] == "4 项，已登记 4 项"
    assert told["purchase"] == "承诺达标合格证未记录 进货凭证未记录"


def test_of_several_reports_one_that_found_fault_is_told_first(shopper: FlaskClient, market: Market) -> None:
    enter_report(market, number="YS-1", laboratory="演示检验所", conclusion="fail", recomputed="fail")
    enter_report(market, number="YS-2")
    assert answers(page_of(shopper, market.label()))["tests"] == "演示检验所 机构结论：所检项目有不符合要求的"


@pytest.mark.parametrize(
    ("townships", "told"),
    [
        (("421223103", "421223104"), "崇阳县 桂花泉镇、白霓镇 2 户"),
        (("421223100", "421223101", "421223102", "421223103"), "崇阳县 天城镇、沙坪镇等 4 个乡镇 4 户"),
    ],
)
def test_of_many_townships_two_are_named_and_the_others_counted(
    shopper: FlaskClient, store: Store, townships: tuple[str, ...], told: str
) -> None:
    market = open_market(store, villages=(), homes=[cast.make_household(store, township=one) for one in townships])
    assert answers(page_of(shopper, market.lot_page))["origin"] == told


@pytest.mark.parametrize(("day", "days"), [(19, None), (20, 0), (24, 4)])
def test_days_since_packing_are_counted_from_the_day_itself(market: Market, day: int, days: int | None) -> None:
    assert facts_on(market, PACKED.replace(day=day)).days_since_packing == days


def test_of_packed_food_nobody_counts_the_days(store: Store) -> None:
    boiled = open_market(store, form="boiled")
    assert facts_on(boiled, date(2026, 3, 24)).days_since_packing is None


def test_the_diagram_has_twelve_townships_and_marks_the_lots(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, market.label())
    diagram = page[page.index("位置示意（非地图）") : page.index("</figure>")]
    assert diagram.count("<li") == 12
    [marked] = re.findall(r'<li class="here"><svg.*?</svg>(.*?)</li>', diagram)
    assert marked == '桂花泉镇<span class="hidden">（本批的产地）</span>'


def test_who_amended_a_lot_is_told_as_a_kind_of_organisation(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, market.label())
    told = page[page.index('id="amended"') : page.index('id="kitchen"')]
    assert "作废了部分标签" in told
    assert "生产者录入 · " in told
    assert '<details open><summary><h2 id="amended">' in page


@pytest.mark.parametrize("number", [305, 315, 400])
def test_a_label_that_is_not_good_comes_with_help_first_and_no_recipe(
    shopper: FlaskClient, market: Market, number: int
) -> None:
    page = page_of(shopper, market.label(number))
    assert page.index('id="verdict"') < page.index('id="help"') < page.index('id="product"')
    assert "kitchen" not in answers(page)
    assert page_of(shopper, market.label()).index('id="help"') > page.index('id="product"')


def test_a_lot_on_hold_or_recalled_comes_without_a_recipe(shopper: FlaskClient, market: Market) -> None:
    assert "油焖笋" in page_of(shopper, market.lot_page)
    market.hold()
    assert "kitchen" not in answers(page_of(shopper, market.lot_page) + page_of(shopper, market.label()))
    market.recall()
    assert "kitchen" not in answers(page_of(shopper, market.lot_page) + page_of(shopper, market.label()))


def test_advice_says_that_it_is_not_verified(shopper: FlaskClient, market: Market) -> None:
    page = page_of(shopper, f"/01/{market.item.gtin}")
    assert answers(page)["kitchen"] == "怎么放得住，怎么做好吃"
    assert page.count("（待核实）") == 2
    assert "Braised shoots" in page_of(shopper, market.label(), lang="en")


def test_a_profile_from_before_there_was_advice_gives_none(shopper: FlaskClient, store: Store) -> None:
    advice = {"keeping", "keeping_en", "recipe", "recipe_en"}
    forms = tuple(Form.model_validate(one.model_dump(exclude=advice)) for one in cast.demonstration_profile(2).forms)
    market = open_market(store)
    cast.make_profile(store, forms=forms)
    assert "kitchen" not in answers(page_of(shopper, f"/01/{market.item.gtin}"))


def test_a_buyer_of_packed_food_is_not_sent_for_a_certificate(shopper: FlaskClient, store: Store) -> None:
    boiled = open_market(store, form="boiled")
    page = page_of(shopper, boiled.label())
    assert answers(page)["purchase"] == "进货凭证未记录"
    assert "承诺达标合格证" not in page
