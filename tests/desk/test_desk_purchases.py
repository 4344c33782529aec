"""What was bought, by household and by delivery: figures, a spreadsheet that reckons, a PDF that can be read."""

import io
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from batches.lot_cast import MORNING, NOON, Cooperative
from cast import make_household, make_plot, make_producer
from standing_clock import Clock

from gitrace import clock
from gitrace.desk.files import FileKind, Taking, finished_file, order_file, written
from gitrace.desk.headings import heading_of
from gitrace.desk.jobs import write_file  # noqa: F401 - the keeper's handler
from gitrace.desk.purchases import PURCHASES, STATEMENT, AskPurchases, AskStatement, bought, month_days
from gitrace.jobs.running import run_next
from gitrace.storage import Store, keeping, reading

MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)


def of_march(coop: Cooperative) -> AskPurchases:
    return AskPurchases(producer_id=coop.producer.id, first_day=MARCH[0], last_day=MARCH[1])


def file_of(store: Store, taking: Taking) -> bytes:
    with reading(store) as session:
        heading = heading_of(session, taking.listing.name, taking.asked, NOON)
        lines = list(taking.listing.every(session, taking.asked))
    return written(store.settings, taking, heading, lines, NOON).content


def words_of(pdf: bytes, folder: Path) -> str:
    """All its text, without spaces, as poppler reads it."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler was not found: the PDF was not read")
    path = folder / "list.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)
    return "".join(read.stdout.decode().split())


def test_a_month_is_summed_by_household(store: Store, coop: Cooperative) -> None:
    other = make_household(store, number="AAA-1", name="演示户甲")
    make_plot(store, other)
    coop.weigh(40)
    coop.weigh(20, weighed_at=MORNING - timedelta(days=1))
    coop.weigh(10, household="AAA-1")
    with reading(store) as session:
        lines = PURCHASES.page(session, of_march(coop))
        total = bought(session, of_march(coop))
    assert [(one.number, one.deliveries, one.net_g) for one in lines] == [
        ("AAA-1", 1, 10_000),
        (coop.household.number, 2, 60_000),
    ]
    assert (total.households, total.deliveries, total.net_g) == (2, 3, 70_000)


def test_money_stands_where_a_price_was_recorded(store: Store, coop: Cooperative) -> None:
    coop.weigh(40, price="18.5")
    coop.weigh(10)
    with reading(store) as session:
        (line,) = PURCHASES.page(session, of_march(coop))
        heading = heading_of(session, "purchases", of_march(coop), NOON)
    assert (line.fen, line.unpriced) == (148_000, 1)
    assert heading.totals.endswith("1480.00 元（另有 1 次未记价）")


def test_a_rivals_purchases_and_other_months_are_not_in_it(store: Store, coop: Cooperative) -> None:
    coop.weigh(40)
    rival = of_march(coop).model_copy(update={"producer_id": make_producer(store).id})
    april = of_march(coop).model_copy(update={"first_day": date(2026, 4, 1), "last_day": date(2026, 4, 30)})
    with reading(store) as session:
        assert (PURCHASES.count(session, rival), PURCHASES.count(session, april)) == (0, 0)


def test_a_households_season_runs_on(store: Store, coop: Cooperative) -> None:
    coop.weigh(20)
    coop.weigh(30, weighed_at=MORNING - timedelta(days=1))
    asked = AskStatement(producer_id=coop.producer.id, household_id=coop.household.id, season=2026)
    with reading(store) as session:
        lines = STATEMENT.page(session, asked)
    assert [(one.net_g, one.running_g) for one in lines] == [(30_000, 30_000), (20_000, 50_000)]


def test_a_spreadsheet_holds_numbers_and_no_formula(store: Store, coop: Cooperative) -> None:
    make_plot(store, make_household(store, number="AAA-1", name="=HYPERLINK(1)"))
    coop.weigh(10, household="AAA-1")
    content = file_of(store, Taking(PURCHASES, of_march(coop), FileKind.XLSX))
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())
    assert [cell.value for cell in rows[1]] == ["AAA-1", "=HYPERLINK(1)", 1, 20, 10, None, 1]
    assert [cell.data_type for cell in rows[1][:5]] == ["s", "s", "n", "n", "n"]


def test_a_pdf_names_producer_period_and_totals(store: Store, coop: Cooperative, tmp_path: Path) -> None:
    coop.weigh(40)
    content = file_of(store, Taking(PURCHASES, of_march(coop), FileKind.PDF))
    words = words_of(content, tmp_path)
    for shown in ("收购台账2026年3月", coop.producer.name, coop.household.number, "合计1户，1次，80斤", "第1页，共1页"):
        assert shown in words


def test_a_long_one_is_written_by_the_keeper_for_its_producer(store: Store, coop: Cooperative) -> None:
    coop.weigh(40)
    with keeping(store) as session:
        taking = Taking(PURCHASES, of_march(coop), FileKind.PDF)
        key = order_file(session, taking, made_by="user:3", now=clock.now()).id
    assert run_next(store, clock.now())
    with reading(store) as session:
        found = finished_file(store, session, key, coop.producer.id)
        assert finished_file(store, session, key, coop.producer.id + 1) is None
    assert found is not None
    assert found.path is not None
    assert found.path.read_bytes().startswith(b"%PDF-")
    assert found.name == "收购台账 2026 年 3 月.pdf"


@pytest.mark.parametrize(("month", "last"), [(2, 28), (3, 31), (4, 30), (12, 31)])
def test_a_month_has_its_days(month: int, last: int) -> None:
    assert month_days(date(2026, month, 15)) == (date(2026, month, 1), date(2026, month, last))
