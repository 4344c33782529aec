"""Rapid tests by their short form, corrected reports, and what their pages show."""

import re
from typing import Any

import pytest
from browsers import Cast
from cast import clerk_of, make_laboratory, make_producer, make_report, reported
from flask.testing import FlaskClient
from sqlmodel import select
from visiting import send, sign_in_for, sign_in_laboratory, text

from gitrace import clock
from gitrace.inspections.tables import Laboratory, Report
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

TODAY = clock.shanghai_day(clock.now()).isoformat()


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store)


@pytest.fixture
def mine(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def lab(cast: Cast, laboratory: Laboratory) -> FlaskClient:
    return sign_in_laboratory(cast, laboratory)


def as_shown(page: str) -> dict[str, str]:
    """What the fields of the page's form hold, as a browser would send them."""
    fields = dict(
        re.findall(r'<input(?=[^>]* type="(?:text|date|hidden)")[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)
    )
    chosen = re.findall(r'<select[^>]* name="(\w+)">(?:(?!</select>)(?:.|\n))*?value="(\w+)" selected', page)
    ticked = re.findall(r'type="radio" name="(\w+)" value="(\w+)" checked', page)
    return {**fields, **dict(chosen), **dict(ticked)}


def latest(store: Store) -> Report:
    with reading(store) as session:
        return session.exec(select(Report).order_by(Report.id.desc())).first()  # type: ignore[attr-defined,return-value]


def test_a_correction_starts_with_the_report_and_asks_why(
    store: Store, laboratory: Laboratory, mine: Producer, lab: FlaskClient
) -> None:
    wrong = make_report(store, mine, laboratory=laboratory, number="A", items=[reported("lead", "0.2")])
    assert "更正这份报告" in text(lab, f"/lab/reports/{wrong.id}")
    address = f"/lab/reports/new?replaces={wrong.id}"
    typed = as_shown(text(lab, address)) | {"number": "A-1", "result_1": "0.02"}
    assert (typed["client"], typed["verdict_1"], typed["conclusion"]) == ("演示委托单位", "pass", "pass")
    refused = send(lab, address, **typed)
    assert refused.status_code == 422
    assert 'id="error-correction_reason"' in refused.get_data(as_text=True)
    assert send(lab, address, **typed, correction_reason="小数点错位").status_code == 303
    page = text(lab, f"/lab/reports/{latest(store).id}")
    for shown in ("已更正 1 次", "小数点错位", "<td>0.2</td><td>0.02</td>"):
        assert shown in page
    former = text(lab, f"/lab/reports/{wrong.id}")
    assert "这份报告已被更正" in former
    assert "更正这份报告" not in former


def test_a_producer_corrects_its_upload_and_nobody_elses(
    store: Store, cast: Cast, laboratory: Laboratory, mine: Producer
) -> None:
    upload = make_report(store, mine, laboratory=laboratory, actor=clerk_of(mine))
    entered = make_report(store, mine, laboratory=laboratory)
    manager, rival = sign_in_for(cast, mine), sign_in_for(cast, make_producer(store))
    assert "更正这份报告" in text(manager, f"/producer/reports/{upload.id}")
    assert "更正这份报告" not in text(manager, f"/producer/reports/{entered.id}")
    assert text(manager, f"/producer/reports/new?replaces={upload.id}")
    assert rival.get(f"/producer/reports/new?replaces={upload.id}").status_code == 404
    assert manager.get("/producer/reports/new?replaces=x").status_code == 404


def test_a_rapid_test_has_eight_fields(store: Store, mine: Producer, lab: FlaskClient) -> None:
    page = text(lab, "/lab/reports/rapid")
    assert page.count('class="field"') == 8
    form: dict[str, Any] = {"producer_id": str(mine.id), "tested_on": TODAY, "from_day": TODAY, "until_day": TODAY}
    form |= {"item_set": "pesticides", "conclusion": "fail"}
    refused = send(lab, "/lab/reports/rapid", **form)
    assert refused.status_code == 422
    assert 'id="error-positive"' in refused.get_data(as_text=True)
    assert send(lab, "/lab/reports/rapid", **form, positive=["phorate"]).status_code == 303
    report = latest(store)
    assert (report.kind, report.conclusion) == ("rapid", "fail")
    assert "阳性" in text(lab, f"/lab/reports/{report.id}")
    assert lab.get("/lab/reports/rapid?form=braised").status_code == 404


def test_a_producers_rapid_test_says_who_entered_it(
    store: Store, cast: Cast, laboratory: Laboratory, mine: Producer
) -> None:
    manager = sign_in_for(cast, mine)
    form = {"laboratory_id": str(laboratory.id), "tested_on": TODAY, "from_day": TODAY, "until_day": TODAY}
    answer = send(manager, "/producer/reports/rapid", **form, item_set="pesticides", conclusion="pass")
    assert answer.status_code == 303
    assert "生产者上传，未经检验机构确认" in text(manager, f"/producer/reports/{latest(store).id}")
