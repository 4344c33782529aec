"""Every "no", in both languages, for people and for programs."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from gitrace.errors import Refusal, Unavailable
from gitrace.web.doors import EVERYONE, may_enter
from gitrace.web.problems import SENTENCES


def hang(walls: Flask, error: Exception | int) -> FlaskClient:
    def trouble() -> str:
        if isinstance(error, int):
            abort(error)
        raise error

    walls.add_url_rule("/trouble", "trouble", may_enter(EVERYONE)(trouble))
    return walls.test_client()


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_error_is_a_page_in_the_readers_language(walls: Flask, status: int, language: str) -> None:
    answer = hang(walls, status).get(f"/trouble?lang={language}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert (SENTENCES[status][0] in answer.get_data(as_text=True)) is (language == "zh")


def test_a_program_gets_a_problem(walls: Flask) -> None:
    answer = hang(walls, Refusal("too-heavy", "超出 {most} 克。", "net_g", most=7)).get(
        "/trouble", headers={"Accept": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json() == {
        "type": "about:blank",
        "title": "打不开此页",
        "status": 422,
        "detail": "超出 7 克。",
        "code": "too-heavy",
        "field": "net_g",
    }


def test_anything_else_that_accepts_gets_a_page(passer_by: FlaskClient) -> None:
    for accepted in ("*/*", "text/html,application/xhtml+xml,*/*;q=0.8", ""):
        assert passer_by.get("/nowhere", headers={"Accept": accepted}).mimetype == "text/html"


def test_a_busy_store_says_when_to_come_again(walls: Flask) -> None:
    answer = hang(walls, Unavailable("busy", retry_after=9)).get("/trouble")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "9"
    assert answer.headers["Cache-Control"] == "no-store"


def test_too_many_requests_says_when_to_come_again(walls: Flask) -> None:
    assert int(hang(walls, 429).get("/trouble").headers["Retry-After"]) > 0


def test_a_fault_of_ours_tells_nothing_of_itself(walls: Flask) -> None:
    answer = hang(walls, RuntimeError("the password is plover")).get("/trouble")
    assert answer.status_code == 500
    assert "plover" not in answer.get_data(as_text=True)


def test_a_wrong_method_names_the_right_ones(passer_by: FlaskClient) -> None:
    assert "GET" in passer_by.put("/healthz").headers.get("Allow", "") or passer_by.put("/healthz").status_code == 405


def test_a_body_too_large_is_refused_before_it_is_read(walls: Flask) -> None:
    client = walls.test_client()
    walls.add_url_rule("/big", "big", may_enter(EVERYONE)(lambda: "took it"), methods=["POST"])
    assert client.post("/big", data=b"x" * 2_000_000).status_code == 413


def test_a_refusal_without_values_may_hold_braces_and_percent_signs(walls: Flask) -> None:
    answer = hang(walls, Refusal("share", "超过 3 %，请核对。")).get("/trouble")
    assert "超过 3 %，请核对。" in answer.get_data(as_text=True)
