"""A household's own page: everything for whoever holds the card, nothing for anybody else, and 这不是我交的."""

from dataclasses import replace
from datetime import timedelta

import cast as field
import pytest
import sqlalchemy as sa
from browsers import Cast
from flask import Flask
from flask.testing import FlaskClient
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator

from gitrace.cards.commands import issue_cards, token_of
from gitrace.cards.opening import card_of
from gitrace.cards.rules import TRIES_FROM_A_NETWORK
from gitrace.cases.queries import find_denials
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.people.roles import Role
from gitrace.slips.commands import PrintSlip, print_slip
from gitrace.slips.queries import slip_face
from gitrace.storage import Store, reading
from gitrace.web.public import misses
from gitrace.work import writing

ORIGIN = {"Origin": "http://localhost"}
NONCE = "a-nonce-of-the-form-01"
NAME, PHONE = "演示户主甲", "13700000011"


class Grower:
    """A household that sells to two buyers, with its card."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.household: Household = field.make_household(store, name=NAME, phone=PHONE)
        plot = field.make_plot(store, self.household, parcel="DEMSECRETPARCEL")
        self.buyer, self.other = (field.make_producer(store, name=f"演示{name}合作社") for name in "甲乙")
        when = field.SPRING_MORNING
        self.sold = field.make_delivery(store, self.buyer, plot, kg=40, weighed_at=when, number="JS-OURS-1")
        self.sold_elsewhere = field.make_delivery(
            store, self.other, plot, kg=25, weighed_at=when + timedelta(hours=1), number="JS-OTHER-1"
        )
        with writing(store, field.REGULATOR) as work:
            issue_cards(work, [self.household.id])
        with reading(store) as session:
            card = card_of(session, self.household.id)
        assert card is not None
        self.page = f"/h/{token_of(store.keys, card)}"

    def slip_page(self) -> str:
        """The address on a slip of the first buyer."""
        hosted = replace(self.store, settings=self.store.settings.model_copy(update={"label_host": "label.example"}))
        with writing(hosted, field.clerk_of(self.buyer)) as work:
            printing = print_slip(work, PrintSlip(paper="58"), delivery=self.sold)
        with reading(hosted) as session:
            address = slip_face(session, hosted, printing).address
        return (address or "").removeprefix("https://label.example")

    def deny(self, client: FlaskClient, delivery: Delivery, once: str = NONCE, page: str = "", words: str = ""):  # type: ignore[no-untyped-def]
        form = {"once": once, "words": words}
        return client.post(f"{page or self.page}/deliveries/{delivery.id}/deny", data=form, headers=ORIGIN)


@pytest.fixture
def grower(store: Store, the_clock: Clock) -> Grower:
    the_clock.set(field.SPRING_MORNING + timedelta(hours=5))
    return Grower(store)


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    return client


def seen(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.get_data(as_text=True)


def test_her_page_tells_what_she_sold_to_whom_and_what_is_left(phone: FlaskClient, grower: Grower) -> None:
    page = seen(phone, grower.page)
    for words in (grower.household.number, grower.buyer.name, grower.other.name, "130", "2,270", "2026-03-20 06:30"):
        assert words in page, words


def test_nobodys_name_phone_or_parcel_is_on_it(phone: FlaskClient, grower: Grower) -> None:
    for page in (seen(phone, grower.page), seen(phone, f"{grower.page}/deliveries/{grower.sold.id}/deny")):
        assert not [word for word in (NAME, PHONE, "DEMSECRETPARCEL") if word in page]


def test_it_sets_no_cookie_and_no_search_engine_keeps_it(phone: FlaskClient, grower: Grower) -> None:
    answer = phone.get(grower.page)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"<script" not in answer.data


def test_it_needs_no_more_queries_with_many_deliveries(phone: FlaskClient, grower: Grower) -> None:
    plot = field.make_plot(grower.store, grower.household)
    for _ in range(6):
        field.make_delivery(grower.store, grower.buyer, plot, kg=5, weighed_at=field.SPRING_MORNING)
    run: list[str] = []
    sa.event.listen(grower.store.engine, "before_cursor_execute", lambda *told: run.append(told[2]))
    seen(phone, grower.page)
    assert len(run) <= 25


def test_a_token_that_opens_nothing_is_not_found_and_guesses_run_out(
    phone: FlaskClient, grower: Grower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misses, "delay_of", lambda _misses: 0)
    answer = phone.get("/h/" + "0" * 26)
    assert answer.status_code == 404
    assert "没有这张卡，或者已经停用。" in answer.get_data(as_text=True)
    tries = [phone.get("/h/" + "0" * 26).status_code for _ in range(TRIES_FROM_A_NETWORK)]
    assert tries[-1] == 429
    assert phone.get(grower.page).status_code == 429


def test_the_code_on_a_slip_shows_that_buyers_deliveries_alone(phone: FlaskClient, grower: Grower) -> None:
    slip = grower.slip_page()
    page = seen(phone, slip)
    assert grower.sold.number in page
    assert grower.other.name not in page
    assert grower.sold_elsewhere.number not in page
    assert phone.get(f"{slip}/deliveries/{grower.sold_elsewhere.id}/deny").status_code == 404


def test_a_denial_reaches_the_regulator_and_shows_on_the_delivery(
    phone: FlaskClient, grower: Grower, cast: Cast
) -> None:
    answer = grower.deny(phone, grower.sold, words="演示：那天没有交")
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    page = seen(phone, answer.location)
    assert "已告诉监管部门" in page
    assert "您说不是您交的，正在核实" in page
    with reading(grower.store) as session:
        (line,), _ = find_denials(session)
    regulator, clerk = sign_in_regulator(cast), sign_in_for(cast, grower.buyer)
    assert grower.sold.number in seen(regulator, "/regulator/denials")
    assert "演示：那天没有交" in seen(regulator, f"/regulator/denials/{line.denial.id}")
    shown = seen(clerk, f"/producer/deliveries/{grower.sold.id}")
    assert "农户说这不是自己交的" in shown
    assert "演示：那天没有交" not in shown


def test_the_same_form_twice_is_one_denial_and_another_is_told_already(phone: FlaskClient, grower: Grower) -> None:
    assert grower.deny(phone, grower.sold).location == grower.deny(phone, grower.sold).location
    again = grower.deny(phone, grower.sold, once="another-nonce-0123456789")
    assert again.status_code == 422
    assert "您已经说过了" in again.get_data(as_text=True)


def test_a_denial_from_another_site_or_without_its_form_is_refused(phone: FlaskClient, grower: Grower) -> None:
    address = f"{grower.page}/deliveries/{grower.sold.id}/deny"
    assert phone.post(address, data={"once": NONCE}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert phone.post(address, data={}, headers=ORIGIN).status_code == 400
    with reading(grower.store) as session:
        assert find_denials(session)[1] == 0


def test_nobody_denies_what_another_household_brought(phone: FlaskClient, grower: Grower) -> None:
    foreign = field.make_delivery(grower.store, grower.buyer, weighed_at=field.SPRING_MORNING)
    assert grower.deny(phone, foreign).status_code == 404


def test_what_was_found_stands_on_her_page_and_on_the_buyers(phone: FlaskClient, grower: Grower, cast: Cast) -> None:
    grower.deny(phone, grower.sold)
    regulator = sign_in_regulator(cast)
    answer = send(regulator, "/regulator/denials/1", state="true", reason="演示：当天该户无人在家")
    assert answer.status_code == 303
    for client, address in (
        (phone, grower.page),
        (sign_in_for(cast, grower.buyer, Role.CLERK), f"/producer/deliveries/{grower.sold.id}"),
    ):
        assert "演示：当天该户无人在家" in seen(client, address)
    assert "没有待核实的" in seen(regulator, "/regulator/denials")


def test_a_past_season_is_one_link_away_and_a_coming_one_is_not_there(phone: FlaskClient, grower: Grower) -> None:
    assert "这一季还没有交过" in seen(phone, f"{grower.page}?season=2025")
    assert phone.get(f"{grower.page}?season=2099").status_code == 404
