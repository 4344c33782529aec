"""Each verdict, in the agreed words, in both languages: what it says, what it answers, what it keeps to itself."""

from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from applications import application
from flask import Flask
from flask.testing import FlaskClient
from market import LOT, Market

from gitrace.batches.opening import CloseBatch
from gitrace.batches.tables import Hold
from gitrace.identifiers.serial import ALPHABET
from gitrace.labels.closing import close_lot
from gitrace.labels.verdict import Verdict
from gitrace.storage import Store
from gitrace.web.public.verdict_words import saying
from gitrace.work import writing

# From the agreed table: title, advice.
CHINESE = {
    "malformed": ("编码不完整，无法查询", "请对准标签上的二维码重新扫描；手工输入的，请逐字核对批次号和序列号。"),
    "unknown-lot": (
        "没有查到这个批次",
        "请核对网址是否为 label.example、批次号是否输对；仍查不到的，请勿凭此码判断来源，可点“反映问题”。",
    ),
    "forged": (
        "不是本系统签发的编码",
        "编码校验未通过，请勿凭此码判断商品来源；手工输入的请先核对；"
        "请保留包装和购物凭证，可点“反映问题”或拨打 12315。",
    ),
    "not-issued": ("这个序列号没有签发过", "请勿凭此码判断商品来源；请保留包装和购物凭证，可点“反映问题”。"),
    "recalled": (
        "本批次正在召回，请停止食用",
        "请按 演示县市场监督管理局 2026-03-25 的召回公告（演示召〔2026〕1 号）联系购买处退货，咨询电话 0715-0000000。",
    ),
    "on-hold": ("本批次标签暂停使用，正在核实", "暂停不代表产品不合格，结果将在本页公布；请保留包装。"),
    "void": (
        "标签已作废",
        "这枚标签已于 2026-03-22 登记作废，不应再用于商品；请保留包装，可点“反映问题”或拨打 12315。",
    ),
    "returned": (
        "标签已退回注销",
        "这枚标签未使用即退回，已于 2026-03-23 注销，不应出现在商品上；请保留包装，可点“反映问题”。",
    ),
    "not-in-use": (
        "标签尚未启用",
        "生产者还没有登记启用这枚标签；商品已在销售的，可能是漏登记，也可能是标签被误用，请联系销售者或点“反映问题”。",
    ),
    "past-date": (
        "标签有效，但已过生产者建议的食用期限",
        "以包装上标注的日期为准；有异味、发霉、胀袋的请勿食用。",
    ),
    "genuine": (
        "标签有效，由本系统签发",
        "请核对品名、规格、生产者与包装是否一致；本页不能证明袋内就是所登记的产品。",
    ),
}
ENGLISH = {
    "malformed": ("Incomplete code.", "Scan again, or check lot and serial character by character."),
    "unknown-lot": (
        "No such lot on record.",
        "Check the web address and the lot number; if still nothing, do not rely on this code.",
    ),
    "forged": (
        "Not a code issued by this system.",
        "It fails our check: do not rely on it for origin. Keep pack and receipt; tell us or call 12315.",
    ),
    "not-issued": ("This serial was never issued.", "Do not rely on it for origin; keep the pack and tell us."),
    "recalled": (
        "This lot is being recalled: do not eat it.",
        "Return it where you bought it, under notice 演示召〔2026〕1 号 of 2026-03-25; phone 0715-0000000.",
    ),
    "on-hold": (
        "Labels of this lot are suspended while we check.",
        "This is no finding against the product. Keep the pack.",
    ),
    "void": (
        "Label cancelled",
        "It was cancelled on 2026-03-22 and should not be on goods. Keep the pack; tell us or call 12315.",
    ),
    "returned": (
        "Label returned unused and cancelled",
        "It was cancelled on 2026-03-23 and should not be on goods. Keep the pack and tell us.",
    ),
    "not-in-use": (
        "Label not yet in use.",
        "If the goods are on sale, the entry may be late or the label misused: ask the seller or tell us.",
    ),
    "past-date": (
        "Valid label, past the date the producer stated.",
        "Go by the pack; do not eat it if it smells, is mouldy or swollen.",
    ),
    "genuine": (
        "Valid label, issued by this system.",
        "Check that product, size and producer match the pack; this page cannot prove what is inside.",
    ),
}
STATUS = {"malformed": 400, "unknown-lot": 404, "forged": 404, "not-issued": 404}
SHAPES = {"genuine": "go", "malformed": "note"} | dict.fromkeys(
    ("unknown-lot", "on-hold", "not-in-use", "past-date"), "warn"
)


def recalled(market: Market) -> str:
    market.hold()
    market.recall()
    return market.label(305)


def on_hold(market: Market) -> str:
    market.hold()
    return market.label(400)


def past_date(market: Market) -> str:
    market.date(date(2026, 3, 25))
    return market.label()


ARRANGE: dict[str, Callable[[Market], str]] = {
    "malformed": lambda market: market.label()[:-2],
    "unknown-lot": lambda market: market.label().replace(LOT, "CY260320A999"),
    "forged": lambda market: market.label(key=b"another key" * 3),
    "not-issued": lambda market: market.label(501),
    "recalled": recalled,
    "on-hold": on_hold,
    "void": lambda market: market.label(301),
    "returned": lambda market: market.label(320),
    "not-in-use": lambda market: market.label(321),
    "past-date": past_date,
    "genuine": lambda market: market.label(300),
}


@pytest.fixture
def app(store: Store) -> Flask:
    settings = store.settings.model_copy(update={"label_host": "label.example"})
    return application(Store(settings, store.engine, store.keys, store.lock, store.disk))


def words(page: str) -> str:
    return unescape(page)


@pytest.mark.parametrize("verdict", ARRANGE)
def test_each_verdict_says_its_words_in_both_languages(shopper: FlaskClient, market: Market, verdict: str) -> None:
    address = ARRANGE[verdict](market)
    for language, said in (("zh", CHINESE), ("en", ENGLISH)):
        answer = shopper.get(address, query_string={"lang": language})
        page = words(answer.get_data(as_text=True))
        title, advice = said[verdict]
        assert answer.status_code == STATUS.get(verdict, 200)
        assert f'<h1 id="verdict">{title}</h1>' in page
        assert f"<p>{advice}</p>" in page
        assert f'class="verdict {SHAPES.get(verdict, "stop")}"' in page
        assert 'href="tel:12315"' in page
        assert f"/tell?about={address}" in page or verdict == "malformed"
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verdict", list(ARRANGE)[:4])
def test_the_first_four_show_nothing_of_a_lot(shopper: FlaskClient, market: Market, verdict: str) -> None:
    page = shopper.get(ARRANGE[verdict](market)).get_data(as_text=True)
    for told in (market.producer.name, market.producer.uscc, market.item.name, "桂花泉", "2026-03-20", "次查询"):
        assert told not in page


@pytest.mark.parametrize("verdict", list(ARRANGE)[4:])
def test_the_others_say_what_they_prove_and_what_not(shopper: FlaskClient, market: Market, verdict: str) -> None:
    page = shopper.get(ARRANGE[verdict](market)).get_data(as_text=True)
    assert "本页只证明标签由本系统签发、记录未被改动，不能证明袋内就是所登记的产品。" in page
    assert "首次查询。" in page
    assert "店员、家人查询也会计数，仅凭次数不能判断真假。" in page
    assert market.producer.name in page


def test_a_safety_check_advises_not_to_eat_it_for_now(shopper: FlaskClient, market: Market) -> None:
    market.hold()
    assert "核实期间建议暂不食用。" not in shopper.get(market.label()).get_data(as_text=True)
    market.hold(Hold.SAFETY)
    assert "核实期间建议暂不食用。" in shopper.get(market.label()).get_data(as_text=True)
    english = shopper.get(market.label(), query_string={"lang": "en"}).get_data(as_text=True)
    assert "Safety check: please do not eat it for now." in english


def test_the_number_of_a_recall_can_be_dialled(shopper: FlaskClient, market: Market) -> None:
    market.recall()
    assert '<a class="button" href="tel:0715-0000000">拨打 0715-0000000</a>' in shopper.get(market.label()).get_data(
        as_text=True
    )
    assert saying(Verdict.RECALLED, phone="演示电话-000").phone == ""


@pytest.mark.parametrize(
    "tail",
    ["", "/", "/x", "/01234", "/{gtin}/10", "/{gtin}/10/", "/{gtin}/21/X", "/{gtin}/10/" + LOT + "/21/"],
)
def test_whatever_begins_like_a_printed_address_is_malformed(shopper: FlaskClient, market: Market, tail: str) -> None:
    answer = shopper.get("/01" + tail.format(gtin=market.item.gtin))
    assert answer.status_code == 400
    assert "编码不完整，无法查询" in answer.get_data(as_text=True)


def test_a_gtin_that_is_not_the_lots_is_no_way_in(shopper: FlaskClient, market: Market) -> None:
    other = market.label().replace(market.item.gtin, "06901234000030")
    answer = shopper.get(other)
    assert (answer.status_code, market.producer.name in answer.get_data(as_text=True)) == (404, False)
    assert "不是本系统签发的编码" in answer.get_data(as_text=True)


def test_a_label_with_one_character_changed_is_forged_at_each_of_the_twenty_places(
    shopper: FlaskClient, market: Market
) -> None:
    stem, _, serial = market.label().rpartition("/")
    for place, letter in enumerate(serial):
        altered = serial[:place] + ALPHABET[ALPHABET.index(letter) - 1] + serial[place + 1 :]
        answer = shopper.get(f"{stem}/{altered}", environ_base={"REMOTE_ADDR": f"203.0.113.{place}"})
        assert answer.status_code == 404
        assert f'<h1 id="verdict">{CHINESE["forged"][0]}</h1>' in answer.get_data(as_text=True), altered


def test_of_a_closed_lot_what_is_in_use_stays_valid_and_the_rest_is_void(shopper: FlaskClient, market: Market) -> None:
    with writing(market.store, market.packer) as work:
        close_lot(work, CloseBatch(rest_to="loose-sale"), lot=LOT)
    for number, verdict in ((300, "genuine"), (301, "void"), (320, "returned"), (321, "void"), (500, "void")):
        page = shopper.get(market.label(number)).get_data(as_text=True)
        assert f'<h1 id="verdict">{CHINESE[verdict][0]}</h1>' in page, number


def test_english_is_answered_to_an_english_browser(shopper: FlaskClient, market: Market) -> None:
    page = shopper.get(market.label(), headers={"Accept-Language": "en-GB,en;q=0.8"}).get_data(as_text=True)
    assert "Valid label, issued by this system." in page
    assert '<html lang="en">' in page
