"""The page at the scale: it finds the grower, saves, tells, and is ready for the next one."""

import re

import pytest
from browsers import Cast
from cast import SPRING_MORNING, make_delivery, make_household, make_plot, make_producer, make_scale
from flask.testing import FlaskClient
from sqlmodel import col, select
from standing_clock import Clock
from visiting import send, sign_in_for, text

from gitrace.deliveries.price import prices_of
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Plot
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

WEIGH = "/producer/deliveries/weigh"


@pytest.fixture(autouse=True)
def spring(the_clock: Clock) -> None:
    the_clock.set(SPRING_MORNING)


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """One kind of database: the queries behind the page have their own tests on both."""
    return quiet_store


@pytest.fixture
def mine(store: Store) -> Producer:
    producer = make_producer(store)
    make_scale(store, producer, number="SCALE1")
    return producer


@pytest.fixture
def clerk(cast: Cast, mine: Producer) -> FlaskClient:
    return sign_in_for(cast, mine, Role.CLERK)


@pytest.fixture
def plot(store: Store) -> Plot:
    return make_plot(store, make_household(store, number="GZ-001", name="王小明"))


def newest(store: Store) -> Delivery:
    with reading(store) as session:
        return session.exec(select(Delivery).order_by(col(Delivery.id).desc())).first()  # type: ignore[return-value]


def weighing(**said: str) -> dict[str, str]:
    return {"household": "GZ-001", "scale": "SCALE1", "gross": "101.5", "tare": "1.5", "cover": "natural"} | said


def test_it_comes_back_ready_with_what_stays_the_same(store: Store, clerk: FlaskClient, plot: Plot) -> None:
    first = send(clerk, WEIGH, **weighing(dug="today", price="1.10"))
    page = text(clerk, first.location)
    assert re.search(r'name="household" type="text" value=""', page)
    assert re.search(r'name="gross" type="text" value=""', page)
    assert re.search(r'name="tare" type="text" value="1.5"', page)
    assert 'name="cover" value="natural" checked' in page
    assert 'name="dug" value="today" checked' in page
    assert 'value="1.10"' in page
    assert '<option value="1.5">' in page


def test_it_tells_net_amount_checks_and_the_day(store: Store, clerk: FlaskClient, plot: Plot) -> None:
    page = text(clerk, send(clerk, WEIGH, **weighing(price="1.10")).location)
    assert all(words in page for words in ("100 斤", "（50 公斤）", "王小明", "110.00 元", "8 项检查", "今天 1 份"))
    assert "以产定标：核定产量" in page
    failing = text(clerk, send(clerk, WEIGH, **weighing(cover="covered")).location)
    assert 'class="notice stop"' in failing
    assert "产品档案：采收期" in failing
    assert "不通过 100 斤" in failing


def test_cover_is_preset_by_the_season(clerk: FlaskClient, the_clock: Clock) -> None:
    assert 'name="cover" value="natural" checked' in text(clerk, WEIGH)


def test_three_times_the_usual_weight_and_an_ending_certificate_are_warned_of(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    for _ in range(3):
        make_delivery(store, mine, plot, kg=10)
    make_scale(store, mine, number="SCALE2", valid_until="2026-04-10")
    page = text(clerk, send(clerk, WEIGH, **weighing(scale="SCALE2", gross="61.5")).location)
    assert "净重 60 斤，是该户平常（20 斤）的 3 倍以上" in page
    assert "还剩 21 天" in page
    assert 'class="notice warn"' in page


@pytest.mark.parametrize("typed", ["GZ-001", "gz-001", "https://label.example/h/GZ-001"])
def test_a_number_or_a_card_is_one_household(store: Store, clerk: FlaskClient, plot: Plot, typed: str) -> None:
    assert send(clerk, WEIGH, **weighing(household=typed)).status_code == 303
    assert newest(store).household_id == plot.household_id


def test_without_a_script_initials_come_back_with_candidates_and_all_that_was_typed(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    make_delivery(store, mine, plot)
    asked = send(clerk, WEIGH, **weighing(household="wxm", gross="77.5"))
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert 'name="household-chosen" value="GZ-001" checked' in page
    assert 'value="77.5"' in page
    chosen = {"household-asked": "wxm", "household-chosen": "GZ-001"}
    assert send(clerk, WEIGH, **weighing(household="wxm", gross="77.5"), **chosen).status_code == 303
    assert newest(store).household_id == plot.household_id


def test_a_choice_made_for_other_words_does_not_count(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    make_delivery(store, mine, plot)
    stale = {"household-asked": "wxm", "household-chosen": "GZ-001"}
    assert send(clerk, WEIGH, **weighing(household="lgh"), **stale).status_code == 422


def test_a_load_without_household_is_a_dealers_if_somebody_says_so(store: Store, clerk: FlaskClient) -> None:
    said = weighing(household="")
    assert 'id="error-household"' in send(clerk, WEIGH, **said).get_data(as_text=True)
    assert send(clerk, WEIGH, **said, dealer="true").status_code == 303
    assert newest(store).failing == "no-household"


def test_the_list_offers_those_that_delivered_here_and_any_full_number(
    store: Store, cast: Cast, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    assert "王小明" not in text(clerk, "/producer/growers?q=wxm")
    known_by_number = text(clerk, "/producer/growers?q=gz-001")
    assert 'data-number="GZ-001"' in known_by_number
    assert "王小明" not in known_by_number
    make_delivery(store, mine, plot)
    assert "王小明" in text(clerk, "/producer/growers?q=wxm")
    assert "GZ-001" in text(clerk, "/producer/growers")
    rival = sign_in_for(cast, make_producer(store))
    assert "GZ-001" not in text(rival, "/producer/growers?q=wxm")


def test_what_a_household_may_still_bring_is_told_before_it_is_weighed(
    store: Store, cast: Cast, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    for _ in range(3):
        make_delivery(store, mine, plot, kg=10)
    told = text(clerk, "/producer/households/gz-001/standing")
    assert all(words in told for words in ("王小明", "本季还可交 2,340 斤", "平常 20 斤", plot.number))
    rival = sign_in_for(cast, make_producer(store))
    seen = text(rival, "/producer/households/gz-001/standing")
    assert "王小明" not in seen
    assert "平常" not in seen
    assert clerk.get("/producer/households/NOBODY/standing").status_code == 404


def test_another_producers_delivery_is_not_told(store: Store, cast: Cast, mine: Producer, plot: Plot) -> None:
    delivery = make_delivery(store, mine, plot, number="J-777", price="18.50")
    rival_producer = make_producer(store)
    make_scale(store, rival_producer)
    rival = sign_in_for(cast, rival_producer)
    page = text(rival, f"{WEIGH}?done={delivery.id}")
    assert "J-777" not in page
    assert "已保存" not in page


def test_a_price_is_shown_to_the_producer_alone(store: Store, mine: Producer, clerk: FlaskClient, plot: Plot) -> None:
    delivery = make_delivery(store, mine, plot, price="18.50", dug="yesterday")
    slip = text(clerk, f"/producer/deliveries/{delivery.id}")
    assert "18.50 元/斤 · 1850.00 元" in slip
    assert "2026-03-19" in slip
    with reading(store) as session:
        assert prices_of(session, [delivery.id]) == {delivery.id: 1850}


def test_only_pages_with_a_script_may_run_one(clerk: FlaskClient) -> None:
    assert "script-src 'self'" in clerk.get(WEIGH).headers["Content-Security-Policy"]
    assert "script-src" not in clerk.get("/producer/lots").headers["Content-Security-Policy"]


def test_production_records_are_found_by_name_as_well(
    store: Store, mine: Producer, clerk: FlaskClient, plot: Plot
) -> None:
    make_delivery(store, mine, plot)
    asked = clerk.get("/producer/records?number=wxm")
    assert 'name="number-chosen" value="GZ-001"' in asked.get_data(as_text=True)
    answer = clerk.get("/producer/records?number=wxm&number-asked=wxm&number-chosen=GZ-001")
    assert answer.location == "/producer/households/GZ-001/records"
