"""Applications for the mark: a producer applies, the county forwards, refuses and records; rivals see nothing."""

import io
from typing import Any

import pytest
from browsers import Cast, value_in
from cast import PAPER, REGULATOR, make_application, make_producer
from flask.testing import FlaskClient
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.people.roles import Role
from gitrace.producers.applications import applications_of, documents_of, forward_application
from gitrace.producers.queries import authorisations_of
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading
from gitrace.work import writing

OWN = "/producer/applications"
COUNTY = "/regulator/applications"
ANNOUNCED = {"announcement": "演示公告第 2 号", "from_day": "2026-03-12", "until_day": "2029-03-11", "forms": ["fresh"]}


@pytest.fixture
def newcomer(store: Store) -> Producer:
    return make_producer(store, name="演示新社", authorised=False)


@pytest.fixture
def manager(cast: Cast, newcomer: Producer) -> FlaskClient:
    return sign_in_for(cast, newcomer)


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def apply(client: FlaskClient, address: str = f"{OWN}/new", content: bytes = PAPER) -> Any:
    page = text(client, address)
    hidden = {name: value_in(page, name) for name in ("csrf_token", "once")}
    files = {"request": (io.BytesIO(content), "演示申请书.pdf")}
    return client.post(address, data={**hidden, "forms": ["fresh"], "note": "演示说明", **files})


def test_a_manager_applies_and_the_county_reads_it(
    store: Store, newcomer: Producer, manager: FlaskClient, warden: FlaskClient
) -> None:
    answer = apply(manager)
    assert answer.status_code == 303
    assert "已提交，待初审" in text(manager, answer.location)
    with reading(store) as session:
        (row,) = applications_of(session, newcomer.id)
        (paper,) = documents_of(session, row.id)
    assert "演示新社" in text(warden, f"{COUNTY}?stage=open")
    assert "没有符合条件的记录" in text(warden, f"{COUNTY}?stage=refused")
    with warden.get(f"{COUNTY}/{row.id}/documents/{paper.id}") as kept:
        assert kept.data == PAPER
        assert kept.headers["Content-Disposition"].startswith("attachment")
    assert 'href="/regulator/applications?stage=filed"' in text(warden, "/regulator/today")


def test_a_document_that_is_none_is_said_at_its_field(manager: FlaskClient) -> None:
    answer = apply(manager, content=b"GIF89a")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="error-request"' in page
    assert "演示说明</textarea>" in page


def test_the_county_refuses_and_the_producer_reads_why(
    store: Store, newcomer: Producer, manager: FlaskClient, warden: FlaskClient
) -> None:
    key = make_application(store, newcomer).id
    assert send(warden, f"{COUNTY}/{key}/refuse", reason="").status_code == 422
    assert send(warden, f"{COUNTY}/{key}/refuse", reason="演示：产地证明未盖章").status_code == 303
    page = text(manager, f"{OWN}/{key}")
    assert "演示：产地证明未盖章" in page
    assert "重新申请" in page
    assert apply(manager).status_code == 303


def test_the_county_forwards_and_records_the_announcement(
    store: Store, newcomer: Producer, manager: FlaskClient, warden: FlaskClient
) -> None:
    key = make_application(store, newcomer).id
    page = f"{COUNTY}/{key}"
    assert send(warden, f"{page}/forward", page=page).status_code == 303
    assert 'value="fresh" checked' in text(warden, f"{page}/announce")
    assert send(warden, f"{page}/announce", **ANNOUNCED).location == f"{page}?saved=1"
    with reading(store) as session:
        assert [one.announcement for one in authorisations_of(session, newcomer.id)] == ["演示公告第 2 号"]
    assert "已公告核准" in text(manager, f"{OWN}/{key}")
    assert "演示公告第 2 号" in text(manager, "/producer/profile")


def test_an_application_on_paper_is_entered_for_its_producer(
    store: Store, newcomer: Producer, warden: FlaskClient
) -> None:
    assert apply(warden, f"/regulator/producers/{newcomer.id}/apply").status_code == 303
    with reading(store) as session:
        assert len(applications_of(session, newcomer.id)) == 1


def test_it_is_withdrawn_until_it_is_sent_up(store: Store, newcomer: Producer, manager: FlaskClient) -> None:
    first = f"{OWN}/{make_application(store, newcomer).id}"
    assert send(manager, f"{first}/withdraw", page=first).status_code == 303
    assert "已撤回" in text(manager, first)
    second = make_application(store, newcomer).id
    with writing(store, REGULATOR) as work:
        forward_application(work, second)
    assert "撤回申请" not in text(manager, f"{OWN}/{second}")


def test_a_clerk_reads_and_does_not_apply(cast: Cast, newcomer: Producer) -> None:
    clerk = sign_in_for(cast, newcomer, Role.CLERK)
    assert f"{OWN}/new" not in text(clerk, OWN)
    assert clerk.get(f"{OWN}/new").status_code == 403


def test_a_rival_sees_nothing_of_it(cast: Cast, store: Store, newcomer: Producer) -> None:
    key = make_application(store, newcomer).id
    with reading(store) as session:
        (paper,) = documents_of(session, key)
    rival = sign_in_for(cast, make_producer(store, name="演示对家"))
    assert "还没有申请过" in text(rival, OWN)
    assert rival.get(f"{OWN}/{key}").status_code == 404
    assert rival.get(f"{OWN}/{key}/documents/{paper.id}").status_code == 404
    assert send(rival, f"{OWN}/{key}/withdraw", page=OWN).status_code == 404
