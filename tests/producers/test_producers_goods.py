"""Scales, trade items, and finding producers in a list."""

from datetime import date
from decimal import Decimal

import pytest
from cast import (
    GTINS,
    REGULATOR,
    clerk_of,
    make_producer,
    make_scale,
    make_trade_item,
    manager_of,
    refused,
    tags_of,
)
from pydantic import ValidationError

from gitrace.producers.marks import StopLabelUse, stop_label_use
from gitrace.producers.queries import ProducerFilter, ProducerSort, find_producers, trade_items_of
from gitrace.producers.scales import RegisterScale, VerifyScale, register_scale, verify_scale
from gitrace.producers.trade_items import (
    RegisterTradeItem,
    RetireTradeItem,
    register_trade_item,
    retire_trade_item,
)
from gitrace.storage import Store, reading
from gitrace.work import writing

TODAY = date(2026, 3, 12)


def scale_form(producer_id: int, **fields: object) -> RegisterScale:
    told = {"number": "c 001", "certificate": "演示检字1", "verified_on": date(2025, 9, 1)}
    told |= {"valid_until": date(2026, 8, 31), "display_unit": "kg", "capacity_kg": "300.5"}
    return RegisterScale.model_validate(told | {"producer_id": producer_id} | fields)


def test_a_manager_registers_a_scale_of_her_own(store: Store) -> None:
    producer, rival = make_producer(store), make_producer(store)
    form = scale_form(producer.id)
    assert refused(store, manager_of(rival), lambda work: register_scale(work, form))[0] == "not-yours"
    assert refused(store, clerk_of(producer), lambda work: register_scale(work, form))[0] == "manager-only"
    with writing(store, manager_of(producer)) as work:
        scale = register_scale(work, form)
    assert (scale.number, scale.capacity_g) == ("C001", 300_500)
    assert tags_of(store, f"scale:{scale.id}") == ["scale.registered/1"]
    assert tags_of(store, f"producer:{producer.id}")[-1] == "scale.registered/1"
    assert refused(store, REGULATOR, lambda work: register_scale(work, form)) == ("duplicate", "number")


@pytest.mark.parametrize("capacity", ["1e3", "NaN", "0", "-1", "0.0001", 0.5])
def test_a_capacity_is_an_exact_number_above_zero(capacity: object) -> None:
    with pytest.raises(ValidationError):
        scale_form(1, capacity_kg=Decimal(0) if capacity == 0.5 else capacity)


def test_a_lapsed_scale_is_a_fact_and_a_future_verification_is_none(store: Store) -> None:
    producer = make_producer(store)
    ahead = scale_form(producer.id, verified_on=date(2026, 3, 13))
    answer = refused(store, REGULATOR, lambda work: register_scale(work, ahead, today=TODAY))
    assert answer == ("future-date", "verified_on")
    with writing(store, REGULATOR) as work:
        register_scale(work, scale_form(producer.id, verified_on=date(2020, 1, 1), valid_until=date(2020, 12, 31)))


def test_a_scale_is_verified_anew_and_never_earlier(store: Store) -> None:
    producer = make_producer(store)
    scale = make_scale(store, producer)
    told = {"scale_id": scale.id, "certificate": "演示检字2", "valid_until": date(2027, 3, 1)}
    form = VerifyScale(**told, verified_on=date(2026, 3, 2))
    with writing(store, manager_of(producer)) as work:
        assert verify_scale(work, form, today=TODAY).valid_until == date(2027, 3, 1)
    assert tags_of(store, f"scale:{scale.id}")[-1] == "scale.verified/1"
    earlier = VerifyScale(**told, verified_on=date(2026, 3, 1))
    assert refused(store, REGULATOR, lambda work: verify_scale(work, earlier, today=TODAY)) == (
        "verified-before",
        "verified_on",
    )


def item_form(producer_id: int, **fields: object) -> RegisterTradeItem:
    told = {"gtin": GTINS[0][1:], "name": "演示鲜笋", "name_en": "Demo fresh shoots", "form": "fresh"}
    told |= {"net_content": "500 g", "shoot_g": 500, "producer_id": producer_id}
    return RegisterTradeItem.model_validate(told | fields)


def test_a_pack_is_registered_under_fourteen_digits_once(store: Store) -> None:
    producer = make_producer(store)
    with writing(store, manager_of(producer)) as work:
        item = register_trade_item(work, item_form(producer.id))
    assert item.gtin == GTINS[0]
    assert tags_of(store, f"trade-item:{GTINS[0]}") == ["trade-item.registered/1"]
    assert tags_of(store, f"producer:{producer.id}")[-1] == "trade-item.registered/1"
    rival = make_producer(store)
    taken = item_form(rival.id)
    assert refused(store, manager_of(rival), lambda work: register_trade_item(work, taken)) == ("duplicate", "gtin")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"gtin": "6901234000017"}, "gtin-check-digit"),
        ({"form": "pickled"}, "unknown-form"),
        ({"form": "boiled"}, "food-licence-missing"),
    ],
)
def test_a_pack_that_does_not_fit_is_refused(store: Store, fields: dict[str, object], code: str) -> None:
    producer = make_producer(store, food_licence=None, forms=("fresh",))
    form = item_form(producer.id, **fields)
    assert refused(store, REGULATOR, lambda work: register_trade_item(work, form))[0] == code


def test_a_retired_pack_stays_and_stands_last(store: Store) -> None:
    producer = make_producer(store)
    first, second = make_trade_item(store, producer), make_trade_item(store, producer)
    form = RetireTradeItem(trade_item_id=first.id, reason="演示：包装改版")
    with writing(store, manager_of(producer)) as work:
        retire_trade_item(work, form)
    assert refused(store, manager_of(producer), lambda work: retire_trade_item(work, form))[0] == "retired-already"
    with reading(store) as session:
        assert [item.id for item in trade_items_of(session, producer.id)] == [second.id, first.id]
        assert [item.id for item in trade_items_of(session, producer.id, retired=False)] == [second.id]


def test_producers_are_found_by_text_township_kind_and_state(store: Store) -> None:
    here = make_producer(store, name="演示甲社")
    there = make_producer(store, name="演示乙社", township="421223100", authorised=False)
    with writing(store, REGULATOR) as work:
        stop_label_use(work, StopLabelUse(producer_id=there.id, reason="演示"))
    wanted = {
        here.id: [
            ProducerFilter(text="甲"),
            ProducerFilter(text="jiash"),
            ProducerFilter(text=here.uscc[3:].lower()),
            ProducerFilter(township="421223103"),
            ProducerFilter(state="authorised"),
        ],
        there.id: [ProducerFilter(state="unauthorised"), ProducerFilter(state="stopped", kind="cooperative")],
    }
    with reading(store) as session:
        for producer_id, filters in wanted.items():
            for one in filters:
                lines, total = find_producers(session, one, TODAY)
                assert ([line.producer.id for line in lines], total) == ([producer_id], 1)
        assert find_producers(session, ProducerFilter(text="100%"), TODAY) == ([], 0)
        lines, total = find_producers(session, ProducerFilter(), TODAY, limit=1)
        assert (len(lines), total) == (1, 2)
        lines, _total = find_producers(session, ProducerFilter(), TODAY, sort=ProducerSort.EXPIRING)
        assert [line.producer.id for line in lines] == [there.id, here.id]  # whose authorisation is over comes first
