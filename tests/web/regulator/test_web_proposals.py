"""A failing report's proposal at the regulator's desk: seen, its lots listed, answered; public only when decided."""

import pytest
from browsers import Cast
from cast import issue, make_laboratory, make_report, put_in_use, reported
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.batches.queries import the_batch
from gitrace.batches.tables import Hold
from gitrace.inspections.tables import Report
from gitrace.storage import Store, reading

FAILING = {"items": [reported("lead", "0.3", "fail")], "conclusion": "fail"}


@pytest.fixture
def bench(store: Store) -> Bench:
    """A lot with twelve labels in use under a report that passed."""
    made = make_bench(store, ahead=1_000_000)
    make_report(store, made.producer)
    issue(store, made.lot, made.gtin, 30)
    put_in_use(store, made.lot, made.gtin, 1, 12)
    return made


@pytest.fixture
def failing(store: Store, bench: Bench) -> Report:
    """And then one that fails, for the same days."""
    return make_report(store, bench.producer, laboratory=make_laboratory(store), number="演示检 9", **FAILING)


@pytest.fixture
def warden(cast: Cast) -> FlaskClient:
    return sign_in_regulator(cast)


def hold_of(store: Store, lot: str) -> str:
    with reading(store) as session:
        return the_batch(session, lot).hold


def test_it_waits_and_lists_what_it_covers(warden: FlaskClient, bench: Bench, failing: Report) -> None:
    assert "暂停提议待答复" in text(warden, "/regulator/today")
    waiting = text(warden, "/regulator/proposed-holds")
    assert "演示检 9" in waiting
    page = text(warden, f"/regulator/proposed-holds/{failing.id}")
    assert bench.lot in page
    assert '<td data-label="已启用" class="number">12</td>' in page
    assert '<td data-label="已印标签" class="number">30</td>' in page
    assert "铅（以 Pb 计） 0.3 mg/kg" in page


def test_holding_is_her_decision(store: Store, warden: FlaskClient, bench: Bench, failing: Report) -> None:
    address = f"/regulator/proposed-holds/{failing.id}"
    assert send(warden, address, answer="hold", reason="先停").status_code == 422
    assert hold_of(store, bench.lot) == Hold.NONE
    answer = send(warden, address, answer="hold", lots=[bench.lot], kind="safety", reason="先停")
    assert answer.status_code == 303
    assert hold_of(store, bench.lot) == Hold.SAFETY
    assert "已答复" in text(warden, address)
    assert "没有等待答复的暂停提议" in text(warden, "/regulator/proposed-holds")


def test_not_holding_needs_a_reason(store: Store, warden: FlaskClient, bench: Bench, failing: Report) -> None:
    address = f"/regulator/proposed-holds/{failing.id}"
    assert send(warden, address, answer="no-hold").status_code == 422
    assert send(warden, address, answer="no-hold", reason="样品不是本批次").status_code == 303
    assert hold_of(store, bench.lot) == Hold.NONE
    assert "样品不是本批次" in text(warden, f"/regulator/reports/{failing.id}")


def test_nobody_else_sees_it_before(cast: Cast, bench: Bench, failing: Report) -> None:
    manager = sign_in_for(cast, bench.producer)
    assert "提议" not in text(manager, f"/producer/reports/{failing.id}")
    assert manager.get(f"/regulator/proposed-holds/{failing.id}").status_code == 403
    lot_page = manager.application.test_client().get(f"/01/{bench.gtin}/10/{bench.lot}").get_data(as_text=True)
    assert "暂停标签使用" not in lot_page
    assert "提议" not in lot_page


def test_a_report_that_proposed_nothing_has_no_such_page(store: Store, warden: FlaskClient, bench: Bench) -> None:
    assert warden.get("/regulator/proposed-holds/1").status_code == 404
