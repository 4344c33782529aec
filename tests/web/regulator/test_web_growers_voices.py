"""What growers hold and say, at the regulator's desk: cards issued and ended, call-backs made, the draw replayed."""

from datetime import UTC, date, datetime

import cast as field
import pytest
from applications import application
from browsers import Cast, chosen
from flask import Flask
from flask.testing import FlaskClient
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, sign_in_regulator_of, text

from gitrace import clock
from gitrace.callbacks.commands import draw_week
from gitrace.cards.opening import card_of
from gitrace.growers.tables import Household
from gitrace.people.commands import InvitePerson, invite, join
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, writing

PHONE = "13700000042"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def app(store: Store, the_clock: Clock) -> Flask:
    the_clock.set(datetime(2026, 3, 23, 2, tzinfo=UTC))
    return application(store)


@pytest.fixture
def household(app: Flask, store: Store) -> Household:
    return field.make_household(store, phone=PHONE)


def agriculture(cast: Cast) -> FlaskClient:
    """A county regulator of the bureau that calls."""
    if "caller" not in cast.users:
        place = {"bureau": "agriculture", "level": "county"}
        with writing(cast.store, SYSTEM) as work:
            user, token = invite(work, InvitePerson(display_name="演示回访员", role=Role.REGULATOR, **place))
        cast.users["caller"] = user.id
        join(cast.store, token, chosen("caller"), clock.now())
    return cast.browser_of("caller")


def test_a_card_is_issued_printed_and_ended(cast: Cast, store: Store, household: Household) -> None:
    regulator, address = sign_in_regulator(cast), f"/regulator/households/{household.id}/card"
    issued = send(regulator, address)
    assert issued.status_code == 303
    page = text(regulator, issued.location)
    assert "发卡 1 张" in page
    for paper in ("a4", "card"):
        pdf = regulator.get(f"{issued.location.partition('?')[0]}/cards.pdf?paper={paper}")
        assert pdf.data.startswith(b"%PDF")
    assert send(regulator, f"{address}/end", page=address).status_code == 303
    with reading(store) as session:
        assert card_of(session, household.id) is None
    assert regulator.get(f"{issued.location.partition('?')[0]}/cards.pdf").status_code == 404


def test_a_village_gets_the_cards_that_it_lacks(cast: Cast, store: Store, household: Household) -> None:
    field.make_household(store)
    regulator = sign_in_regulator(cast)
    village = "/regulator/cards?village=官庄村"
    assert "官庄村有 2 户还没有卡" in text(regulator, village)
    assert send(regulator, "/regulator/cards", page=village, village="官庄村").status_code == 303
    assert "还没有卡" not in text(regulator, village)
    again = send(regulator, "/regulator/cards", page=f"/regulator/households/{household.id}/card", village="官庄村")
    assert again.status_code == 422


def test_a_household_is_found_among_the_cards_by_pinyin(cast: Cast, store: Store, household: Household) -> None:
    mine = field.make_household(store, name="王小明")
    found = text(sign_in_regulator(cast), "/regulator/cards?text=wxm")
    assert mine.number in found
    assert household.number not in found
    assert "共 1 户" in found


def test_cards_are_printed_for_a_day(cast: Cast, household: Household, the_clock: Clock) -> None:
    regulator = sign_in_regulator(cast)
    issued = send(regulator, f"/regulator/households/{household.id}/card").location.partition("?")[0]
    the_clock.set(datetime(2026, 3, 24, 3, tzinfo=UTC))
    late = sign_in_regulator(cast)
    assert "发卡已过 24 小时" in text(late, issued)
    assert late.get(f"{issued}/cards.pdf").status_code == 422


def drawn(store: Store, household: Household) -> None:
    producer = field.make_producer(store, name="演示被问合作社")
    field.make_delivery(store, producer, field.make_plot(store, household), weighed_at=field.SPRING_MORNING)
    with writing(store, SYSTEM) as work:
        draw_week(work, date(2026, 3, 16))


def test_the_agriculture_bureau_calls_and_the_figures_follow(cast: Cast, store: Store, household: Household) -> None:
    drawn(store, household)
    caller = agriculture(cast)
    assert PHONE in text(caller, "/regulator/callbacks")
    assert PHONE in text(caller, "/regulator/callbacks/1")
    assert send(caller, "/regulator/callbacks/1", result="not-reached").status_code == 303
    assert "没有接通" in text(caller, "/regulator/callbacks/1")
    assert send(caller, "/regulator/callbacks/1", result="denied", words="演示：没有交").status_code == 303
    assert "已否认" in text(caller, "/regulator/callbacks/1")
    assert "100.0 %" in text(caller, "/regulator/callbacks?state=all")
    assert "电话回访" in text(caller, "/regulator/denials")


def test_the_other_bureau_reads_no_phone_and_records_nothing(cast: Cast, store: Store, household: Household) -> None:
    drawn(store, household)
    other = sign_in_regulator(cast)
    for address in ("/regulator/callbacks", "/regulator/callbacks/1", "/regulator/callbacks/draws/1"):
        assert PHONE not in text(other, address)
    token = text(other, f"/regulator/households/{household.id}/card").split('csrf_token" value="', 1)[1].split('"')[0]
    form = {"csrf_token": token, "once": "a-nonce-0123456789", "result": "confirmed"}
    assert other.post("/regulator/callbacks/1", data=form).status_code == 403


def test_the_draw_page_draws_again(cast: Cast, store: Store, household: Household) -> None:
    drawn(store, household)
    assert "按记录重抽一遍，结果相同" in text(sign_in_regulator(cast), "/regulator/callbacks/draws/1")


def test_a_call_without_a_result_is_said_at_its_field(cast: Cast, store: Store, household: Household) -> None:
    drawn(store, household)
    answer = send(agriculture(cast), "/regulator/callbacks/1", result="")
    assert answer.status_code == 422


def test_a_village_issues_cards_to_its_own_households_alone(cast: Cast, store: Store, household: Household) -> None:
    stranger = field.make_household(store, village="桂花村")
    village = sign_in_regulator_of(cast, "421223103200")
    assert "官庄村有 1 户还没有卡" in text(village, "/regulator/cards")
    sent = send(village, "/regulator/cards", village="桂花村")
    assert "发卡 1 张" in text(village, sent.location)
    assert village.get(f"/regulator/households/{stranger.id}/card").status_code == 404
    others = send(sign_in_regulator(cast), f"/regulator/households/{stranger.id}/card").location.partition("?")[0]
    assert village.get(others).status_code == village.get(f"{others}/cards.pdf").status_code == 404
    with reading(store) as session:
        assert card_of(session, household.id) is not None


def test_a_township_calls_its_own_households_and_the_village_reads(
    cast: Cast, store: Store, household: Household
) -> None:
    drawn(store, household)
    town, village = sign_in_regulator_of(cast, "421223103"), sign_in_regulator_of(cast, "421223103200")
    assert PHONE in text(town, "/regulator/callbacks")
    assert PHONE not in text(village, "/regulator/callbacks/1")
    assert sign_in_regulator_of(cast, "421223100").get("/regulator/callbacks/1").status_code == 404
    assert send(town, "/regulator/callbacks/1", result="denied").status_code == 303
    assert "村里只能查看" in text(village, "/regulator/denials/1")
    form = {"state": "false", "reason": "演示：卡已核对"}
    answer = send(village, "/regulator/denials/1", **form, once="a-nonce-0123456789")
    assert "村里只能查看" in answer.get_data(as_text=True)
    assert send(town, "/regulator/denials/1", **form).status_code == 303


def test_no_producer_stands_at_these_doors(cast: Cast, store: Store, household: Household) -> None:
    drawn(store, household)
    manager = sign_in_for(cast, field.make_producer(store))
    for address in ("/regulator/callbacks", "/regulator/denials", "/regulator/cards"):
        assert manager.get(address).status_code == 403
