"""Who may enter is declared with the view, and nothing enters by omission."""

import pytest
from flask import Blueprint, Flask

from gitrace.app import create_app
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.web.doors import EVERYONE, UndeclaredView, declared, may_enter
from gitrace.web.origin import public_form


def page() -> str:
    return "inside"


def test_a_view_without_a_declaration_cannot_be_registered(walls: Flask) -> None:
    with pytest.raises(UndeclaredView, match="/open-by-mistake"):
        walls.add_url_rule("/open-by-mistake", "mistake", page)


def test_a_blueprint_cannot_bring_one_in_either(walls: Flask) -> None:
    door = Blueprint("door", __name__)
    door.get("/open-by-mistake")(page)
    with pytest.raises(UndeclaredView):
        walls.register_blueprint(door)


@pytest.mark.parametrize("who", [(), ("clerk",), (EVERYONE, Role.LAB)])
def test_a_declaration_names_roles_or_everyone_alone(who: tuple[str, ...]) -> None:
    with pytest.raises(UndeclaredView):
        may_enter(*who)


def test_every_view_of_the_house_is_declared(walls: Flask) -> None:
    assert all(declared(view) for view in walls.view_functions.values())


def test_a_view_for_roles_asks_a_stranger_to_sign_in(walls: Flask) -> None:
    walls.add_url_rule("/inside", "inside", may_enter(Role.LAB)(lambda: "inside"))
    answer = walls.test_client().get("/inside", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_a_form_without_its_token_is_refused(walls: Flask) -> None:
    walls.add_url_rule("/told", "told", may_enter(EVERYONE)(lambda: "told"), methods=["POST"])
    answer = walls.test_client().post("/told")
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def hang_public_form(walls: Flask) -> None:
    walls.add_url_rule("/told", "told", may_enter(EVERYONE)(public_form(lambda: "told")), methods=["POST"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 200),
        ({"Referer": "http://localhost/01/06901234000016"}, 200),
        ({"Origin": "http://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({}, 403),
    ],
)
def test_a_public_form_is_taken_from_our_own_pages_alone(walls: Flask, headers: dict[str, str], status: int) -> None:
    hang_public_form(walls)
    answer = walls.test_client().post("/told", headers=headers)
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers


def test_a_public_form_over_tls_behind_a_proxy_is_taken(walls: Flask, quiet_store: Store) -> None:
    settings = quiet_store.settings.model_copy(update={"proxies": 1})
    behind = create_app(Store(settings, quiet_store.engine, quiet_store.keys, quiet_store.lock, quiet_store.disk))
    hang_public_form(behind)
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "bamboo.example"}
    answer = behind.test_client().post("/told", headers={"Origin": "https://bamboo.example", **forwarded})
    assert answer.status_code == 200


def test_without_a_trusted_proxy_forwarded_headers_are_not_believed(walls: Flask) -> None:
    hang_public_form(walls)
    forged = {"X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https"}
    answer = walls.test_client().post("/told", headers={"Origin": "https://elsewhere.example", **forged})
    assert answer.status_code == 403
