"""Reading deliveries: the day's list, filters, what may be poured."""

from datetime import date, timedelta

import pytest
from cast import SPRING_MORNING, make_batch, make_delivery, make_plot, make_producer, pour
from standing_clock import Clock

from gitrace.deliveries.queries import DeliveryFilter, day_list, day_total, find_deliveries, keyed, pourable
from gitrace.growers.tables import Household
from gitrace.storage import Store, reading

DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


def test_the_days_list_and_its_total(store: Store) -> None:
    producer, plot = make_producer(store), make_plot(store)
    for kg in (50, 60):
        make_delivery(store, producer, plot, kg=kg)
    make_delivery(store, producer, plot, weighed_at=SPRING_MORNING - timedelta(days=1))
    make_delivery(store, make_producer(store), plot)
    with reading(store) as session:
        assert [line.delivery.net_g for line in day_list(session, producer.id, DAY)] == [60_000, 50_000]
        total = day_total(session, producer.id, DAY)
    assert (total.count, total.net_g, total.failing_g) == (2, 110_000, 0)


def test_what_is_left_unpoured_stands_in_the_list(store: Store) -> None:
    producer = make_producer(store)
    delivery = make_delivery(store, producer)
    pour(store, make_batch(store, producer), delivery, kg=20)
    with reading(store) as session:
        (line,) = day_list(session, producer.id, DAY)
        asked = {"since": SPRING_MORNING, "until": SPRING_MORNING + timedelta(hours=1)}
        (left,) = pourable(session, producer_id=producer.id, cover="natural", **asked)
        assert pourable(session, producer_id=producer.id, cover="covered", **asked) == []
    assert line.unpoured_g == left.unpoured_g == 30_000


def test_deliveries_are_filtered(store: Store) -> None:
    producer, plot = make_producer(store), make_plot(store)
    good = make_delivery(store, producer, plot, number="J1")
    bad = make_delivery(store, producer, plot, cover="covered", number="K2")
    other = make_plot(store, township="421223100")
    elsewhere = make_delivery(store, producer, other, number="K3")
    with reading(store) as session:
        number = session.get_one(Household, plot.household_id).number
        for wanted, expected in (
            (DeliveryFilter(producer_id=producer.id), {good.id, bad.id, elsewhere.id}),
            (DeliveryFilter(household=number.lower()), {good.id, bad.id}),
            (DeliveryFilter(township="421223103"), {good.id, bad.id, elsewhere.id}),
            (DeliveryFilter(cover="covered"), {bad.id}),
            (DeliveryFilter(failing=True), {bad.id}),
            (DeliveryFilter(finding="season"), {bad.id}),
            (DeliveryFilter(finding="seas"), set()),
            (DeliveryFilter(text="k"), {bad.id, elsewhere.id}),
            (DeliveryFilter(first_day=DAY + timedelta(days=1)), set()),
            (DeliveryFilter(last_day=DAY), {good.id, bad.id, elsewhere.id}),
        ):
            lines, total = find_deliveries(session, wanted)
            assert {line.delivery.id for line in lines} == expected, wanted
            assert total.count == len(expected)


def test_a_delivery_reads_as_it_was_keyed(store: Store) -> None:
    plot = make_plot(store)
    delivery = make_delivery(store, make_producer(store), plot, kg="51.5", tare="1.5", unit="斤")
    with reading(store) as session:
        said = keyed(session, delivery)
    assert (said["gross"], said["tare"], said["deduction"], said["unit"]) == ("51.5", "1.5", "0", "斤")
    assert (said["plot"], said["weighed_at"]) == (plot.number, "2026-03-20 06:30:00")
