"""Returns of the county office: their sums are those of the rows behind them, 0 is 0 and unknown is 未记录."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cast import REGULATOR, make_profile, release
from laid import LOT, Laid
from openpyxl import load_workbook
from sqlmodel import col, select

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Hold
from gitrace.deliveries.tables import Delivery
from gitrace.producers.commands import ChangeProducer, change_producer
from gitrace.profile import seed_profile
from gitrace.storage import Store, reading
from gitrace.supervision.papers import write_return
from gitrace.supervision.returns.catalogue import RETURNS
from gitrace.supervision.returns.period import AskDays, AskMonth, AskYear
from gitrace.supervision.returns.sheet import Return, Table
from gitrace.supervision.words import UNKNOWN
from gitrace.work import writing

MARCH = AskMonth(month="2026-03")
TODAY = date(2026, 4, 2)


def made(store: Store, name: str, asked: Any, most: int | None = None) -> Return:
    with reading(store) as session:
        return RETURNS[name].of(session, asked, TODAY, most)


def value(one: Return, words: str) -> Any:
    return next(figure.value for figure in one.figures if figure.words == words)


def part(one: Return, title: str) -> Table:
    return next(table for table in one.tables if table.title == title)


def test_a_months_sums_are_those_of_its_deliveries(store: Store, laid: Laid) -> None:
    month = made(store, "monthly", MARCH)
    with reading(store) as session:
        grams = session.exec(select(sa.func.sum(col(Delivery.net_g)))).one()
    assert value(month, "交售量（公斤）") * 1000 == grams == 180_000
    assert value(month, "交售量（斤）") == 360
    assert (value(month, "交售单"), value(month, "交售农户"), value(month, "检查未通过的交售单")) == (3, 2, 1)


@pytest.mark.parametrize("title", ["按乡镇", "按方式", "按生产者"])
def test_each_breakdown_adds_up_to_the_month(store: Store, laid: Laid, title: str) -> None:
    month = made(store, "monthly", MARCH)
    total = part(month, title).total
    assert total is not None
    assert (total["deliveries"], total["kg"]) == (value(month, "交售单"), value(month, "交售量（公斤）"))


def test_labels_are_counted_by_what_became_of_them(store: Store, laid: Laid) -> None:
    month = made(store, "monthly", MARCH)
    assert [value(month, words) for words in ("已印标签（枚）", "启用标签（枚）", "作废标签（枚）")] == [100, 50, 10]
    assert value(month, "贴标量（公斤）") == 25
    assert [line["in_use"] for line in part(month, "按品类").lines] == [50]


def test_a_month_without_anything_shows_zeros(store: Store, laid: Laid) -> None:
    month = made(store, "monthly", AskMonth(month="2026-01"))
    assert {figure.value for figure in month.figures} == {0}
    assert all(table.total is None for table in month.tables)


def test_coverage_of_no_delivery_is_unknown_and_not_zero(store: Store, laid: Laid) -> None:
    assert value(made(store, "yearly", AskYear(year=2026)), "用标覆盖率（%）") * 10 == 139  # 25 of 180 kg
    empty = made(store, "yearly", AskYear(year=2019))
    assert str(next(one.shown for one in empty.figures if one.words == "用标覆盖率（%）")) == UNKNOWN


def test_the_year_tells_users_of_the_mark_from_those_who_do_not_use_it(store: Store, laid: Laid) -> None:
    year = made(store, "yearly", AskYear(year=2026))
    assert (value(year, "用标主体"), value(year, "有用标的主体"), value(year, "没有用标的主体")) == (2, 1, 1)
    used = {line["name"]: (line["in_use"], line["used"]) for line in part(year, "用标主体").lines}
    assert used == {laid.ours.name: (50, date(2026, 3, 20)), laid.rival.name: (0, None)}


def test_output_is_told_by_the_townships_of_those_who_delivered(store: Store, laid: Laid) -> None:
    lines = part(made(store, "yearly", AskYear(year=2026)), "产量（按品类和乡镇）").lines
    assert [(str(one["form"]), str(one["township"]), one["households"], one["poured"]) for one in lines] == [
        ("鲜笋", "桂花泉镇", 1, 110)
    ]


def test_the_book_holds_each_register_of_the_period(store: Store, laid: Laid) -> None:
    book = made(store, "book", AskDays(from_day=date(2026, 3, 1), until_day=date(2026, 3, 31)))
    counts = {table.title: table.lines_in_all for table in book.tables}
    assert counts == {
        "有效核准的生产者": 2,
        "衡器": 2,
        "批次": 1,
        "检验报告": 1,
        "暂停、召回与撤销": 0,
        "差额": 0,  # its postings were made when the test ran, after the period
        "账本核验": 0,
        "更正": 1,
    }
    assert {figure.words: figure.value for figure in book.figures} == counts


def test_the_book_tells_holds_and_deficits_of_the_days_they_were_made(store: Store, laid: Laid) -> None:
    release(store, LOT, "已核对")
    with writing(store, REGULATOR) as work:
        hold_batch(work, HoldBatch(kind=Hold.SAFETY, reason="再核"), lot=LOT)
        today = work.now.date()
    days = AskDays(from_day=today - timedelta(days=1), until_day=today + timedelta(days=1))
    book = made(store, "book", days)
    assert [str(line.told) for line in part(book, "暂停、召回与撤销").lines] == [
        f"批次 {LOT} 暂停标签使用（质量安全）",
        f"批次 {LOT} 恢复标签使用",
    ]
    assert [(line["lot"], line["kg"], line["left"]) for line in part(book, "差额").lines] == [(LOT, 2, 2)]


def test_a_correction_is_shown_field_by_field(store: Store, laid: Laid) -> None:
    (line,) = part(made(store, "book", AskDays(from_day=date(2026, 3, 1), until_day=date(2026, 3, 31))), "更正").lines
    assert (str(line["field"]), line["before"], line["after"]) == ("净重（克）", "60,000", "50,000")


def test_a_page_of_the_book_says_what_it_leaves_out(store: Store, laid: Laid) -> None:
    book = made(store, "book", AskDays(from_day=date(2026, 3, 1), until_day=date(2026, 3, 31)), most=0)
    lots = part(book, "批次")
    assert (lots.lines, lots.lines_in_all, lots.is_cut) == ([], 1, True)


@pytest.mark.parametrize("name", [*RETURNS])
def test_a_return_takes_few_statements(store: Store, laid: Laid, name: str) -> None:
    make_profile(store)
    told: list[str] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    made(store, name, RETURNS[name].asks(), most=200)
    assert len(told) <= 23, told


def test_a_workbook_has_a_sheet_for_each_part_and_no_formula(store: Store, laid: Laid, tmp_path: Path) -> None:
    fields = {"name": "=HYPERLINK(1)", "kind": laid.ours.kind, "township": laid.ours.township, "reason": "演示：更名"}
    with writing(store, REGULATOR) as work:
        change_producer(work, ChangeProducer(producer_id=laid.ours.id, **fields))
    path = tmp_path / "month.xlsx"
    write_return(path, made(store, "monthly", MARCH))
    book = load_workbook(path)
    assert book.sheetnames == ["指标", "按乡镇", "按方式", "按生产者", "按品类"]
    assert [book["按生产者"].cell(row, 1).value for row in (2, 3)] == ["=HYPERLINK(1)", laid.rival.name]
    assert book["按生产者"].cell(2, 1).data_type == "s"
    assert [cell.value for cell in book["按乡镇"][4]][:3] == ["合计", 2, 3]


def test_months_and_years_end_where_the_calendar_says() -> None:
    profile = seed_profile()
    assert AskMonth(month="2028-02").days(TODAY, profile) == (date(2028, 2, 1), date(2028, 2, 29))
    assert AskMonth().days(TODAY, profile) == (date(2026, 4, 1), date(2026, 4, 30))
    assert AskYear(year=2026).days(TODAY, profile) == (date(2026, 1, 1), date(2026, 12, 31))
    assert AskDays().days(TODAY, profile) == (date(2025, 9, 1), TODAY)
    assert AskDays(until_day=date(2024, 3, 1)).days(TODAY, profile) == (date(2023, 9, 1), date(2024, 3, 1))


def test_a_return_is_reckoned_once_until_something_is_recorded(store: Store, laid: Laid) -> None:
    month = made(store, "monthly", MARCH)
    assert made(store, "monthly", MARCH) is month
    release(store, LOT, "已核对")
    again = made(store, "monthly", MARCH)
    assert again is not month
    assert again.figures == month.figures
