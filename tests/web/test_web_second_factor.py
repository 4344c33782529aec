"""The second factor at the doors: asked at entry, asked again before what weighs; in a demo offered, not required."""

import re
from datetime import timedelta

import pytest
from browsers import PASSWORD, Cast, post, value_in
from flask import Flask
from flask.testing import FlaskClient
from standing_clock import Clock

from gitrace import clock
from gitrace.people.codes import code_at
from gitrace.people.roles import Role
from gitrace.people.rules import PROOF_LASTS
from gitrace.storage import Store

ENROL, PROVE = "/account/second-factor/enrol", "/account/second-factor"
PEOPLE, INVITE = "/administrator/people", "/administrator/people/invite?kind=administrator"


@pytest.fixture
def administrator(quiet_store: Store, walls: Flask) -> Cast:
    return Cast(walls, quiet_store)


def with_password(cast: Cast, login: str = "head") -> FlaskClient:
    """Who gave her password, and nothing more yet."""
    client = cast.app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    assert post(client, "/account/sign-in", login=login, password=PASSWORD).status_code == 303
    return client


def enrol(client: FlaskClient) -> tuple[str, list[str]]:
    """By the page alone; the secret that it shows for typing, and the recovery codes."""
    page = client.get(ENROL).get_data(as_text=True)
    shown = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', page)
    assert shown
    secret = shown[1].replace(" ", "")
    sent = {"factor_code": code_at(secret, clock.now()), "offer": value_in(page, "offer")}
    answer = client.post(ENROL, data={"csrf_token": value_in(page, "csrf_token"), **sent})
    assert answer.status_code == 201
    return secret, re.findall(r'<li class="code">([0-9A-Z-]+)</li>', answer.get_data(as_text=True))


def passes(the_clock: Clock, minutes: float) -> None:
    the_clock.set(clock.now() + timedelta(minutes=minutes))


def test_who_ought_to_have_a_factor_comes_no_further_than_enrolling(administrator: Cast) -> None:
    client = with_password(administrator)
    for address in (PEOPLE, "/account", "/account/password", PROVE):
        assert client.get(address).location.startswith(f"{ENROL}?next=/ac" if "account" in address else ENROL)
    page = client.get(ENROL).get_data(as_text=True)
    assert "<svg" in page
    assert "人员</a>" not in page
    assert client.post("/account/password", data={"csrf_token": value_in(page, "csrf_token")}).status_code == 403


def test_after_enrolling_the_code_is_asked_at_every_sign_in(administrator: Cast, the_clock: Clock) -> None:
    secret, recovery = enrol(with_password(administrator))
    assert len(recovery) == 10
    passes(the_clock, 1)
    client = with_password(administrator)
    assert client.get(PEOPLE).location == f"{PROVE}?next=/administrator/people"
    assert client.get(ENROL).location.startswith(PROVE)
    wrong = post(client, f"{PROVE}?next={PEOPLE}", factor_code="000000")
    assert (wrong.status_code, "验证码不对" in wrong.get_data(as_text=True)) == (422, True)
    right = post(client, f"{PROVE}?next={PEOPLE}", factor_code=code_at(secret, clock.now()))
    assert (right.status_code, right.location) == (303, PEOPLE)
    assert client.get(PEOPLE).status_code == 200


def test_a_recovery_code_lets_in_as_well(administrator: Cast) -> None:
    _, recovery = enrol(with_password(administrator))
    client = with_password(administrator)
    assert post(client, PROVE, factor_code=recovery[0]).status_code == 303
    assert "还有 9 个恢复码" in client.get("/account").get_data(as_text=True)


def test_a_weighty_deed_is_asked_about_and_then_done_as_typed(administrator: Cast, the_clock: Clock) -> None:
    client = with_password(administrator)
    secret, _ = enrol(client)
    passes(the_clock, PROOF_LASTS.total_seconds() / 60)
    asked = post(client, INVITE, display_name="另一位", role="administrator")
    page = asked.get_data(as_text=True)
    assert (asked.status_code, 'name="display_name" value="另一位"' in page) == (422, True)
    carried = {name: value_in(page, name) for name in ("csrf_token", "once", "display_name", "role")}
    wrong = client.post(INVITE, data={**carried, "factor_code": "000000"})
    assert (wrong.status_code, 'value="另一位"' in wrong.get_data(as_text=True)) == (422, True)
    done = client.post(INVITE, data={**carried, "factor_code": code_at(secret, clock.now())})
    assert (done.status_code, "/account/join/" in done.get_data(as_text=True)) == (201, True)
    assert post(client, INVITE, display_name="再一位", role="administrator").status_code == 201


def test_the_weighty_deeds_are_declared(walls: Flask) -> None:
    asking = {name for name, view in walls.view_functions.items() if getattr(view, "asks_again", False)}
    regulators = {"authorise_producer", "certify_plot", "change_plot_yield", "decide", "hold_lot", "new_import"}
    regulators |= {"propose_release_of_lot", "confirm_release_of_lot", "withdraw_authorisation", "show_trial"}
    regulators |= {"announce", "certify", "new_list_sheet"}
    administrators = {"invite", "renew_link", "reset_factor", "disable", "enable"}
    expected = {f"regulator.{name}" for name in regulators} | {f"administrator.{name}" for name in administrators}
    assert asking >= expected | {"account.enrol"}


def test_what_does_not_weigh_is_not_asked_about(administrator: Cast, the_clock: Clock) -> None:
    client = with_password(administrator)
    enrol(client)
    passes(the_clock, 60)
    assert client.get(PEOPLE).status_code == 200
    assert post(client, "/account/password", present="x", password="y", again="z").status_code == 422
    assert "现在的密码不对" in post(client, "/account/password", present="x", password="y", again="z").text


def test_a_stolen_sign_in_cannot_change_the_factor(administrator: Cast, the_clock: Clock) -> None:
    client = with_password(administrator)
    enrol(client)
    passes(the_clock, 60)
    page = client.get(ENROL).get_data(as_text=True)
    sent = {"offer": value_in(page, "offer"), "csrf_token": value_in(page, "csrf_token")}
    assert "再次确认是您本人" in client.post(ENROL, data=sent).get_data(as_text=True)


def test_an_administrator_resets_a_colleagues_factor(administrator: Cast) -> None:
    user_id = administrator.joined("warden", Role.REGULATOR)
    warden, head = administrator.browser_of("warden"), administrator.browser_of("head")
    page = head.get(f"{PEOPLE}/{user_id}").get_data(as_text=True)
    assert "重置动态验证码" in page
    assert post(head, f"{PEOPLE}/{user_id}/reset-factor", f"{PEOPLE}/{user_id}").status_code == 303
    assert warden.get("/regulator/today").location.startswith("/account/sign-in")
    assert with_password(administrator, "warden").get("/regulator/today").location.startswith(ENROL)


def test_in_a_demo_a_factor_is_offered_and_not_required(showing: Flask, demo_store: Store) -> None:
    cast = Cast(showing, demo_store)
    client = with_password(cast)
    assert client.get(PEOPLE).status_code == 200
    assert "绑定动态验证码" in client.get("/account").get_data(as_text=True)
    assert post(client, INVITE, display_name="另一位", role="administrator").status_code == 201


def test_in_a_demo_who_enrolled_is_asked(showing: Flask, demo_store: Store) -> None:
    cast = Cast(showing, demo_store)
    enrol(with_password(cast))
    assert with_password(cast).get(PEOPLE).location.startswith(PROVE)


def test_producers_and_laboratories_sign_in_as_ever(administrator: Cast) -> None:
    administrator.joined("wu1", Role.CLERK)
    client = with_password(administrator, "wu1")
    assert client.get("/account").status_code == 200
    assert "动态验证码" not in client.get("/account").get_data(as_text=True)
    assert client.get(ENROL).status_code == 403
