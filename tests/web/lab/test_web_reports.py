"""Pages of reports: the laboratory enters, the producer uploads, the regulator decides; rivals see nothing."""

import io
from typing import Any

import pytest
from browsers import Cast
from cast import clerk_of, make_laboratory, make_producer, make_report, reported
from flask.testing import FlaskClient
from sqlmodel import select
from visiting import send, sign_in_for, sign_in_laboratory, sign_in_regulator, text

from gitrace import clock
from gitrace.inspections.files import MOST_BYTES
from gitrace.inspections.queries import laboratories
from gitrace.inspections.tables import Laboratory, Report, ReportItem
from gitrace.people.roles import Role
from gitrace.producers.tables import Producer
from gitrace.storage import Store, reading

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
TODAY = clock.shanghai_day(clock.now()).isoformat()
DIFFERING: dict[str, Any] = {"items": [reported("lead", "0.3")]}


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store, name="演示检验中心")


@pytest.fixture
def mine(store: Store) -> Producer:
    return make_producer(store, name="演示本社")


@pytest.fixture
def lab(cast: Cast, laboratory: Laboratory) -> FlaskClient:
    return sign_in_laboratory(cast, laboratory)


def typed(**more: Any) -> dict[str, Any]:
    """A report on fresh shoots as it is typed: lead, not detected, and one item that the profile does not limit."""
    fields = {
        "number": "演示检 2026-001",
        "client": "演示本社",
        "sample": "雷竹笋",
        "sample_quantity": "2 kg",
        "sampled_on": TODAY,
        "issued_on": TODAY,
        "standard": "GB 2762-2022",
        "conclusion": "pass",
        "from_day": TODAY,
        "until_day": TODAY,
        "item_1": "lead",
        "unit_1": "mg/kg",
        "result_1": "未检出",
        "lod_1": "0.01",
        "verdict_1": "pass",
        "name_17": "灭幼脲",
        "unit_17": "mg/kg",
        "result_17": "0.003",
        "verdict_17": "pass",
    }
    return fields | more


def only_report(store: Store) -> Report:
    with reading(store) as session:
        return session.exec(select(Report)).one()


def test_a_list_of_several_pages_leads_to_the_next(
    store: Store, mine: Producer, laboratory: Laboratory, lab: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gitrace.inspections.queries.PAGE", 1)
    for number in ("演示检1", "演示检2"):
        make_report(store, mine, laboratory=laboratory, number=number)
    assert "page=2" in text(lab, "/lab/reports")
    assert "演示检1" in text(lab, "/lab/reports?page=2")


def test_producers_are_chosen_by_initials_those_reported_on_last_first(
    store: Store, mine: Producer, laboratory: Laboratory, lab: FlaskClient
) -> None:
    for name in ("演示白霓合作社", "演示港口合作社", "演示天城合作社"):
        producer = make_producer(store, name=name)
        if name == "演示港口合作社":
            make_report(store, producer, laboratory=laboratory, number="演示检1")
    page = text(lab, "/lab/reports/new")
    places = [
        page.index(words) for words in ("ysgkhzs 演示港口合作社", "ysbnhzs 演示白霓合作社", "ystchzs 演示天城合作社")
    ]
    assert places == sorted(places)


def test_a_laboratory_enters_a_report_with_its_pdf(store: Store, mine: Producer, lab: FlaskClient) -> None:
    assert "录入报告" in text(lab, "/lab/reports")
    file = (io.BytesIO(PDF), "报告.exe")
    answer = send(lab, "/lab/reports/new?form=fresh", **typed(producer_id=str(mine.id), file=file))
    assert answer.status_code == 303
    report = only_report(store)
    with reading(store) as session:
        items = [(one.item, one.recomputed) for one in session.exec(select(ReportItem).order_by(ReportItem.id))]
    assert items == [("lead", "pass"), ("灭幼脲", "open")]
    assert (report.entered_by, report.recomputed, report.file_bytes) == ("laboratory", "pass", len(PDF))
    page = text(lab, f"/lab/reports/{report.id}")
    assert "演示本社" in page
    assert "灭幼脲" in page
    pdf = lab.get(f"/lab/reports/{report.id}/file")
    assert pdf.data == PDF
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert pdf.headers["Content-Disposition"].startswith("attachment; filename=report-")
    assert pdf.mimetype == "application/pdf"
    pdf.close()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"result_1": "", "result_17": ""}, "result_1"),
        ({"verdict_1": ""}, "verdict_1"),
        ({"name_17": ""}, "name_17"),
        ({"number": ""}, "number"),
        ({"until_day": ""}, "until_day"),
        ({"lot": "CY260312A999", "from_day": "", "until_day": ""}, "lot"),
        ({"file": b"<html>"}, "file"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(mine: Producer, lab: FlaskClient, more: dict[str, Any], field: str) -> None:
    file = {"file": (io.BytesIO(more["file"]), "report.pdf")} if "file" in more else {}
    answer = send(lab, "/lab/reports/new", **typed(producer_id=str(mine.id), **more | file))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in page
    assert "演示检 2026-001" in page or field == "number"


def test_a_file_that_is_too_large_is_not_even_read(lab: FlaskClient) -> None:
    for size, status in ((MOST_BYTES + 512 * 1024, 413), (MOST_BYTES, 400)):
        length = {"CONTENT_LENGTH": str(size)}
        form = "multipart/form-data; boundary=x"
        answer = lab.post("/lab/reports/new", content_type=form, data=b"", environ_overrides=length)
        assert answer.status_code == status


def test_a_producer_uploads_and_the_page_says_so(
    store: Store, cast: Cast, mine: Producer, laboratory: Laboratory
) -> None:
    manager = sign_in_for(cast, mine)
    answer = send(manager, "/producer/reports/new", **typed(laboratory_id=str(laboratory.id)))
    assert answer.status_code == 303
    assert only_report(store).entered_by == "producer"
    assert "生产者上传，未经检验机构确认" in text(manager, "/producer/reports")


def test_a_packer_reads_and_uploads_nothing(cast: Cast, mine: Producer) -> None:
    packer = sign_in_for(cast, mine, Role.PACKER)
    assert "检验报告" in text(packer, "/producer/reports")
    assert packer.get("/producer/reports/new").status_code == 403


def test_rivals_find_no_report_of_others(store: Store, cast: Cast, mine: Producer, laboratory: Laboratory) -> None:
    report = make_report(store, mine, laboratory=laboratory, number="秘密检号")
    rivals = {
        "producer": sign_in_for(cast, make_producer(store)),
        "lab": sign_in_laboratory(cast, make_laboratory(store)),
    }
    for door, rival in rivals.items():
        assert "秘密检号" not in text(rival, f"/{door}/reports")
        assert rival.get(f"/{door}/reports/{report.id}").status_code == 404
        assert rival.get(f"/{door}/reports/{report.id}/file").status_code == 404
    assert sign_in_for(cast, mine).get(f"/producer/reports/{report.id}/file").status_code == 404


def test_the_regulator_decides_a_difference(store: Store, cast: Cast, mine: Producer, laboratory: Laboratory) -> None:
    make_report(store, mine, laboratory=laboratory, number="一致")
    report = make_report(store, mine, laboratory=laboratory, actor=clerk_of(mine), number="有差异", **DIFFERING)
    warden = sign_in_regulator(cast)
    waiting = text(warden, "/regulator/reports?under_review=true")
    assert "有差异" in waiting
    assert "一致</a>" not in waiting
    address = f"/regulator/reports/{report.id}"
    assert send(warden, address, decision="failure").status_code == 422
    assert send(warden, address, decision="failure", reason="原件确为 0.3").status_code == 303
    page = text(warden, address)
    assert "确认不符合" in page
    assert 'name="decision"' not in page


def test_the_regulator_registers_laboratories(store: Store, cast: Cast) -> None:
    warden = sign_in_regulator(cast)
    assert "还没有登记检验机构" in text(warden, "/regulator/laboratories")
    form = {"name": "演示检测所", "cma_number": "DEM900"}
    assert send(warden, "/regulator/laboratories/new", **form).status_code == 303
    assert "DEM900" in text(warden, "/regulator/laboratories")
    again = send(warden, "/regulator/laboratories/new", **form)
    assert again.status_code == 422
    with reading(store) as session:
        assert [one.name for one in laboratories(session)] == ["演示检测所"]
