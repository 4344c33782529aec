"""The regulator's pages about producers."""

from datetime import date

import pytest
from browsers import Cast
from cast import GTINS, fresh_uscc, make_producer, make_scale, make_trade_item
from flask.testing import FlaskClient
from sqlmodel import select
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.people.roles import Role
from gitrace.producers.queries import authorisations_of, scales_of, the_producer, trade_items_of
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

LIST = "/regulator/producers"


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def test_an_empty_register_says_what_to_do(warden: FlaskClient) -> None:
    assert "还没有登记生产者" in text(warden, LIST)


def test_producers_are_listed_and_filtered_in_the_address(store: Store, warden: FlaskClient) -> None:
    make_producer(store, name="演示甲社")
    make_producer(store, name="演示乙社", township="421223100", authorised=False)
    assert "共 2 家" in text(warden, LIST)
    for query, found in (("text=甲", "甲"), ("township=421223100", "乙"), ("state=unauthorised", "乙")):
        page = text(warden, f"{LIST}?{query}")
        assert f"演示{found}社" in page
        assert "共 1 家" in page
    assert "没有符合条件的生产者" in text(warden, f"{LIST}?text=丙")


def test_a_producer_is_registered_and_shown(store: Store, warden: FlaskClient) -> None:
    uscc = fresh_uscc()
    answer = send(warden, f"{LIST}/new", uscc=uscc, name="演示新社", kind="cooperative", township="421223103")
    assert answer.status_code == 303
    page = text(warden, answer.location)
    assert "已保存" in page
    assert "演示新社" in page
    assert "没有专用标志核准" in page
    with reading(store) as session:
        assert session.exec(select(Producer.name).where(Producer.uscc == uscc)).one() == "演示新社"


def test_a_wrong_code_is_said_at_its_field_and_asks_for_a_reason(warden: FlaskClient) -> None:
    wrong = {"uscc": "93421223DEM000014J", "name": "演示新社", "kind": "cooperative", "township": "421223103"}
    answer = send(warden, f"{LIST}/new", **wrong)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="error-uscc"' in page
    assert 'name="uscc_reason"' in page
    assert send(warden, f"{LIST}/new", **wrong, uscc_reason="早期代码").status_code == 303


def test_a_registration_sent_twice_makes_one_producer(warden: FlaskClient) -> None:
    fields = {
        "uscc": fresh_uscc(),
        "name": "演示新社",
        "kind": "cooperative",
        "township": "421223103",
        "once": "x" * 20,
    }
    first, second = (send(warden, f"{LIST}/new", **fields) for _ in range(2))
    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert "没有重复登记" in text(warden, second.location)


def test_an_entry_and_its_contact_are_changed(store: Store, warden: FlaskClient) -> None:
    producer = make_producer(store)
    at = f"{LIST}/{producer.id}"
    assert f'value="{producer.name}"' in text(warden, f"{at}/change")
    entry = {"name": "演示改名", "kind": "company", "township": "421223100", "food_licence": ""}
    send(warden, f"{at}/change", **entry, reason="名称核准变更")
    assert "更换理由" not in text(warden, f"{at}/contact")
    send(warden, f"{at}/contact", name="演示前任", phone="07150000001")
    successor = {"name": "演示联系人", "phone": "07150000000"}
    assert 'id="error-reason"' in send(warden, f"{at}/contact", **successor).get_data(as_text=True)
    send(warden, f"{at}/contact", **successor, reason="演示：换人")
    page = text(warden, at)
    assert "更换" in page
    assert "演示：换人" in page
    assert "演示改名" in page
    assert "07150000000" in page


def test_an_authorisation_is_recorded_and_withdrawn(store: Store, warden: FlaskClient) -> None:
    producer = make_producer(store, authorised=False)
    at = f"{LIST}/{producer.id}"
    days = {"from_day": "2025-09-01", "until_day": "2030-08-31"}
    answer = send(warden, f"{at}/authorise", **days, announcement="演示公告第 2 号", forms=["fresh", "dried"])
    assert "演示公告第 2 号" in text(warden, answer.location)
    with reading(store) as session:
        row = authorisations_of(session, producer.id)[0]
    assert row.forms == "fresh dried"
    answer = send(warden, f"/regulator/authorisations/{row.id}/withdraw", withdrawn_on="2025-12-01", reason="演示公告")
    assert "2025-12-01 撤销" in text(warden, answer.location)


@pytest.mark.parametrize(
    ("deeds", "fields", "words"),
    [
        (("stop", "restore"), {"reason": "演示理由"}, "暂停标签使用"),
        (("list", "unlist"), {"reason": "演示理由", "decision": "演示决 1 号", "ground": "演示"}, "严重违法失信名单"),
    ],
)
def test_the_county_decides_and_takes_it_back(
    store: Store, warden: FlaskClient, deeds: tuple[str, str], fields: dict[str, str], words: str
) -> None:
    producer = make_producer(store)
    at = f"{LIST}/{producer.id}"
    badge = f"</svg>{words}</span>"
    for deed, stands in zip(deeds, (True, False), strict=True):
        assert send(warden, f"{at}/decide/{deed}", **fields).status_code == 303
        assert (badge in text(warden, at)) is stands
    assert warden.get(f"{at}/decide/pardon").status_code == 404


def test_a_decision_without_a_reason_is_not_made(store: Store, warden: FlaskClient) -> None:
    producer = make_producer(store)
    answer = send(warden, f"{LIST}/{producer.id}/decide/stop", reason="")
    assert answer.status_code == 422
    assert 'id="error-reason"' in answer.get_data(as_text=True)


def test_the_first_seasons_figure_is_set(store: Store, warden: FlaskClient) -> None:
    producer = make_producer(store)
    send(warden, f"{LIST}/{producer.id}/decide/first-season", labels="12000", reason="演示：签约 40 户")
    page = text(warden, f"{LIST}/{producer.id}")
    assert "12,000" in page
    assert "演示：签约 40 户" in page
    with reading(store) as session:
        assert the_producer(session, producer.id).first_season_labels == 12_000


def test_scales_and_trade_items_are_entered(store: Store, warden: FlaskClient) -> None:
    producer = make_producer(store)
    at = f"{LIST}/{producer.id}"
    days = {"verified_on": "2025-09-01", "valid_until": "2026-08-31"}
    send(
        warden, f"{at}/scales/new", number="c1", certificate="演示检字1", **days, display_unit="kg", capacity_kg="60.5"
    )
    pack = {"gtin": GTINS[0], "name": "演示鲜笋", "name_en": "Demo", "net_content": "500 g", "shoot_g": "500"}
    send(warden, f"{at}/trade-items/new", **pack, form="fresh")
    page = text(warden, at)
    assert "60.5 公斤" in page
    assert GTINS[0] in page
    with reading(store) as session:
        scale, item = scales_of(session, producer.id)[0], trade_items_of(session, producer.id)[0]
    days = {"verified_on": "2026-09-01", "valid_until": "2027-08-31"}
    assert send(warden, f"/regulator/scales/{scale.id}/verify", certificate="演示检字2", **days).status_code == 303
    send(warden, f"/regulator/trade-items/{item.id}/retire", reason="演示：包装改版")
    with reading(store) as session:
        assert scales_of(session, producer.id)[0].valid_until == date(2027, 8, 31)
        assert trade_items_of(session, producer.id)[0].retired


@pytest.mark.parametrize("tail", ["", "/change", "/contact", "/authorise", "/decide/stop", "/scales/new"])
def test_a_producer_that_is_not_there_is_a_404(warden: FlaskClient, tail: str) -> None:
    assert warden.get(f"{LIST}/999{tail}").status_code == 404


def test_a_producers_people_do_not_enter(store: Store, cast: Cast) -> None:
    producer = make_producer(store)
    scale, item = make_scale(store, producer), make_trade_item(store, producer)
    manager = sign_in_for(cast, producer, Role.MANAGER)
    for address in (LIST, f"{LIST}/{producer.id}", f"{LIST}/new", f"/regulator/scales/{scale.id}/verify"):
        assert manager.get(address).status_code == 403
    assert manager.post(f"/regulator/trade-items/{item.id}/retire").status_code == 403
