"""Production records on a phone, the register of inputs, and the next safe day where people look for it."""

import io
from datetime import date

import pytest
from browsers import Cast
from cast import SPRING_MORNING, make_delivery, make_plot, make_producer, make_record
from flask import Flask
from flask.testing import FlaskClient
from growers.test_growers_photos import taken
from sqlmodel import select
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.growers.tables import Household, InputProduct, Plot, ProductionRecord
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

DAY = date(2026, 3, 18)
LABEL = {"kind": "pesticide", "name": "演示苦参碱水剂", "registration": "PD00000000", "interval_days": "7"}


@pytest.fixture
def producer(the_clock: Clock, store: Store) -> Producer:
    the_clock.set(SPRING_MORNING)
    return make_producer(store)


@pytest.fixture
def plot(store: Store, producer: Producer) -> Plot:
    """Of a household that delivers here."""
    plot = make_plot(store)
    make_delivery(store, producer, plot)
    return plot


@pytest.fixture
def clerk(cast: Cast, producer: Producer) -> FlaskClient:
    return sign_in_for(cast, producer, Role.CLERK)


def household_of(store: Store, plot: Plot) -> str:
    with reading(store) as session:
        return session.get_one(Household, plot.household_id).number


def page_of(store: Store, plot: Plot) -> str:
    return f"/producer/households/{household_of(store, plot)}/plots/{plot.id}/records"


def records(store: Store) -> list[ProductionRecord]:
    with reading(store) as session:
        return list(session.exec(select(ProductionRecord).order_by(ProductionRecord.id)))


def test_a_photograph_is_a_record_and_is_completed_at_the_desk(store: Store, plot: Plot, clerk: FlaskClient) -> None:
    page = page_of(store, plot)
    assert f"{page}/photograph" in text(clerk, "/producer/records")
    photo = (io.BytesIO(taken()), "IMG_0001.jpg")
    assert send(clerk, f"{page}/photograph", photo=photo, dose="50 毫升", started_on="2026-03-18").status_code == 303
    (record,) = records(store)
    assert (record.product, record.dose) == ("", "50 毫升")
    assert "用药记录不全，不能采" in text(clerk, "/producer/records")
    with clerk.get("/producer/photos/1") as answer:
        assert answer.data.startswith(b"\xff\xd8")
    complete = f"/producer/households/{household_of(store, plot)}/records/{record.id}/complete"
    assert "/producer/photos/1" in text(clerk, complete)
    told = {"product": "演示苦参碱水剂", "registration": "PD00000000", "interval_days": "7"}
    assert send(clerk, complete, **told).status_code == 303
    assert "2026-03-25 起可采" in text(clerk, "/producer/records")


def test_no_photograph_and_no_product_is_told_at_the_field(store: Store, plot: Plot, clerk: FlaskClient) -> None:
    page = f"{page_of(store, plot)}/photograph"
    for photo in ({}, {"photo": (io.BytesIO(b"%PDF-1.7"), "scan.pdf")}):
        answer = send(clerk, page, dose="50 毫升", started_on="2026-03-18", **photo)
        assert answer.status_code == 422
        assert 'id="error-photo"' in answer.get_data(as_text=True)
        assert 'value="50 毫升"' in answer.get_data(as_text=True)
    assert records(store) == []


def test_the_second_entry_is_one_tap(store: Store, plot: Plot, clerk: FlaskClient) -> None:
    assert send(clerk, "/producer/inputs/new", **LABEL).status_code == 303
    page = page_of(store, plot)
    assert "本单位自加" in text(clerk, f"{page}/photograph")
    assert send(clerk, f"{page}/photograph", input_id="1", started_on="2026-03-01", dose="50 毫升").status_code == 303
    (first,) = records(store)
    assert "和上次一样" in text(clerk, f"{page}/photograph")
    again = {"page": f"{page}/photograph", "record_id": str(first.id)}
    assert send(clerk, f"{page}/repeat", **again, started_on="2026-03-20").status_code == 303
    assert send(clerk, f"{page}/repeat", **again, started_on="2026-03-21").status_code == 422
    assert [(one.product, one.interval_days) for one in records(store)] == [(LABEL["name"], 7)] * 2


def test_the_next_safe_day_stands_at_plot_and_delivery(
    store: Store, plot: Plot, producer: Producer, cast: Cast, clerk: FlaskClient
) -> None:
    make_record(store, plot, started_on=DAY, ended_on=DAY, interval_days=14)
    regulator = sign_in_regulator(cast)
    for page in (
        "/producer/records",
        "/producer/deliveries/1",
        f"/producer/households/{household_of(store, plot)}/records",
    ):
        assert "2026-04-01 起可采" in text(clerk, page), page
    for page in (f"/regulator/plots/{plot.id}", f"/regulator/households/{plot.household_id}"):
        assert "2026-04-01 起可采" in text(regulator, page), page


def test_the_register_is_the_countys_and_each_producers_own(
    store: Store, producer: Producer, cast: Cast, clerk: FlaskClient
) -> None:
    regulator, rival = sign_in_regulator(cast), sign_in_for(cast, make_producer(store))
    assert "还没有登记投入品" in text(regulator, "/regulator/inputs")
    assert send(regulator, "/regulator/inputs/new", **LABEL).status_code == 303
    own = LABEL | {"name": "演示自加药剂", "registration": "PD11111111"}
    assert send(clerk, "/producer/inputs/new", **own).status_code == 303
    assert send(clerk, "/producer/inputs/new", **LABEL).status_code == 422
    assert "演示自加药剂" in text(clerk, "/producer/inputs")
    for other in (text(rival, "/producer/inputs"), text(regulator, "/regulator/inputs")):
        assert LABEL["name"] in other
        assert "演示自加药剂" not in other
    assert send(clerk, "/producer/inputs/1/retire", page="/producer/inputs").status_code == 404
    assert send(clerk, "/producer/inputs/2/retire", page="/producer/inputs").status_code == 303
    with reading(store) as session:
        assert [one.retired for one in session.exec(select(InputProduct).order_by(InputProduct.id))] == [False, True]


def test_a_photograph_is_shown_to_its_producer_and_the_regulator_alone(
    store: Store, plot: Plot, cast: Cast, clerk: FlaskClient, app: Flask
) -> None:
    photo = (io.BytesIO(taken()), "IMG_0001.jpg")
    assert send(clerk, f"{page_of(store, plot)}/photograph", photo=photo, started_on="2026-03-18").status_code == 303
    rival = sign_in_for(cast, make_producer(store))
    household = household_of(store, plot)
    assert rival.get("/producer/photos/1").status_code == 404
    assert "photos/1" not in text(rival, f"/producer/households/{household}/records")
    with sign_in_regulator(cast).get("/regulator/photos/1") as answer:
        assert answer.status_code == 200
    assert app.test_client().get("/producer/photos/1").status_code == 303
