"""Slips at the producer's desk: printed, looked at, fetched for half an hour, each printing on record."""

from datetime import timedelta

import cast as field
import pytest
from applications import application
from browsers import Cast
from flask import Flask
from standing_clock import Clock
from visiting import send, sign_in_for, text

from gitrace.deliveries.tables import Delivery
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.settings import Settings
from gitrace.slips.rules import PRINT_MINUTES
from gitrace.storage import Store


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def app(store: Store, the_clock: Clock) -> Flask:
    the_clock.set(field.SPRING_MORNING)
    return application(store)


@pytest.fixture
def producer(store: Store) -> Producer:
    return field.make_producer(store, name="演示官庄合作社")


@pytest.fixture
def delivery(app: Flask, store: Store, producer: Producer) -> Delivery:
    return field.make_delivery(store, producer, field.make_plot(store, field.make_household(store, name="演示户主甲")))


def printed(cast: Cast, producer: Producer, delivery: Delivery) -> str:
    """The page of a slip just printed by the producer's clerk."""
    address = f"/producer/deliveries/{delivery.id}/slips"
    answer = send(sign_in_for(cast, producer, Role.CLERK), address, paper="80")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location).partition("?")[0]


def test_a_slip_shows_both_copies_with_its_code_on_the_growers(
    cast: Cast, producer: Producer, delivery: Delivery
) -> None:
    slip = printed(cast, producer, delivery)
    clerk = sign_in_for(cast, producer, Role.CLERK)
    page = text(clerk, slip)
    for words in ("农户联", "收购方联", "演示官庄合作社", delivery.number, "100 斤 / 50 kg"):
        assert words in page, words
    assert (page.count("演示户主甲"), page.count("symbol.svg")) == (1, 1)
    assert clerk.get(f"{slip}/symbol.svg").mimetype == "image/svg+xml"
    assert clerk.get(f"{slip}/slip.pdf").data.startswith(b"%PDF")


def test_a_reprint_says_so_and_stands_on_the_delivery(cast: Cast, producer: Producer, delivery: Delivery) -> None:
    printed(cast, producer, delivery)
    again = printed(cast, producer, delivery)
    clerk = sign_in_for(cast, producer, Role.CLERK)
    assert "补打第 1 次" in text(clerk, again)
    page = text(clerk, f"/producer/deliveries/{delivery.id}")
    assert "补打小票" in page
    assert "补打第 1 次" in page


def test_after_half_an_hour_it_is_a_reprint_or_nothing(
    cast: Cast, producer: Producer, delivery: Delivery, the_clock: Clock
) -> None:
    slip = printed(cast, producer, delivery)
    the_clock.set(field.SPRING_MORNING + timedelta(minutes=PRINT_MINUTES + 1))
    clerk = sign_in_for(cast, producer, Role.CLERK)
    assert "这次打印已过半小时" in text(clerk, slip)
    assert "农户联" not in text(clerk, slip)
    assert clerk.get(f"{slip}/slip.pdf").status_code == 303
    assert clerk.get(f"{slip}/symbol.svg").status_code == 404


def test_a_rival_finds_no_slip_of_ours(cast: Cast, store: Store, producer: Producer, delivery: Delivery) -> None:
    slip = printed(cast, producer, delivery)
    rival = sign_in_for(cast, field.make_producer(store))
    for address in (slip, f"{slip}/slip.pdf", f"{slip}/symbol.svg", f"/producer/deliveries/{delivery.id}/slips"):
        assert rival.get(address).status_code == 404


def test_paper_nobody_sells_is_said_at_its_field(cast: Cast, producer: Producer, delivery: Delivery) -> None:
    clerk = sign_in_for(cast, producer, Role.CLERK)
    answer = send(clerk, f"/producer/deliveries/{delivery.id}/slips", paper="a3")
    assert answer.status_code == 422
    assert "没有这种小票纸：a3。" in answer.get_data(as_text=True)
