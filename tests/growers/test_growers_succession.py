"""Plots that pass to another household, and plots that are put right."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from cast import (
    OTHER_TOWNSHIP,
    REGULATOR,
    SEASON,
    TOWNSHIP,
    make_delivery,
    make_household,
    make_plot,
    make_producer,
    make_scale,
    tags_of,
)
from standing_clock import Clock

from gitrace.batches.rejudging import rejudge
from gitrace.deliveries.commands import weigh
from gitrace.deliveries.entry import Weigh
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.queries import left_of_household, plots_of, the_plot, yields_of
from gitrace.growers.remeasuring import CorrectPlot, correct_plot, corrections_of
from gitrace.growers.succession import PassOn, Succession, closing_of, pass_on
from gitrace.growers.tables import Household, HouseholdSuccession, Plot
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing


@pytest.fixture(autouse=True)
def march(the_clock: Clock) -> None:
    the_clock.set(datetime(2026, 3, 20, 4, tzinfo=UTC))


def code_of(call: Callable[[], object]) -> str:
    """Of the refusal that it earns."""
    with pytest.raises(Refusal) as no:
        call()
    return no.value.code


def succeed(
    store: Store, old: Household, new: Household, kind: str = "death", actor: Actor = TOWNSHIP, **fields: Any
) -> HouseholdSuccession:
    form = {"household_id": old.id, "successor": new.number, "kind": kind, "reason": "演示证明", **fields}
    with writing(store, actor) as work:
        return pass_on(work, PassOn.model_validate(form))


def test_what_is_left_follows_and_the_past_stays(store: Store) -> None:
    old, new, producer = make_household(store), make_household(store), make_producer(store)
    plot = make_plot(store, old)
    delivery = make_delivery(store, producer, plot, kg=200)
    succeed(store, old, new)
    with reading(store) as session:
        assert left_of_household(session, new.id, SEASON) == 1_000_000
        assert left_of_household(session, old.id, SEASON) == 0
        assert session.get_one(Delivery, delivery.id).household_id == old.id
        assert closing_of(session, old.id) is not None
        moved = the_plot(session, plot.id)
    assert make_delivery(store, producer, moved, kg=100).household_id == new.id
    assert tags_of(store, f"plot:{plot.id}")[-2:] == ["household.succeeded/1", "delivery.weighed/1"]


def test_a_closed_household_delivers_nothing_more(store: Store) -> None:
    old, new, producer = make_household(store), make_household(store), make_producer(store)
    plot = make_plot(store, old)
    succeed(store, old, new, "merger")
    assert code_of(lambda: make_delivery(store, producer, plot)) == "household-closed"
    assert code_of(lambda: succeed(store, old, new)) == "household-closed"


def weigh_unplaced(store: Store, producer: Producer, household: Household) -> Delivery:
    """Of a household, from nobody knows which of its plots."""
    scale = make_scale(store, producer).number
    form = Weigh(household=household.number, scale=scale, gross="30", unit="公斤", cover="natural")
    with writing(store, REGULATOR) as work:
        return weigh(work, form, producer_id=producer.id)


def test_what_was_weighed_before_is_judged_as_it_was(store: Store) -> None:
    old, new, producer = make_household(store), make_household(store), make_producer(store)
    plot = make_plot(store, old)
    deliveries = [make_delivery(store, producer, plot, kg=20), weigh_unplaced(store, producer, old)]
    succeed(store, old, new)
    with writing(store, REGULATOR) as work:
        assert rejudge(work, [work.session.get_one(Delivery, one.id) for one in deliveries]) == []


def test_a_division_moves_the_chosen_plots_and_the_household_goes_on(store: Store) -> None:
    old, new = make_household(store), make_household(store)
    kept, given = make_plot(store, old), make_plot(store, old)
    assert code_of(lambda: succeed(store, old, new, "division")) == "missing"
    succeed(store, old, new, "division", plots=[given.id])
    with reading(store) as session:
        assert [plot.id for plot in plots_of(session, old.id)] == [kept.id]
        assert [plot.id for plot in plots_of(session, new.id)] == [given.id]
        assert closing_of(session, old.id) is None


def test_the_successor_has_room_for_the_land(store: Store) -> None:
    old, new = make_household(store), make_household(store, contract_mu=Decimal(1))
    make_plot(store, old)
    assert code_of(lambda: succeed(store, old, new)) == "area-exceeds-contract"
    assert code_of(lambda: succeed(store, old, old)) == "same-household"


def test_no_other_township_passes_land_on(store: Store) -> None:
    old, new = make_household(store), make_household(store)
    assert code_of(lambda: succeed(store, old, new, actor=OTHER_TOWNSHIP)) == "outside-remit"


@pytest.mark.parametrize("kind", [*Succession])
def test_why_stands_in_a_row_of_its_own_and_not_in_the_event(store: Store, kind: Succession) -> None:
    old, new = make_household(store), make_household(store)
    plot = make_plot(store, old)
    assert succeed(store, old, new, kind, plots=[plot.id]).reason == "演示证明"


def correct(store: Store, plot: Plot, area: str, actor: Actor = REGULATOR) -> None:
    with writing(store, actor) as work:
        correct_plot(work, CorrectPlot(plot_id=plot.id, area_mu=Decimal(area), parcel="DEMNEW1", reason="演示重测"))


def test_certified_grams_follow_a_corrected_area(store: Store) -> None:
    plot = make_plot(store)
    correct(store, plot, "1.5")
    with reading(store) as session:
        (given,) = yields_of(session, plot.id)
        assert (given.given.grams, given.use.left_g) == (900_000, 900_000)
        assert (the_plot(session, plot.id).area_mu, corrections_of(session, plot.id)[0].area_mu) == ("1.5", "2")


def test_a_lowered_area_leaves_a_shortfall(store: Store) -> None:
    plot = make_plot(store)
    producer = make_producer(store)
    for _ in range(4):
        make_delivery(store, producer, plot, kg=250)
    correct(store, plot, "1.5")
    with reading(store) as session:
        (given,) = yields_of(session, plot.id)
        assert given.uncovered_g == 100_000


def test_what_is_certified_is_put_right_by_the_county(store: Store) -> None:
    plot = make_plot(store)
    assert code_of(lambda: correct(store, plot, "1.5", TOWNSHIP)) == "regulator-only"
    assert code_of(lambda: correct(store, make_plot(store), "20")) == "area-exceeds-contract"
    make_plot(store, parcel="DEMNEW1")
    assert code_of(lambda: correct(store, plot, "1.5")) == "duplicate-parcel"
