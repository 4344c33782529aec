"""The regulator's audit as pages: every list, the dossier, the statements, the log; and taking lists out."""

import csv
from io import BytesIO, StringIO

import pytest
from browsers import Cast, post
from flask import Flask
from flask.testing import FlaskClient
from laid import LOT, Laid, lay_season
from openpyxl import load_workbook

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.web.regulator import exports


@pytest.fixture
def store(quiet_store: Store) -> Store:
    """What these pages ask is asked on both databases in the tests of supervision."""
    return quiet_store


@pytest.fixture
def season(store: Store) -> Laid:
    return lay_season(store)


@pytest.fixture
def inspector(cast: Cast, season: Laid) -> FlaskClient:
    cast.joined("inspector", Role.REGULATOR)
    return cast.browser_of("inspector")


def text_of(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_today_counts_what_waits(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/today")
    assert 'href="/regulator/lots?state=deficit"' in page
    assert "还没有核验过" in page


def test_a_filter_stands_in_the_address_and_in_its_form(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/deliveries?text=D000&state=failing&from_day=2026-03-20")
    assert "D0002" in page
    assert "D0001" not in page
    assert 'value="D000"' in page
    assert '<option value="failing" selected>' in page
    assert "/regulator/exports/deliveries/csv?text=D000&amp;state=failing&amp;from_day=2026-03-20" in page


def test_a_column_head_sorts_and_turns_round_and_keeps_the_filter(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/deliveries?text=D000&page=1")
    assert 'href="/regulator/deliveries?text=D000&amp;sort=oldest">过磅时间' in page  # the newest stand first unasked
    heaviest = text_of(inspector, "/regulator/deliveries?text=D000&sort=heaviest")
    assert heaviest.index("D0001") < heaviest.index("D0002")
    assert 'href="/regulator/deliveries?text=D000&amp;sort=lightest">净重' in heaviest


def test_a_filter_that_does_not_fit_is_said_at_its_field(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/deliveries?from_day=gestern", 422)
    assert 'id="error-from_day"' in page
    assert "D0001" in page


@pytest.mark.parametrize("address", ["deliveries", "lots", "accounts", "events"])
def test_a_list_without_answers_says_what_to_do_next(inspector: FlaskClient, address: str) -> None:
    field = {"accounts": "household", "events": "subject"}.get(address, "text")
    page = text_of(inspector, f"/regulator/{address}?{field}=nobody-has-this")
    assert "没有符合条件的记录" in page
    assert "显示全部" in page


def test_a_page_number_that_is_none_is_the_first(inspector: FlaskClient) -> None:
    for number in ("0", "x", "-3", "9" * 30):
        assert "D0001" in text_of(inspector, f"/regulator/deliveries?page={number}")


def test_a_dossier_shows_all_that_belongs_to_the_lot(inspector: FlaskClient, season: Laid) -> None:
    page = text_of(inspector, f"/regulator/lots/{LOT}")
    for shown in (
        "D0001",
        "D0002",
        "核对产量",
        "BG-1",
        "51–60",
        "已作废 10",
        "M1",
        "斤误作公斤",
        "在出标之后",
        "85,000",
    ):
        assert shown in page, shown


def test_a_delivery_shows_findings_with_their_clauses(inspector: FlaskClient, season: Laid) -> None:
    page = text_of(inspector, f"/regulator/deliveries/{season.bad.id}")
    assert "2026-03-20 未满安全间隔期。" in page
    assert "安全间隔期" in page
    assert f'href="/regulator/lots/{LOT}"' in page


def test_a_statement_has_opening_lines_and_closing(inspector: FlaskClient, season: Laid) -> None:
    page = text_of(inspector, f"/regulator/accounts?lot={LOT}")
    address = page.split('href="/regulator/accounts/', 1)[1].split('"', 1)[0]
    statement = text_of(inspector, f"/regulator/accounts/{address}")
    for shown in ("期初余额", "60,000", "110,000", "期末余额", "交售单 D0001"):
        assert shown in statement, shown


def test_an_event_shows_before_after_and_its_leaf(inspector: FlaskClient) -> None:
    page = text_of(inspector, f"/regulator/events?subject=lot:{LOT}")
    address = page.split('href="/regulator/events/', 1)[1].split('"', 1)[0]
    entry = text_of(inspector, f"/regulator/events/{address}")
    assert "受限条目" in entry
    assert "&#34;tag&#34;:&#34;restricted&#34;" in entry


@pytest.mark.parametrize(
    "address", ["deliveries/999999", "lots/CY260320A099", "accounts/999999", "events/999999", "exports/999/file"]
)
def test_what_is_not_there_is_not_found(inspector: FlaskClient, address: str) -> None:
    text_of(inspector, f"/regulator/{address}", 404)


def test_verify_now_is_a_job_whose_result_is_kept(inspector: FlaskClient, store: Store) -> None:
    assert post(inspector, "/regulator/ledger/verify", form_page="/regulator/ledger").status_code == 303
    assert "正在核验" in text_of(inspector, "/regulator/ledger")
    assert inspector.get("/regulator/ledger").headers["Refresh"] == "3"
    run_next(store, clock.now())
    page = text_of(inspector, "/regulator/ledger")
    assert "没有发现问题" in page
    assert "没有证明什么" in page


@pytest.mark.parametrize("listing", ["deliveries", "lots", "accounts", "events"])
def test_a_list_is_taken_out_as_csv_and_xlsx(inspector: FlaskClient, listing: str) -> None:
    answer = inspector.get(f"/regulator/exports/{listing}/csv")
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig"))))
    book = load_workbook(BytesIO(inspector.get(f"/regulator/exports/{listing}/xlsx").get_data()))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(rows) > 1
    assert book.active.max_row == len(rows)  # type: ignore[union-attr]
    assert [cell.value for cell in book.active[1]] == rows[0]  # type: ignore[index]


def test_what_is_taken_out_answers_the_same_filter(inspector: FlaskClient) -> None:
    answer = inspector.get("/regulator/exports/deliveries/csv?township=421223102")
    assert [line.split(",")[0] for line in answer.get_data().decode("utf-8-sig").splitlines()] == ["交售单号", "R0001"]


def test_no_other_list_or_form_is_there(inspector: FlaskClient) -> None:
    for address in ("users/csv", "deliveries/pdf"):
        text_of(inspector, f"/regulator/exports/{address}", 404)
    text_of(inspector, "/regulator/exports/deliveries/csv?from_day=gestern", 400)


def test_a_long_list_is_ordered_and_downloaded_by_the_one_who_asked(
    app: Flask, cast: Cast, inspector: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    text_of(inspector, "/regulator/exports/deliveries/csv", 422)
    assert post(inspector, "/regulator/exports/deliveries/csv", form_page="/regulator/exports").status_code == 303
    assert "正在生成" in text_of(inspector, "/regulator/exports")
    run_next(store, clock.now())
    page = text_of(inspector, "/regulator/exports")
    address = "/regulator/exports/" + page.split('href="/regulator/exports/', 1)[1].split('"', 1)[0]
    with inspector.get(address) as answer:
        assert answer.get_data().decode("utf-8-sig").startswith("交售单号")
    cast.joined("colleague", Role.REGULATOR)
    assert cast.browser_of("colleague").get(address).status_code == 404
