"""Weighing in, lots and the one form, as a clerk and a packer have them; and a rival, for whom they do not exist."""

import re

import pytest
from browsers import Cast
from cast import SPRING_MORNING, make_batch, make_delivery, make_plot, make_producer, make_scale, pour
from flask.testing import FlaskClient
from sqlmodel import select
from standing_clock import Clock
from visiting import send, sign_in_colleague, sign_in_for, sign_in_regulator, text

from gitrace.batches.queries import batch_by_lot
from gitrace.batches.tables import Batch, BatchState
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household, Plot
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


@pytest.fixture
def mine(store: Store) -> Producer:
    producer = make_producer(store, name="演示本社")
    make_scale(store, producer, number="SCALE1")
    return producer


@pytest.fixture
def plot(store: Store) -> Plot:
    return make_plot(store)


@pytest.fixture
def manager(cast: Cast, mine: Producer) -> FlaskClient:
    return sign_in_for(cast, mine)


@pytest.fixture
def rival(cast: Cast, store: Store) -> FlaskClient:
    return sign_in_for(cast, make_producer(store, name="演示对家"))


def number_of(store: Store, plot: Plot) -> str:
    with reading(store) as session:
        return session.get_one(Household, plot.household_id).number


def weighing(store: Store, plot: Plot, **said: str) -> dict[str, str]:
    usual = {"household": number_of(store, plot), "scale": "SCALE1", "gross": "101.5", "tare": "1.5"}
    return usual | {"cover": "natural", "grade": "ungraded"} | said


def test_a_delivery_is_weighed_in_and_its_slip_says_what_is_left(
    store: Store, cast: Cast, mine: Producer, plot: Plot
) -> None:
    clerk = sign_in_for(cast, mine, Role.CLERK)
    assert 'value="SCALE1"' in text(clerk, "/producer/deliveries/weigh")
    answer = send(clerk, "/producer/deliveries/weigh", **weighing(store, plot))
    assert answer.status_code == 303
    page = text(clerk, answer.location)
    assert "已保存" in page
    slip = text(clerk, re.search(r'href="(/producer/deliveries/\d+)"', page)[1])  # type: ignore[index]
    assert "260320-0001" in slip
    assert "2,300 斤" in slip
    listed = text(clerk, "/producer/deliveries")
    assert "260320-0001" in listed
    assert "净重 100 斤" in listed


def test_what_is_wrong_stands_at_its_field(store: Store, manager: FlaskClient, plot: Plot) -> None:
    answer = send(manager, "/producer/deliveries/weigh", **weighing(store, plot, gross="508斤"))
    assert answer.status_code == 422
    assert 'id="error-gross"' in answer.get_data(as_text=True)
    answer = send(manager, "/producer/deliveries/weigh", **weighing(store, plot, gross="2500", unit="公斤"))
    assert "超过这台衡器的最大秤量" in answer.get_data(as_text=True)


def test_the_same_form_twice_weighs_once(store: Store, manager: FlaskClient, plot: Plot) -> None:
    page = text(manager, "/producer/deliveries/weigh")
    hidden = {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf_token", "once")}  # type: ignore[index]
    first, second = (manager.post("/producer/deliveries/weigh", data=hidden | weighing(store, plot)) for _ in range(2))
    assert second.location == f"{first.location}&again=1"
    assert "已保存，没有重复登记" in text(manager, second.location)


def test_a_correction_starts_with_what_was_keyed(
    store: Store, mine: Producer, manager: FlaskClient, plot: Plot
) -> None:
    delivery = make_delivery(store, mine, plot, kg=50)
    address = f"/producer/deliveries/{delivery.id}/correct"
    assert 'value="50"' in text(manager, address)
    said = weighing(store, plot, gross="50", tare="", weighed_at="2026-03-20 06:30") | {"plot": plot.number}
    answer = send(manager, address, **said, reason="单位看错")
    assert answer.status_code == 303
    assert "单位看错" in text(manager, answer.location)
    with reading(store) as session:
        assert session.get_one(Delivery, delivery.id).net_g == 25_000


def test_unpoured_shoots_leave(store: Store, mine: Producer, manager: FlaskClient) -> None:
    delivery = make_delivery(store, mine)
    answer = send(manager, f"/producer/deliveries/{delivery.id}/draw", to="loose-sale", weight="", unit="斤")
    assert answer.status_code == 303
    assert "未投料转出" not in text(manager, answer.location)


def test_a_lot_is_opened_poured_by_one_tap_and_closed(store: Store, cast: Cast, mine: Producer, plot: Plot) -> None:
    packer = sign_in_for(cast, mine, Role.PACKER)
    make_delivery(store, mine, plot)
    assert "这里没有批次" in text(packer, "/producer/lots")
    answer = send(packer, "/producer/lots/open", form="fresh", cover="natural", packed_on="2026-03-20")
    lot = answer.location.split("/")[-1].split("?")[0]
    assert lot == "CY260320A001"
    address = f"/producer/lots/{lot}"
    assert "还有 1 份交售单、50 公斤可以投料" in text(packer, address)
    assert send(packer, address).status_code == 303
    assert "当天没有可以一键投料的交售单" in text(packer, address)
    assert send(packer, f"{address}/close").status_code == 422
    send(packer, f"{address}/draw", to="loose-sale", weight="20", unit="公斤")
    send(packer, f"{address}/close", rest_to="loss")
    with reading(store) as session:
        batch = batch_by_lot(session, lot)
    assert batch is not None
    assert batch.state == BatchState.CLOSED
    assert lot in text(packer, "/producer/lots?show=closed")


def test_a_lots_correction_stands_in_its_dossier(
    store: Store, cast: Cast, mine: Producer, manager: FlaskClient
) -> None:
    lot = make_batch(store, mine).lot
    address = f"/producer/lots/{lot}/correct"
    assert 'id="error-reason"' in send(manager, address, grade="special").get_data(as_text=True)
    assert send(manager, address, grade="special", reason="演示：点错等级").status_code == 303
    _, _, amendments = text(sign_in_regulator(cast), f"/regulator/lots/{lot}").partition('<h2 id="amendments">')
    assert "已更正 1 次" in amendments
    assert "演示：点错等级" in amendments


def test_deliveries_are_picked_poured_in_part_and_carried_over(
    store: Store, mine: Producer, manager: FlaskClient, plot: Plot
) -> None:
    batch, later = make_batch(store, mine), make_batch(store, mine, packed_on="2026-03-21")
    whole, part = make_delivery(store, mine, plot), make_delivery(store, mine, plot)
    address = f"/producer/lots/{batch.lot}"
    assert send(manager, f"{address}/pour", deliveries=[str(whole.id)]).status_code == 303
    assert send(manager, f"{address}/pour-part", delivery=str(part.id), weight="20", unit="公斤").status_code == 303
    assert send(manager, f"{address}/pour-part", delivery=str(part.id), weight="99", unit="公斤").status_code == 422
    assert send(manager, f"{address}/carry", to_lot=later.lot, weight="", unit="公斤").status_code == 303
    shown = text(manager, f"/producer/lots/{later.lot}")
    assert batch.lot in shown
    assert "70 公斤" in shown


def test_a_lone_farm_does_all_in_one_form(store: Store, manager: FlaskClient, plot: Plot) -> None:
    answer = send(manager, "/producer/lots/pack", **weighing(store, plot))
    assert answer.status_code == 303
    assert "50 公斤" in text(manager, answer.location)


def test_another_producers_records_do_not_exist(store: Store, mine: Producer, rival: FlaskClient) -> None:
    delivery, batch = make_delivery(store, mine), make_batch(store, mine)
    pour(store, batch, delivery)
    for deed in ("", "/correct", "/draw"):
        assert rival.get(f"/producer/deliveries/{delivery.id}{deed}").status_code == 404
    for deed in ("", "/pour", "/pour-part", "/draw", "/carry", "/close"):
        assert rival.get(f"/producer/lots/{batch.lot}{deed}").status_code == 404
    assert delivery.number not in text(rival, "/producer/deliveries")
    assert batch.lot not in text(rival, "/producer/lots")


def test_who_may_do_what(store: Store, cast: Cast, mine: Producer) -> None:
    batch = make_batch(store, mine)
    clerk, packer = sign_in_for(cast, mine, Role.CLERK), sign_in_for(cast, mine, Role.PACKER)
    assert clerk.get(f"/producer/lots/{batch.lot}/close").status_code == 403
    assert packer.get("/producer/deliveries/weigh").status_code == 403
    assert "/producer/deliveries/weigh" not in text(packer, "/producer/deliveries")
    address = f"/producer/lots/{batch.lot}"
    assert f"{address}/close" not in text(clerk, address)
    assert send(clerk, address, page="/producer/deliveries/weigh").status_code == 403


def test_the_regulator_holds_releases_and_sees_what_went_bad(store: Store, cast: Cast, mine: Producer) -> None:
    regulator = sign_in_regulator(cast)
    batch = make_batch(store, mine)
    assert "没有事后不通过的投料" in text(regulator, "/regulator/marked-lots")
    answer = send(regulator, f"/regulator/lots/{batch.lot}/hold", kind="safety", reason="演示：待复核")
    assert answer.status_code == 303
    assert "演示：待复核" in text(regulator, f"/regulator/lots/{batch.lot}")
    assert send(regulator, f"/regulator/lots/{batch.lot}/release", reason="演示：合格").status_code == 303
    assert hold_of(store) == "safety"
    colleague = sign_in_colleague(cast)
    assert send(colleague, f"/regulator/lots/{batch.lot}/release/confirm", proposal_id="1").status_code == 303
    assert hold_of(store) == "none"
    assert send(regulator, f"/regulator/lots/{batch.lot}/settle", reason="x").status_code == 422
    assert regulator.get("/regulator/lots/CY000000A001/hold").status_code == 404


def hold_of(store: Store) -> str:
    """Of the only lot."""
    with reading(store) as session:
        return session.exec(select(Batch.hold)).one()


def test_a_record_entered_late_marks_the_lot_it_flowed_into(
    store: Store, cast: Cast, mine: Producer, manager: FlaskClient, plot: Plot
) -> None:
    delivery, batch = make_delivery(store, mine, plot), make_batch(store, mine)
    pour(store, batch, delivery)
    said = {"kind": "pesticide", "product": "演示药剂", "registration": "PD00000000", "interval_days": "7"}
    address = f"/producer/households/{number_of(store, plot)}/plots/{plot.id}/records/new"
    answer = send(manager, address, **said, started_on="2026-03-15", ended_on="2026-03-16")
    assert answer.status_code == 303
    assert "事后不通过" in text(manager, f"/producer/lots/{batch.lot}")
    assert "1 份交售单投料以后检查不通过" in text(manager, "/producer/today")
    for reader, door in ((sign_in_regulator(cast), "regulator"), (manager, "producer")):
        marked = text(reader, f"/{door}/marked-lots?state=open&finding=pre-harvest-interval")
        assert batch.lot in marked
        assert delivery.number in marked
        assert delivery.number not in text(reader, f"/{door}/marked-lots?finding=season")
    rival = sign_in_for(cast, make_producer(store))
    assert delivery.number not in text(rival, f"/producer/marked-lots?producer_id={mine.id}")
