"""A producer's own page, its goods, and the production records it may see; and a rival, who sees nothing."""

import pytest
from browsers import Cast
from cast import (
    REGULATOR,
    fresh_gtin,
    make_household,
    make_plot,
    make_producer,
    make_record,
    make_scale,
    make_trade_item,
    manager_of,
)
from flask.testing import FlaskClient
from visiting import send, sign_in_for, text

from gitrace.growers.queries import records_of
from gitrace.people.roles import Role
from gitrace.producers.marks import StopLabelUse, stop_label_use
from gitrace.producers.queries import contact_of, scales_of, trade_items_of
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.work import writing

PROFILE = "/producer/profile"


@pytest.fixture
def mine(store: Store) -> Producer:
    return make_producer(store, name="演示本社")


@pytest.fixture
def rival(store: Store) -> Producer:
    return make_producer(store, name="演示对家")


@pytest.fixture
def manager(cast: Cast, mine: Producer) -> FlaskClient:
    return sign_in_for(cast, mine)


def test_a_producer_sees_itself_and_not_its_rival(store: Store, rival: Producer, manager: FlaskClient) -> None:
    make_scale(store, rival, number="RIVAL1")
    page = text(manager, PROFILE)
    assert "演示本社" in page
    assert "演示公告第 1 号" in page
    assert "RIVAL1" not in page
    assert rival.uscc not in page


def test_it_reads_why_its_labels_were_stopped(store: Store, mine: Producer, manager: FlaskClient) -> None:
    with writing(store, REGULATOR) as work:
        stop_label_use(work, StopLabelUse(producer_id=mine.id, reason="演示：数量不符"))
    assert "演示：数量不符" in text(manager, PROFILE)


def test_the_manager_enters_contact_scales_and_packs(store: Store, mine: Producer, manager: FlaskClient) -> None:
    send(manager, f"{PROFILE}/contact", name="演示联系人", phone="07150000000")
    days = {"verified_on": "2025-09-01", "valid_until": "2026-08-31"}
    scale = {"number": "c9", "certificate": "演示检字9", "display_unit": "jin", "capacity_kg": "100"}
    assert send(manager, "/producer/scales/new", **scale, **days).status_code == 303
    pack = {"gtin": fresh_gtin(), "name": "演示鲜笋", "name_en": "Demo", "form": "fresh", "net_content": "1 kg"}
    assert send(manager, "/producer/trade-items/new", **pack, shoot_g="1000").status_code == 303
    with reading(store) as session:
        contact, scales = contact_of(session, mine.id), scales_of(session, mine.id)
        items = trade_items_of(session, mine.id)
    assert contact is not None
    assert contact.phone == "07150000000"
    assert (len(scales), len(items)) == (1, 1)
    days = {"verified_on": "2026-09-01", "valid_until": "2027-08-31"}
    told = {"number": "C9", "certificate": "演示检字9", "display_unit": "jin", "capacity_kg": "150"}
    correcting = f"/producer/scales/{scales[0].id}/correct"
    assert 'value="100"' in text(manager, correcting)
    assert send(manager, correcting, **told, **days, reason="演示：最大秤量抄错").status_code == 303
    profile = text(manager, PROFILE)
    assert all(words in profile for words in ("150 公斤", "已更正 1 次", "<td>100,000</td>", "最大秤量抄错"))
    address = f"/producer/scales/{scales[0].id}/verify"
    assert send(manager, address, certificate="演示检字10", **days).status_code == 303
    retiring = f"/producer/trade-items/{items[0].id}/retire"
    assert 'id="error-reason"' in send(manager, retiring).get_data(as_text=True)
    assert send(manager, retiring, reason="演示：包装改版").status_code == 303


def test_clerks_and_packers_look_and_do_not_change(store: Store, cast: Cast, mine: Producer) -> None:
    scale = make_scale(store, mine)
    for role in (Role.CLERK, Role.PACKER):
        client = sign_in_for(cast, mine, role)
        assert "登记衡器</a>" not in text(client, PROFILE)
        for address in (f"{PROFILE}/contact", "/producer/scales/new", f"/producer/scales/{scale.id}/verify"):
            assert client.get(address).status_code == 403


def test_a_rivals_scale_and_pack_are_not_there(store: Store, rival: Producer, manager: FlaskClient) -> None:
    scale, item = make_scale(store, rival), make_trade_item(store, rival)
    assert manager.get(f"/producer/scales/{scale.id}/verify").status_code == 404
    assert send(manager, f"/producer/trade-items/{item.id}/retire", page=f"{PROFILE}/contact").status_code == 404
    with reading(store) as session:
        assert not trade_items_of(session, rival.id)[0].retired


def test_a_household_is_opened_by_its_full_number(store: Store, manager: FlaskClient) -> None:
    plot = make_plot(store, make_household(store, number="N77", name="演示某户"))
    assert "还没有农户交售" in text(manager, "/producer/records")
    answer = manager.get("/producer/records?number=n77")
    assert answer.location == "/producer/households/N77/records"
    page = text(manager, answer.location)
    assert plot.number in page
    assert "演示某户" not in page, "its head's name is for those it has delivered to"
    missing = manager.get("/producer/records?number=N7")
    assert missing.status_code == 422
    assert "没有找到" in missing.get_data(as_text=True)


def test_a_record_is_entered_and_corrected_by_its_producer_alone(
    store: Store, cast: Cast, mine: Producer, rival: Producer
) -> None:
    plot = make_plot(store, make_household(store, number="N78"))
    clerk, other = sign_in_for(cast, mine, Role.CLERK), sign_in_for(cast, rival, Role.CLERK)
    told = {"kind": "pesticide", "product": "演示药剂", "started_on": "2025-09-10"}
    at = "/producer/households/N78"
    assert send(clerk, f"{at}/plots/{plot.id}/records/new", **told).status_code == 303
    with reading(store) as session:
        record = records_of(session, [plot.id])[0]
    assert record.producer_id == mine.id
    for deed in ("complete", "correct"):
        assert other.get(f"{at}/records/{record.id}/{deed}").status_code == 404
    told |= {"ended_on": "2025-09-11", "reason": "补记"}
    assert send(clerk, f"{at}/records/{record.id}/correct", **told).status_code == 303
    assert send(clerk, f"{at}/records/{record.id}/complete", interval_days="7").status_code == 303
    assert f"/records/{record.id}/" not in text(other, f"{at}/records")


def test_the_countys_record_is_completed_and_not_corrected(store: Store, mine: Producer, manager: FlaskClient) -> None:
    plot = make_plot(store, make_household(store, number="N79"))
    record = make_record(store, plot, interval_days=None)
    at = f"/producer/households/N79/records/{record.id}"
    assert manager.get(f"{at}/correct").status_code == 404
    assert send(manager, f"{at}/complete", interval_days="7").status_code == 303


def test_a_record_is_found_under_its_own_household_only(store: Store, mine: Producer, manager: FlaskClient) -> None:
    make_household(store, number="N80")
    record = make_record(store, make_plot(store), actor=manager_of(mine))
    assert manager.get(f"/producer/households/N80/records/{record.id}/correct").status_code == 404
    assert manager.get(f"/producer/households/N80/plots/{record.plot_id}/records/new").status_code == 404
    assert manager.get("/producer/households/N0/records").status_code == 404
