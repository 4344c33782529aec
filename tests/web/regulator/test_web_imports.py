"""Bringing in a season's spreadsheets from a page, while one watches."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from browsers import Cast, value_in
from flask.testing import FlaskClient
from sqlmodel import select

from gitrace import clock
from gitrace.growers.tables import Household
from gitrace.importing import jobs
from gitrace.jobs.queries import recent_jobs
from gitrace.jobs.running import run_next
from gitrace.people.roles import Role
from gitrace.storage import Store, reading

SEASON = Path(__file__).parents[2] / "data" / "season-2026"
SMALL = ("producers.csv", "households.csv", "scales.csv")


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """What an import does is asked on both databases in the tests of importing."""
    return quiet_store


@pytest.fixture
def officer(cast: Cast) -> FlaskClient:
    cast.joined("officer", Role.REGULATOR)
    return cast.browser_of("officer")


def send(officer: FlaskClient, *names: str, **typed: Any) -> Any:
    page = officer.get("/regulator/imports/new").get_data(as_text=True)
    fields: dict[str, Any] = {name: value_in(page, name) for name in ("csrf_token", "once")}
    fields["files"] = [((BytesIO((SEASON / name).read_bytes())), name) for name in names]
    return officer.post("/regulator/imports/new", data=fields | {"as_of": "2026-11-01"} | typed)


def text_of(officer: FlaskClient, address: str) -> str:
    answer = officer.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_before_the_first_import_the_page_says_how_to_begin(officer: FlaskClient) -> None:
    page = text_of(officer, "/regulator/imports")
    assert "还没有导入过" in page
    assert 'href="/regulator/imports/new"' in page
    assert "导入</a>" in text_of(officer, "/regulator/today")


def test_several_files_are_sent_watched_and_reported(officer: FlaskClient, store: Store) -> None:
    sent = send(officer, *SMALL)
    assert (sent.status_code, sent.location) == (303, "/regulator/imports/1")
    waiting = officer.get("/regulator/imports/1")
    assert int(waiting.headers["Refresh"]) > 0
    assert "排队等待处理" in waiting.get_data(as_text=True)
    assert run_next(store, clock.now())
    done = officer.get("/regulator/imports/1")
    page = done.get_data(as_text=True)
    assert "Refresh" not in done.headers
    assert '<td data-label="新登记" class="number">260</td>' in page
    assert '<td data-label="没有登记" class="number">4</td>' in page
    assert "已登记在" in page or "已经登记" in page  # a refused row's own sentence
    with officer.get("/regulator/imports/1/report") as report:
        assert report.headers["Content-Disposition"].startswith("attachment")
        assert report.get_data().decode("utf-8-sig").startswith("file,key,outcome,codes,grams")
    assert "officer" in text_of(officer, "/regulator/imports")


def test_the_pages_speak_english_too(officer: FlaskClient, store: Store) -> None:
    send(officer, *SMALL)
    assert "Importing; you may leave this page" in text_of(officer, "/regulator/imports/1?lang=en")
    run_next(store, clock.now())
    assert "Rows that were not entered" in text_of(officer, "/regulator/imports/1?lang=en")
    assert "Asked by" in text_of(officer, "/regulator/imports?lang=en")


def test_a_dry_run_saves_nothing_and_says_so(officer: FlaskClient, store: Store) -> None:
    send(officer, *SMALL, dry_run="true")
    run_next(store, clock.now())
    assert "这是试算，没有保存任何内容" in text_of(officer, "/regulator/imports/1")
    with reading(store) as session:
        assert session.exec(select(Household.id)).first() is None


def test_a_form_sent_twice_is_one_import(officer: FlaskClient, store: Store) -> None:
    first = send(officer, "households.csv", once="the-very-same-form")
    second = send(officer, "households.csv", once="the-very-same-form")
    assert (first.location, second.location) == ("/regulator/imports/1", "/regulator/imports/1?saved=again")
    with reading(store) as session:
        assert len(recent_jobs(session, kind=jobs.KIND)) == 1
    assert len(list((store.settings.home / "imports").iterdir())) == 1


def test_what_cannot_be_imported_is_said_at_the_field(officer: FlaskClient, store: Store) -> None:
    for files, words in (
        ([], "请填写此项"),
        ([(BytesIO(b"a,b\n1,2\n"), "a.csv")], "表头不是六种表中的任何一种"),
        ([(BytesIO(b"a,b\n1,2\n"), "a\x01.csv")], "控制字符"),
        ([(BytesIO((SEASON / "households.csv").read_bytes()), f"{n}.csv") for n in "ab"], "请只留一份"),
    ):
        answer = send(officer, files=files)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert words in page
        assert 'id="error-files"' in page
    assert send(officer, "households.csv", as_of="soon").status_code == 422
    assert not (store.settings.home / "imports").exists()


def test_a_name_in_any_script_and_of_any_length_will_do(officer: FlaskClient, store: Store) -> None:
    content = (SEASON / "households.csv").read_bytes()
    send(officer, files=[(BytesIO(content), "../" + "农户" * 100 + ".csv"), (BytesIO(b"x,y\n"), "说明.csv")])
    assert run_next(store, clock.now())
    assert "没有认出的文件：说明.csv" in text_of(officer, "/regulator/imports/1")


def test_an_import_that_is_none_is_not_there(officer: FlaskClient) -> None:
    assert officer.get("/regulator/imports/7").status_code == 404
    assert officer.get("/regulator/imports/7/report").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REGULATOR, Role.ADMINISTRATOR)])
def test_nobody_else_imports_or_reads_what_came_in(cast: Cast, officer: FlaskClient, role: Role) -> None:
    send(officer, "households.csv")
    cast.joined("somebody", role)
    other = cast.browser_of("somebody")
    for address in (
        "/regulator/imports",
        "/regulator/imports/new",
        "/regulator/imports/1",
        "/regulator/imports/1/report",
    ):
        assert other.get(address).status_code == 403
    assert other.post("/regulator/imports/new", data={"files": (BytesIO(b""), "a.csv")}).status_code == 403
