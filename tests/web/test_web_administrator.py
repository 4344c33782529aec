"""The administrator's pages about people."""

import pytest
from browsers import Cast, post, value_in
from flask.testing import FlaskClient

from gitrace.people.queries import list_users
from gitrace.people.roles import Role
from gitrace.storage import reading
from gitrace.web.devices import device_name

LIST = "/administrator/people"


@pytest.fixture
def head(cast: Cast) -> FlaskClient:
    return cast.browser_of("head")


def text(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_people_are_listed_and_filtered_in_the_address(cast: Cast, head: FlaskClient) -> None:
    cast.joined("wu1", Role.CLERK)
    cast.invited("chen", Role.REGULATOR)
    everybody = text(head, LIST)
    assert "共 3 人" in everybody
    assert "市场监督管理局 · 县级" in everybody
    assert "chen" not in text(head, f"{LIST}?role=clerk")
    assert "wu1" not in text(head, f"{LIST}?state=invited&role=&text=")
    assert "没有符合条件的人员" in text(head, f"{LIST}?text=zzz")


def test_a_filter_that_makes_no_sense_is_said_and_shows_everybody(head: FlaskClient) -> None:
    answer = head.get(f"{LIST}?role=king")
    assert answer.status_code == 422
    assert "请从所列选项中选择一项" in answer.get_data(as_text=True)
    assert "系统管理员" in answer.get_data(as_text=True)


def test_a_long_list_comes_in_pages(cast: Cast, head: FlaskClient) -> None:
    for number in range(50):
        cast.invited(f"somebody {number:02}", Role.ADMINISTRATOR)
    first, second = text(head, f"{LIST}?role=administrator"), text(head, f"{LIST}?role=administrator&page=2")
    assert "第 1 页，共 2 页" in first
    assert 'href="/administrator/people?role=administrator&amp;page=2"' in first
    assert "somebody 49" in second
    assert "somebody 48" not in second


def test_an_invitation_gives_a_link_once(cast: Cast, head: FlaskClient) -> None:
    form = f"{LIST}/invite?kind=regulator"
    hidden = {name: value_in(text(head, form), name) for name in ("csrf_token", "once")}
    data = {**hidden, "display_name": "陈主任", "role": "regulator", "bureau": "market", "level": "county"}
    first = head.post(form, data=data)
    assert first.status_code == 201
    link = first.get_data(as_text=True).split("http://localhost", 1)[1].split("<", 1)[0]
    assert "陈主任，您好" in text(cast.app.test_client(), link)
    again = head.post(form, data=data)
    assert again.location == f"{LIST}/2?saved=again"
    assert "没有重复登记" in text(head, again.location)
    with reading(cast.store) as session:
        assert list_users(session)[1] == 2


def test_an_invitation_says_at_once_everything_that_is_missing(head: FlaskClient) -> None:
    page = post(head, f"{LIST}/invite?kind=regulator", role="regulator").get_data(as_text=True)
    assert all(f'id="error-{field}"' in page for field in ("display_name", "bureau", "level"))


def test_a_refused_invitation_keeps_what_was_typed(head: FlaskClient) -> None:
    form = f"{LIST}/invite?kind=regulator"
    answer = post(head, form, display_name="陈主任", role="regulator", bureau="market", level="township")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="陈主任"' in page
    assert 'value="market" checked' in page
    assert 'id="error-area"' in page


@pytest.mark.parametrize(("kind", "words"), [("producer", "还没有登记生产者"), ("lab", "还没有登记检验机构")])
def test_an_organisation_comes_before_its_people(head: FlaskClient, kind: str, words: str) -> None:
    assert words in text(head, f"{LIST}/invite?kind={kind}")


def test_a_person_is_disabled_and_enabled(cast: Cast, head: FlaskClient) -> None:
    user_id = cast.joined("wu1", Role.CLERK)
    hers = cast.browser_of("wu1")
    assert hers.get("/account").status_code == 200
    one = f"{LIST}/{user_id}"
    assert post(head, f"{one}/disable", one).location == f"{one}?saved=1"
    assert hers.get("/account").status_code == 303
    assert "已停用" in text(head, one)
    assert "停用 2 号用户" in text(head, one)
    assert "User 2 disabled" in text(head, f"{one}?lang=en")
    post(head, f"{one}/enable", one)
    assert cast.browser_of("wu1").get("/account").status_code == 200


def test_a_person_is_signed_out_everywhere(cast: Cast, head: FlaskClient) -> None:
    user_id = cast.joined("wu1", Role.CLERK)
    hers = [cast.browser_of("wu1"), cast.browser_of("wu1")]
    one = f"{LIST}/{user_id}"
    assert "2 处" in text(head, one)
    post(head, f"{one}/sign-out", one)
    assert [client.get("/account").status_code for client in hers] == [303, 303]
    assert "2 号用户的 2 处登录" in text(head, one)


def test_a_new_link_takes_the_place_of_the_former(cast: Cast, head: FlaskClient) -> None:
    former = cast.invited("吴过磅", Role.CLERK)
    one = f"{LIST}/{cast.users['吴过磅']}"
    answer = post(head, f"{one}/link", one)
    assert answer.status_code == 201
    assert "只显示这一次，请现在转给 吴过磅 本人" in answer.get_data(as_text=True)
    assert cast.app.test_client().get(f"/account/join/{former}").status_code == 422


def test_the_only_administrator_cannot_be_disabled(cast: Cast, head: FlaskClient) -> None:
    answer = post(head, f"{LIST}/1/disable", LIST)
    assert answer.status_code == 422
    assert "不能停用自己的账号" in answer.get_data(as_text=True)


def test_somebody_who_is_not_there_is_a_404(head: FlaskClient) -> None:
    assert head.get(f"{LIST}/999").status_code == 404
    assert post(head, f"{LIST}/999/disable", LIST).status_code == 404


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 9) AppleWebKit Chrome/86 Safari/537 MicroMessenger/8.0", "微信, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge, Windows"),
        ("curl/8", ""),
    ],
)
def test_a_device_has_a_name_for_its_owner(agent: str, name: str) -> None:
    assert device_name(agent) == name
