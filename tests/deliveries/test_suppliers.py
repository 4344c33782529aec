"""Whom a producer finds by name, who comes often, what is usual."""

from cast import SEASON, make_delivery, make_household, make_plot, make_producer
from standing_clock import Clock

from gitrace.deliveries.suppliers import find_suppliers, frequent, has_delivered, usual_g
from gitrace.storage import Store, reading


def test_a_producer_finds_by_name_only_those_that_delivered_to_it(store: Store) -> None:
    mine, rival = make_producer(store), make_producer(store)
    plot = make_plot(store, make_household(store, name="演示王小明"))
    make_delivery(store, mine, plot)
    with reading(store) as session:
        assert [one.name for one in find_suppliers(session, mine.id, "yswxm")] == ["演示王小明"]
        assert find_suppliers(session, rival.id, "yswxm") == []
        assert find_suppliers(session, rival.id, "") == []
        assert has_delivered(session, mine.id, plot.household_id)
        assert not has_delivered(session, rival.id, plot.household_id)


def test_those_that_come_often_come_first(store: Store) -> None:
    producer, seldom, often = make_producer(store), make_plot(store), make_plot(store)
    for plot in (often, seldom, often):
        make_delivery(store, producer, plot)
    with reading(store) as session:
        assert frequent(session, producer.id) == [often.household_id, seldom.household_id]
        offered = find_suppliers(session, producer.id, "")
    assert [one.household_id for one in offered] == [often.household_id, seldom.household_id]


def test_three_deliveries_make_a_usual_one(store: Store, the_clock: Clock) -> None:
    producer, plot = make_producer(store), make_plot(store)
    for kg in (50, 40):
        make_delivery(store, producer, plot, kg=kg)
    with reading(store) as session:
        assert usual_g(session, producer.id, plot.household_id, SEASON) is None
    last = make_delivery(store, producer, plot, kg=200)
    with reading(store) as session:
        assert usual_g(session, producer.id, plot.household_id, SEASON) == 50_000
        assert usual_g(session, producer.id, plot.household_id, SEASON, but=last.id) is None
        assert usual_g(session, producer.id, plot.household_id, SEASON - 1) is None
