"""A manager's pages about the people of her producer; her rival sees none of them."""

import pytest
from browsers import Cast
from cast import make_producer
from flask.testing import FlaskClient
from visiting import send, sign_in_for, text

from gitrace.people.queries import find_user, list_users
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

PEOPLE = "/producer/people"


@pytest.fixture
def mine(store: Store) -> Producer:
    return make_producer(store, name="演示本社")


@pytest.fixture
def manager(cast: Cast, mine: Producer) -> FlaskClient:
    return sign_in_for(cast, mine)


def test_an_invitation_gives_a_link_with_which_the_clerk_joins(cast: Cast, manager: FlaskClient) -> None:
    answer = send(manager, f"{PEOPLE}/invite", display_name="演示新过磅员", role="clerk")
    assert answer.status_code == 201
    link = answer.get_data(as_text=True).split("http://localhost", 1)[1].split("<", 1)[0]
    assert "演示新过磅员，您好" in text(cast.app.test_client(), link)
    assert "演示新过磅员" in text(manager, PEOPLE)


def test_no_role_above_a_packer_is_offered_or_taken(cast: Cast, manager: FlaskClient) -> None:
    assert 'value="manager"' not in text(manager, f"{PEOPLE}/invite")
    answer = send(manager, f"{PEOPLE}/invite", display_name="演示某", role="manager")
    assert answer.status_code == 422
    assert "只能管理本单位的过磅员和包装员" in answer.get_data(as_text=True)
    with reading(cast.store) as session:
        assert list_users(session, role=Role.MANAGER)[1] == 1


def test_a_clerk_is_signed_out_kept_out_and_let_in_again(cast: Cast, mine: Producer, manager: FlaskClient) -> None:
    clerk = sign_in_for(cast, mine, Role.CLERK)
    key = cast.users[f"clerk{mine.id}"]
    page = f"{PEOPLE}/{key}"
    send(manager, f"{page}/sign-out", page=page)
    assert clerk.get("/producer/deliveries").status_code == 303
    assert send(manager, f"{page}/disable", page=page).location == f"{page}?saved=1"
    assert "已停用" in text(manager, page)
    send(manager, f"{page}/enable", page=page)
    assert send(manager, f"{page}/link", page=page).status_code == 201


def test_her_fellow_manager_is_shown_and_not_hers_to_keep(cast: Cast, mine: Producer, manager: FlaskClient) -> None:
    key = cast.users[f"manager{mine.id}"]
    page = text(manager, f"{PEOPLE}/{key}")
    assert "负责人的账号由系统管理员管理" in page
    assert "停用账号" not in page


def test_who_acted_is_named(store: Store, manager: FlaskClient) -> None:
    send(manager, f"{PEOPLE}/invite", display_name="演示新包装员", role="packer")
    with reading(store) as session:
        newest = list_users(session, role=Role.PACKER)[0][0].user.id
    page = text(manager, f"{PEOPLE}/{newest}")
    assert "号用户）" in page
    assert "user:" not in page


def test_a_rival_sees_and_touches_nobody(cast: Cast, store: Store, mine: Producer) -> None:
    sign_in_for(cast, mine, Role.CLERK)
    key = cast.users[f"clerk{mine.id}"]
    rival = sign_in_for(cast, make_producer(store, name="演示对家"))
    assert f"clerk{mine.id}" not in text(rival, PEOPLE)
    assert rival.get(f"{PEOPLE}/{key}").status_code == 404
    assert send(rival, f"{PEOPLE}/{key}/disable", page=PEOPLE).status_code == 404
    with reading(store) as session:
        assert find_user(session, key).disabled_at is None
