"""A printed address as machines ask it, statement by statement of the GS1-Conformant Resolver standard."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cast
import jsonschema
import pytest
from applications import application
from flask.testing import FlaskClient
from market import LOT, Market, enter_report
from werkzeug.test import TestResponse

from gitrace.assets import TEMPLATES
from gitrace.errors import Unavailable
from gitrace.producers.marks import PutOnList, put_on_list
from gitrace.scans.recording import counted_so_far
from gitrace.scans.scan import Label
from gitrace.storage import Store
from gitrace.web.public import links
from gitrace.work import writing

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

SCHEMA = TEMPLATES.parent.parent / "shared" / "schemas" / "gs1-linkset-schema.json"
VOC = "https://ref.gs1.org/voc/"
LINKSET = "application/linkset+json"
CONTEXT = "https://ref.gs1.org/standards/resolver/linkset-context"
OTHER_GTIN = "06901234000030"


def ask(client: FlaskClient, address: str, accept: str = "", language: str = "zh-CN", **more: Any) -> TestResponse:
    return client.open(address, headers={"Accept": accept, "Accept-Language": language}, **more)


def linkset_of(client: FlaskClient, address: str, accept: str = LINKSET) -> list[dict[str, Any]]:
    answer = ask(client, address, accept)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = json.loads(answer.data)["linkset"]
    return found


def product_page(market: Market) -> str:
    return f"/01/{market.item.gtin}"


def counted(market: Market) -> bool:
    return counted_so_far(market.store, Label(LOT, market.item.gtin, 231)) is not None


@pytest.mark.parametrize("level", ["label", "lot", "product"])
def test_each_address_answers_get_head_and_options_to_every_origin(
    shopper: FlaskClient, market: Market, level: str
) -> None:
    address = {"label": market.label(), "lot": market.lot_page, "product": product_page(market)}[level]
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = ask(shopper, address, method=method)
        assert answer.status_code == (204 if method == "OPTIONS" else 200)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "Link, Location"
        assert "Set-Cookie" not in answer.headers
    assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_only_a_get_of_the_page_counts_as_a_scan(shopper: FlaskClient, market: Market) -> None:
    label = market.label()
    ask(shopper, label, method="HEAD")
    ask(shopper, label, method="OPTIONS")
    ask(shopper, label, LINKSET)
    ask(shopper, f"{label}?linkType=gs1:traceability")
    assert not counted(market)
    ask(shopper, f"{label}?linkType=gs1:pip")
    assert counted(market)


def test_pages_name_their_linkset_and_what_they_depend_on(shopper: FlaskClient, market: Market) -> None:
    for address in (market.label(), market.lot_page, product_page(market)):
        headers = ask(shopper, address).headers
        assert headers["Link"] == f'<{address}?linkType=linkset>; rel="linkset"; type="{LINKSET}"'
        assert headers["Vary"] == "Accept, Accept-Language"
    assert "Link" not in ask(shopper, market.label(501)).headers


def test_forms_are_not_for_other_origins(shopper: FlaskClient, market: Market) -> None:
    assert "Access-Control-Allow-Origin" not in ask(shopper, f"/tell?about={market.lot_page}").headers
    assert "Access-Control-Allow-Origin" not in ask(shopper, "/").headers


# What is written otherwise and read all the same.
SAME = {
    "a slash at the end": "/01/{gtin}/10/{lot}/",
    "percent-encoded": "/01/%30{rest}/%31%30/{lot}",
    "a variant, of which we have none": "/01/{gtin}/22/2A/10/{lot}",
    "a variant with a slash": "/01/{gtin}/22/2%2FA/10/{lot}",
    "a query of attributes in any order": "/01/{gtin}/10/{lot}?17=260401&13=260320",
    "a query with the other separator": "/01/{gtin}/10/{lot}?17=260401;13=260320",
    "a query of somebody's own": "/01/{gtin}/10/{lot}?from=friend&from=group&flag",
}


def test_what_is_written_otherwise_is_read_all_the_same(shopper: FlaskClient, market: Market) -> None:
    for written, address in SAME.items():
        answer = ask(shopper, address.format(gtin=market.item.gtin, rest=market.item.gtin[1:], lot=LOT))
        assert answer.status_code == 200, written
        assert "批次码：同批商品相同，不能区分单件。" in answer.get_data(as_text=True), written
        assert answer.headers["Link"].startswith(f"<{market.lot_page}?linkType=linkset>"), written


def test_what_is_read_over_stands_nowhere_in_the_page(shopper: FlaskClient, market: Market) -> None:
    plain = market.label()
    ask(shopper, plain)
    odd = ask(shopper, plain.replace("/10/", "/22/%22%3E%3Cb%3E/10/")).get_data(as_text=True)
    assert "<b>" not in odd
    assert f"/tell?about={plain}" in odd


def test_a_third_partys_serial_walks_up_to_the_product(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, f"{product_page(market)}/235/2dVPGRPTHbLN")
    assert (answer.status_code, market.item.name in answer.get_data(as_text=True)) == (200, True)


# Address: code, a word of the sentence in Chinese, in English.
WRONG = {
    "/01": ("path", "网址不完整", "incomplete"),
    "/01//10/{lot}": ("value-missing", "(01) 后面没有内容", "Nothing follows (01)"),
    "/01/6901234000016": ("gtin-length", "应为 14 位数字，现为 13 位", "14 digits"),
    "/01/690123400001": ("gtin-length", "应为 14 位数字，现为 12 位", "14 digits"),
    "/01/69012343": ("gtin-length", "应为 14 位数字，现为 8 位", "14 digits"),
    "/01/06901234000017": ("gtin-check-digit", "校验位不符", "check digit"),
    "/01/{gtin}/10": ("value-missing", "(10) 后面没有内容", "Nothing follows (10)"),
    "/01/{gtin}/10/": ("value-missing", "(10) 后面没有内容", "Nothing follows (10)"),
    "/01/{gtin}/10//21/X": ("value-missing", "(10) 后面没有内容", "Nothing follows (10)"),
    "/01/{gtin}/10/A%2FB": ("lot-characters", "批次号只能含", "lot"),
    "/01%2F{gtin}": ("path", "网址不完整", "incomplete"),
    "/01/{gtin}/10/{lot}/10/{lot}": ("key-twice", "(10) 出现了不止一次", "(10) stands in the address more than once"),
    "/01/{gtin}/10/{lot}/22/2A": ("qualifier-order", "(22) 的位置不对", "(22) stands in the wrong place"),
    "/01/{gtin}/21/0000140SMD4156R42P9S/10/{lot}": ("qualifier-order", "(10) 的位置不对", "(10) stands"),
    "/01/{gtin}/10/{lot}/235/2A": ("qualifier-order", "(235) 的位置不对", "(235) stands"),
    "/01/{gtin}/17/260401": ("attribute-in-path", "(17) 不能写在路径里", "(17) has no place in the path"),
    "/01/{gtin}/22/竹": ("qualifier-characters", "(22) 的内容应为 1 至 20 个字符", "(22) takes 1 to 20"),
    "/01/{gtin}/10/{lot}/foo": ("path", "网址不完整", "incomplete"),
    "/01/{gtin}/10/{lot}?17=260401&17=260402": ("key-twice", "(17) 出现了不止一次", "(17) stands"),
    "/01/{gtin}/10/{lot}?10=CY260320A002": ("key-twice", "(10) 出现了不止一次", "(10) stands"),
    "/01/{gtin}/10/{lot}?17=": ("value-missing", "(17) 后面没有内容", "Nothing follows (17)"),
    "/01/{gtin}?linkType=": ("value-missing", "(linkType) 后面没有内容", "Nothing follows (linkType)"),
    "/01/{gtin}?linkType=all&linkType=all": ("key-twice", "(linkType) 出现了不止一次", "(linkType) stands"),
}


@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_with_an_address_is_named(shopper: FlaskClient, address: str) -> None:
    code, chinese, english = WRONG[address]
    sent = address.format(gtin=OTHER_GTIN, lot=LOT)
    page, english_page = ask(shopper, sent, "text/html"), ask(shopper, sent, "text/html", "en")
    assert (page.status_code, english_page.status_code) == (400, 400)
    assert chinese in page.get_data(as_text=True)
    assert english in english_page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    for accept in ("application/json", LINKSET):
        problem = ask(shopper, sent, accept)
        assert (problem.status_code, problem.mimetype) == (400, "application/problem+json")
        assert problem.get_json()["code"] == code
        assert chinese in problem.get_json()["detail"]
        assert problem.headers["Access-Control-Allow-Origin"] == "*"


def unknown_address(market: Market, unknown: str) -> str:
    return {
        "unknown-lot": market.lot_page.replace("A001", "A002"),
        "unknown-product": f"/01/{OTHER_GTIN}",
        "forged": market.label(key=b"x" * 32),
        "not-issued": market.label(501),
        "a serial without its lot": market.label().replace(f"/10/{LOT}", ""),
    }[unknown]


@pytest.mark.parametrize(
    "unknown", ["unknown-lot", "unknown-product", "forged", "not-issued", "a serial without its lot"]
)
def test_what_is_not_known_has_no_links_and_names_no_producer(
    shopper: FlaskClient, market: Market, unknown: str
) -> None:
    address = unknown_address(market, unknown)
    for query in ("", "?linkType=linkset", "?linkType=gs1:traceability", "?linkType=gs1:pip"):
        page, problem = ask(shopper, address + query, "text/html"), ask(shopper, address + query, LINKSET)
        assert (page.status_code, problem.status_code) == (404, 404)
        assert problem.mimetype == "application/problem+json"
        assert problem.get_json()["code"] == ("unknown-lot" if unknown.startswith("a ") else unknown)
        for answer in (page, problem):
            assert not {"Link", "Location"} & {name for name, _ in answer.headers}
            assert market.producer.name not in answer.get_data(as_text=True)


@pytest.mark.parametrize("level", ["label", "lot", "product"])
def test_a_linkset_is_valid_by_the_published_schema(shopper: FlaskClient, market: Market, level: str) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"GS1's schema is kept beside the repository, at {SCHEMA}: linksets were not checked against it")
    enter_report(market)
    address = {"label": market.label(), "lot": market.lot_page, "product": product_page(market)}[level]
    for language in ("zh-CN", "en"):
        answer = ask(shopper, address, LINKSET, language)
        assert answer.mimetype == LINKSET
        jsonschema.Draft7Validator(json.loads(Path(SCHEMA).read_text())).validate(json.loads(answer.data))


def test_a_label_is_answered_with_the_links_of_its_lot_and_its_product(shopper: FlaskClient, market: Market) -> None:
    levels = linkset_of(shopper, market.label())
    assert [level["anchor"] for level in levels] == [
        f"http://localhost{market.lot_page}",
        f"http://localhost{product_page(market)}",
    ]
    assert levels == linkset_of(shopper, market.lot_page)
    assert levels[1:] == linkset_of(shopper, product_page(market))
    assert LOT in levels[0]["itemDescription"]


def test_each_level_has_one_default_link_with_a_title_alone(shopper: FlaskClient, market: Market) -> None:
    for level in linkset_of(shopper, market.lot_page):
        [default] = level[f"{VOC}defaultLink"]
        assert sorted(default) == ["href", "title"]
        assert default["href"] == level["anchor"] == level[f"{VOC}pip"][0]["href"]
        assert shopper.get(default["href"]).status_code == 200


def test_every_link_leads_to_a_place_that_is_there(shopper: FlaskClient, market: Market) -> None:
    enter_report(market)
    found_links = [
        (relation, link)
        for level in linkset_of(shopper, market.lot_page)
        for relation, found in level.items()
        if isinstance(found, list)
        for link in found
    ]
    assert {relation.removeprefix(VOC) for relation, _ in found_links} == {
        *("defaultLink", "pip", "traceability", "certificationInfo", "recallStatus"),
        *("registryEntry", "verificationService", "support"),
    }
    for _relation, link in found_links:
        address, _, place = link["href"].partition("#")
        page = shopper.get(address).get_data(as_text=True)
        assert f'id="{place}"' in page or not place, link
        if link.get("hreflang") == ["en"]:
            assert '<html lang="en">' in page


def test_each_type_leads_from_a_label_to_the_level_that_tells_of_it(shopper: FlaskClient, market: Market) -> None:
    lot, product = market.lot_page, product_page(market)
    leads = {
        "traceability": f"{lot}#origin",
        "recallStatus": f"{lot}#verdict",
        "certificationInfo": f"{product}#producer",
        "registryEntry": "/gi#users",
        "verificationService": "/#ask",
        "support": "/tell",
    }
    for kind, target in leads.items():
        answer = ask(shopper, f"{market.label()}?linkType=gs1:{kind}")
        found = urlsplit(answer.headers["Location"])
        assert (answer.status_code, found.path + (found.fragment and f"#{found.fragment}")) == (307, target), kind
    enter_report(market)
    answer = ask(shopper, f"{market.label()}?linkType=gs1:certificationInfo")
    assert answer.headers["Location"].endswith(f"{lot}?lang=zh&linkType=gs1:certificationInfo#tests")


def test_what_is_not_on_record_is_no_link(shopper: FlaskClient, market: Market) -> None:
    lot, product = linkset_of(shopper, market.lot_page)
    assert f"{VOC}certificationInfo" not in lot
    assert product[f"{VOC}registryEntry"][0]["href"] == "http://localhost/gi?lang=zh#users"
    with writing(market.store, cast.REGULATOR) as work:
        put_on_list(work, PutOnList(producer_id=market.producer.id, decision="演示〔2026〕1 号", ground="演示"))
    [product] = linkset_of(shopper, product_page(market))
    assert f"{VOC}certificationInfo" not in product
    assert product[f"{VOC}registryEntry"][0]["href"].endswith(f"{product_page(market)}?lang=zh#product")


# Query, Accept, and the media type of the linkset that answers.
FORMS = [
    ("?linkType=linkset", "", LINKSET),
    ("?linkType=linkset", "*/*", LINKSET),
    ("?linkType=all", "", LINKSET),
    ("?linkType=linkset", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
    ("?linkType=linkset", "application/json", "application/json"),
    ("", LINKSET, LINKSET),
    ("?linkType=gs1:support", LINKSET, LINKSET),
    ("", "application/json, text/plain, */*", "application/json"),
    ("", "application/ld+json", "application/ld+json"),
    ("?17=260401&linkType=linkset", "", LINKSET),
    ("?17=260401;linkType=linkset", "", LINKSET),
]


def test_the_linkset_comes_in_the_form_that_was_asked_for(shopper: FlaskClient, market: Market) -> None:
    for query, accept, form in FORMS:
        answer = ask(shopper, market.lot_page + query, accept)
        assert (answer.status_code, answer.mimetype) == (200, form), (query, accept)
        if form == "text/html":
            assert f'href="http://localhost{market.lot_page}?lang=zh#origin"' in answer.get_data(as_text=True)
        elif form == "application/ld+json":
            assert answer.get_json()["@context"] == CONTEXT
        else:
            context = f'<{CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"'
            assert context in ", ".join(answer.headers.getlist("Link"))


def test_whoever_names_no_json_gets_the_page(shopper: FlaskClient, market: Market) -> None:
    for accept in ("", "*/*", "text/html", "text/html, application/json", "image/webp,*/*;q=0.1"):
        assert "批次码：" in ask(shopper, market.lot_page, accept).get_data(as_text=True), accept


SPELT = [
    "gs1:support",
    "gs1%3Asupport",
    "https://ref.gs1.org/voc/support",
    "http://ref.gs1.org/voc/support",
    "https://gs1.org/voc/support",
    "http%3A%2F%2Fgs1.org%2Fvoc%2Fsupport",
]


def test_a_link_type_is_known_however_it_is_spelt(shopper: FlaskClient, market: Market) -> None:
    for spelt in SPELT:
        answer = ask(shopper, f"{market.lot_page}?linkType={spelt}")
        assert answer.status_code == 307, spelt
        assert answer.headers["Location"] == f"http://localhost/tell?about={market.lot_page}&lang=zh&linkType={spelt}"
        assert 'rel="linkset"' in answer.headers["Link"]


def test_a_query_is_passed_on_as_it_was_sent(shopper: FlaskClient, market: Market) -> None:
    sent = "17=260401;3103=000189&x=%2f%C3%A9+a&flag&linkType=gs1:traceability&from=b"
    answer = ask(shopper, f"{market.label()}?{sent}", language="en-GB,zh;q=0.5")
    assert answer.headers["Location"] == f"http://localhost{market.lot_page}?lang=en&{sent}#origin"
    followed = shopper.get(answer.headers["Location"].partition("#")[0])
    assert (followed.status_code, "Location" in followed.headers) == (200, False)
    answer = ask(shopper, f"{market.label()}?lang=en&linkType=gs1:traceability")
    assert answer.headers["Location"] == f"http://localhost{market.lot_page}?lang=en&linkType=gs1:traceability#origin"


def test_the_language_is_looked_up_and_chinese_without_a_match(shopper: FlaskClient, market: Market) -> None:
    asked = {"zh-Hant-TW": "zh", "zh": "zh", "en-GB": "en", "fr, en;q=0.5": "en", "fr": "zh", "": "zh"}
    for language, found in asked.items():
        answer = ask(shopper, f"{market.label()}?linkType=gs1:recallStatus", language=language)
        assert answer.headers["Location"].startswith(f"http://localhost{market.lot_page}?lang={found}&"), language


def test_a_link_that_is_this_very_page_is_answered_by_it(shopper: FlaskClient, market: Market) -> None:
    for kind in ("gs1:pip", "gs1:defaultLink", "gs1:traceability"):
        answer = ask(shopper, f"{market.lot_page}?linkType={kind}", "text/html")
        assert (answer.status_code, "批次码：" in answer.get_data(as_text=True)) == (200, True), kind


def test_a_type_of_which_there_is_no_link_is_not_found(shopper: FlaskClient, market: Market) -> None:
    for kind in ("gs1:epcis", "gs1:nothing", "pip", "https://schema.org/review"):
        answer = ask(shopper, f"{market.label()}?linkType={kind}", "text/html")
        assert (answer.status_code, "Location" in answer.headers) == (404, False), kind
        assert "没有这种链接" in answer.get_data(as_text=True)
        problem = ask(shopper, f"{market.label()}?linkType={kind}", "application/json").get_json()
        assert kind in problem["detail"]
        assert "gs1:traceability" in problem["detail"]
    assert "gitrace_misses" not in shopper.application.extensions


def test_a_lot_on_hold_or_recalled_still_resolves(shopper: FlaskClient, market: Market) -> None:
    for stop in (market.hold, market.recall):
        stop()
        assert ask(shopper, market.label(), LINKSET).status_code == 200
        assert ask(shopper, f"{market.label()}?linkType=gs1:recallStatus").status_code == 307


def test_a_state_that_cannot_be_read_is_told_to_machines_too(
    shopper: FlaskClient, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_asked: object) -> None:
        raise Unavailable("locked")

    monkeypatch.setattr(links, "lot_page", fails)
    answer = ask(shopper, market.label(), LINKSET)
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert (answer.headers["Retry-After"], answer.headers["Access-Control-Allow-Origin"]) == ("10", "*")


@pytest.mark.parametrize("demo", [False, True])
def test_anchors_stand_at_the_printed_host_and_links_where_they_lead(market: Market, demo: bool) -> None:
    settings = market.store.settings.model_copy(update={"label_host": "label.example", "demo": demo})
    parts = (market.store.engine, market.store.keys, market.store.lock, market.store.disk)
    client = application(Store(settings, *parts)).test_client()
    assert client.get("/.well-known/gs1resolver").get_json()["resolverRoot"] == "https://label.example"
    [product] = linkset_of(client, product_page(market))
    assert product["anchor"] == f"https://label.example{product_page(market)}"
    # The host of a demo is made up.
    origin = "http://localhost" if demo else "https://label.example"
    assert product[f"{VOC}defaultLink"][0]["href"] == origin + product_page(market)


def test_the_resolver_describes_itself(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, "/.well-known/gs1resolver")
    told = answer.get_json()
    assert answer.mimetype == "application/json"
    assert told["resolverRoot"] == "http://localhost"
    assert told["supportedPrimaryKeys"] == ["01"]
    assert told["linkTypeDefaultCanBeLinkset"] is False
    assert "EPC binary" in told["exceptions"][0]
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
