"""Returns as pages: the period in the address, figures with their definitions and lists, the workbook, a long one."""

from io import BytesIO

import pytest
from browsers import Cast, post
from flask.testing import FlaskClient
from laid import Laid, lay_season
from openpyxl import load_workbook

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.people.roles import Role
from gitrace.storage import Store
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.web.regulator import returns


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


def test_the_shelf_leads_to_every_return(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/returns")
    for name, title in (("monthly", "月报"), ("yearly", "专用标志使用年报"), ("book", "迎检台账")):
        assert f'href="/regulator/returns/{name}">{title}' in page


def test_a_figure_leads_to_the_list_that_it_counts(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/returns/monthly?month=2026-03")
    address = "/regulator/deliveries?from_day=2026-03-01&amp;until_day=2026-03-31"
    assert f'<a href="{address}">3</a>' in page
    assert "共 3 条" in text_of(inspector, address.replace("&amp;", "&"))


def test_a_month_that_is_none_is_said_at_its_field(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/returns/monthly?month=2026-13", 422)
    assert 'id="error-month"' in page
    assert 'value="2026-13"' in page


def test_days_in_the_wrong_order_are_refused(inspector: FlaskClient) -> None:
    page = text_of(inspector, "/regulator/returns/book?from_day=2026-03-02&until_day=2026-03-01", 422)
    assert "截止日期不能早于起始日期。" in page


@pytest.mark.parametrize("query", ["yearly?year=2026", "book?from_day=2026-03-01&until_day=2026-03-31"])
def test_a_page_and_its_workbook_say_the_same(inspector: FlaskClient, query: str) -> None:
    page = text_of(inspector, f"/regulator/returns/{query}")
    name, _, asked = query.partition("?")
    book = load_workbook(BytesIO(inspector.get(f"/regulator/returns/{name}/xlsx?{asked}").get_data()))
    for title in book.sheetnames[1:]:
        assert f">{title}</h2>" in page
    for row in book["指标"].iter_rows(min_row=3, max_col=1, values_only=True):
        assert str(row[0]) in page


def test_no_other_return_is_there(inspector: FlaskClient) -> None:
    text_of(inspector, "/regulator/returns/weekly", 404)
    text_of(inspector, "/regulator/returns/monthly/xlsx?month=x", 400)


def test_a_long_return_is_written_by_the_keeper(
    inspector: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returns, "AT_ONCE", 2)
    asked = "from_day=2026-03-01&until_day=2026-03-31"
    address = f"/regulator/returns/book/xlsx?{asked}"
    assert post(inspector, address, form_page=f"/regulator/returns/book?{asked}").status_code == 303
    run_next(store, clock.now())
    page = text_of(inspector, "/regulator/exports")
    assert "迎检台账-" in page
    file = "/regulator/exports/" + page.split('href="/regulator/exports/', 1)[1].split('"', 1)[0]
    with inspector.get(file) as answer:
        assert "批次" in load_workbook(BytesIO(answer.get_data())).sheetnames
