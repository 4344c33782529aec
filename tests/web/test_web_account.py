"""Coming in, going out, one's own password and sign-ins."""

import pytest
from browsers import PASSWORD, Cast, chosen, post, value_in
from flask import Flask

from gitrace.people.commands import renew_link
from gitrace.people.roles import Role
from gitrace.work import SYSTEM, writing

OTHER = "秋天挖冬笋也不错呀呀"


def test_signing_in_leads_to_the_page_that_was_asked_for(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    asked = client.get("/administrator/people?text=a")
    assert asked.status_code == 303
    assert asked.location == "/account/sign-in?next=/administrator/people?text%3Da"
    answer = post(client, asked.location, login="HEAD", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/administrator/people?text=a")


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"]
)
def test_signing_in_never_leads_elsewhere(app: Flask, cast: Cast, elsewhere: str) -> None:
    client = app.test_client()
    page = client.get("/account/sign-in").get_data(as_text=True)
    data = {"login": "head", "password": PASSWORD, "csrf_token": value_in(page, "csrf_token")}
    answer = client.post("/account/sign-in", query_string={"next": elsewhere}, data=data)
    assert (answer.status_code, answer.location) == (303, "/account/start")
    assert cast.browser_of("head").get("/account/start").location == "/administrator/people"


def test_a_wrong_password_is_said_without_telling_which_was_wrong(app: Flask, cast: Cast) -> None:
    pages = [post(app.test_client(), "/account/sign-in", login=login, password=OTHER) for login in ("head", "nobody")]
    assert [page.status_code for page in pages] == [422, 422]
    assert all("登录名或密码不对" in page.get_data(as_text=True) for page in pages)
    assert OTHER not in pages[0].get_data(as_text=True)
    assert 'value="head"' in pages[0].get_data(as_text=True)


def test_guessing_on_is_a_429_that_says_when_to_come_again(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    answers = [post(client, "/account/sign-in", login="head", password=OTHER) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 901
    assert "15 分钟后再试" in answers[-1].get_data(as_text=True)


def test_signing_in_gives_the_browser_a_new_form_token(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    old = value_in(client.get("/account/sign-in").get_data(as_text=True), "csrf_token")
    post(client, "/account/sign-in", login="head", password=PASSWORD)
    assert client.post("/account/sign-out", data={"csrf_token": old}).status_code == 400


def test_signing_out_ends_the_session_in_the_store_too(app: Flask, cast: Cast) -> None:
    client = cast.browser_of("head")
    kept = client.get_cookie("gitrace")
    assert kept is not None
    answer = post(client, "/account/sign-out", "/account")
    assert (answer.status_code, answer.location) == (303, "/account/sign-in")
    assert client.get_cookie("gitrace") is None
    client.set_cookie("gitrace", kept.value)
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_the_sign_in_cookie_is_the_sites_alone(app: Flask, cast: Cast, scheme: str, secure: bool) -> None:
    client = app.test_client()
    site = {"base_url": f"{scheme}://localhost"}
    page = client.get("/account/sign-in", **site).get_data(as_text=True)  # type: ignore[arg-type]
    data = {"login": "head", "password": PASSWORD, "csrf_token": value_in(page, "csrf_token")}
    headers = {"Referer": f"{scheme}://localhost/account/sign-in"}
    answer = client.post("/account/sign-in", data=data, headers=headers, **site)  # type: ignore[arg-type]
    assert answer.status_code == 303
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("gitrace="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure
    assert "Expires" not in cookie


def test_pages_for_people_are_kept_in_no_cache(cast: Cast) -> None:
    assert cast.browser_of("head").get("/account").headers["Cache-Control"] == "no-store"


def test_an_invited_person_joins_and_signs_in(app: Flask, cast: Cast) -> None:
    link = f"/account/join/{cast.invited('吴过磅', Role.CLERK)}"
    client = app.test_client()
    assert "吴过磅，您好" in client.get(link).get_data(as_text=True)
    refused = post(client, link, login="head", password=PASSWORD, again=PASSWORD)
    assert refused.status_code == 422
    assert "已有人使用" in refused.get_data(as_text=True)
    assert PASSWORD not in refused.get_data(as_text=True)
    joined = post(client, link, login="wu1", password=PASSWORD, again=PASSWORD)
    assert joined.location == "/account/sign-in?joined=1"
    assert "密码已设好" in client.get(joined.location).get_data(as_text=True)
    assert post(client, "/account/sign-in", login="wu1", password=PASSWORD).status_code == 303


def test_a_used_or_unknown_link_says_so(app: Flask, cast: Cast) -> None:
    used = cast.invited("吴过磅", Role.CLERK)
    post(app.test_client(), f"/account/join/{used}", **chosen("wu1").model_dump())
    for token, words in ((used, "已经用过"), ("unknown", "没有这个链接")):
        answer = app.test_client().get(f"/account/join/{token}")
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
        assert "打不开此页" in answer.get_data(as_text=True)


def test_a_lost_password_is_replaced_by_a_link(app: Flask, cast: Cast) -> None:
    user_id = cast.joined("wu1", Role.CLERK)
    with writing(cast.store, SYSTEM) as work:
        token = renew_link(work, user_id)
    client = app.test_client()
    assert "登录名 wu1 不变" in client.get(f"/account/join/{token}").get_data(as_text=True)
    assert post(client, f"/account/join/{token}", password=OTHER, again=OTHER).status_code == 303
    assert post(client, "/account/sign-in", login="wu1", password=OTHER).status_code == 303


def test_changing_the_password(app: Flask, cast: Cast) -> None:
    client = cast.browser_of("head")
    wrong = post(client, "/account/password", present=OTHER, password=OTHER, again=OTHER)
    assert wrong.status_code == 422
    assert "现在的密码不对" in wrong.get_data(as_text=True)
    done = post(client, "/account/password", present=PASSWORD, password=OTHER, again=OTHER)
    assert done.location == "/account?saved=1"
    assert "已保存" in client.get(done.location).get_data(as_text=True)
    assert post(app.test_client(), "/account/sign-in", login="head", password=OTHER).status_code == 303


def test_one_lists_and_ends_ones_own_sign_ins(cast: Cast) -> None:
    here, there = cast.browser_of("head"), cast.browser_of("head")
    page = here.get("/account").get_data(as_text=True)
    assert page.count("Firefox") >= 2
    assert page.count("本机") == 1
    address = page.split('action="/account/sessions/')[1].split('"')[0]
    assert post(here, f"/account/sessions/{address}", "/account").status_code == 303
    assert there.get("/account").status_code == 303
    assert here.get("/account").status_code == 200


def test_nobody_ends_anothers_sign_in(cast: Cast) -> None:
    cast.joined("rival", Role.MANAGER)
    hers, rival = cast.browser_of("head"), cast.browser_of("rival")
    for session_id in (1, 2, 3):
        post(rival, f"/account/sessions/{session_id}/end", "/account/password")
    assert hers.get("/account").status_code == 200


def test_a_sign_in_behind_a_form_that_expired_asks_to_sign_in_again(app: Flask, cast: Cast) -> None:
    answer = app.test_client().post("/account/password", data={"present": "x"})
    assert answer.status_code == 401
    assert "请先登录" in answer.get_data(as_text=True)
