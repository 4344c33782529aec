"""A record or a yield changed at a page: deliveries are judged again, their lots stand in the regulator's list."""

import pytest
from browsers import Cast
from cast import (
    SEASON,
    SPRING_MORNING,
    clerk_of,
    make_batch,
    make_delivery,
    make_plot,
    make_producer,
    make_record,
    pour,
)
from flask.testing import FlaskClient
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.batches.tables import Batch
from gitrace.deliveries.tables import Delivery
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import Household, Plot, ProductionRecord
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

MARKED = "/regulator/marked-lots"


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


@pytest.fixture
def mine(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def plot(store: Store, mine: Producer) -> Plot:
    return make_plot(store)


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def packed(store: Store, producer: Producer, plot: Plot) -> tuple[Delivery, Batch]:
    delivery, batch = make_delivery(store, producer, plot, kg=100), make_batch(store, producer)
    pour(store, batch, delivery)
    return delivery, batch


def failing(store: Store, delivery: Delivery) -> str:
    with reading(store) as session:
        return session.get_one(Delivery, delivery.id).failing


def as_shown(record: ProductionRecord, **changed: str) -> dict[str, str]:
    """What the form of a correction sends."""
    names = ("kind", "product", "registration", "dose", "started_on", "ended_on", "interval_days", "purpose")
    return {name: str(getattr(record, name)) for name in names} | {"reason": "日期看错"} | changed


def test_a_regulator_corrects_a_record(store: Store, warden: FlaskClient, mine: Producer, plot: Plot) -> None:
    record = make_record(store, plot)
    delivery, batch = packed(store, mine, plot)
    sent = as_shown(record, ended_on="2026-03-18", started_on="2026-03-17")
    assert send(warden, f"/regulator/records/{record.id}/correct", **sent).status_code == 303
    assert failing(store, delivery) == "pre-harvest-interval"
    marked = text(warden, MARKED)
    assert batch.lot in marked
    assert "100,000" in marked
    assert "安全间隔期" in marked


def test_a_producers_clerk_corrects_its_own(
    store: Store, cast: Cast, warden: FlaskClient, mine: Producer, plot: Plot
) -> None:
    record = make_record(store, plot, actor=clerk_of(mine))
    delivery, batch = packed(store, mine, plot)
    with reading(store) as session:
        number = session.get_one(Household, plot.household_id).number
    clerk = sign_in_for(cast, mine, Role.CLERK)
    sent = as_shown(record, interval_days="200")
    assert send(clerk, f"/producer/households/{number}/records/{record.id}/correct", **sent).status_code == 303
    assert failing(store, delivery) == "pre-harvest-interval"
    assert batch.lot in text(warden, MARKED)


def test_a_gap_filled_in_clears_what_it_stopped(store: Store, warden: FlaskClient, mine: Producer, plot: Plot) -> None:
    record = make_record(store, plot, kind=InputKind.PESTICIDE, registration=None)
    delivery = make_delivery(store, mine, plot)
    assert delivery.failing == "production-record"
    at = f"/regulator/records/{record.id}/complete"
    assert send(warden, at, registration="PD00000001").status_code == 303
    assert failing(store, delivery) == ""


def test_a_yield_is_lowered_and_what_waits_is_not_offered_for_pouring(
    store: Store, cast: Cast, warden: FlaskClient, mine: Producer, plot: Plot
) -> None:
    delivery, batch = packed(store, mine, plot)
    waiting = make_delivery(store, mine, plot, kg=50)
    at = f"/regulator/plots/{plot.id}/yields/{SEASON}"
    assert send(warden, at, kg_per_mu="40", reason="复核测产").status_code == 303
    assert (failing(store, delivery), failing(store, waiting)) == ("certified-yield", "certified-yield")
    assert batch.lot in text(warden, MARKED)
    packer = sign_in_for(cast, mine, Role.PACKER)
    shown = text(packer, f"/producer/lots/{batch.lot}")
    assert "1 份交售单不投料" in shown
    assert waiting.number in shown
    assert "没有可投料的交售单" in text(packer, f"/producer/lots/{batch.lot}/pour")
