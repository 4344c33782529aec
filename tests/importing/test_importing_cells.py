"""One cell, one value, or a refusal."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.importing import cells
from gitrace.importing.cells import Cell


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026 年 3 月 5 日",
        "20260305",
        "　２０２６－０３－０５ ",
        "2026–03−05",
        "2026-03-05 00:00:00",
        "2026/3/5 0:00",
        20260305,
        date(2026, 3, 5),
        datetime(2026, 3, 5),  # noqa: DTZ001 - as openpyxl gives it
    ],
)
def test_a_day_in_any_of_its_forms(written: Cell) -> None:
    assert cells.day(written, "started") == date(2026, 3, 5)


@pytest.mark.parametrize(
    "written",
    [
        "26.3.5",
        "26-03-05",
        "2026-02-30",
        "2026-3",
        "2026/3-5",
        "5/3/2026",
        "46086",
        46086,
        "202635",
        "昨天",
        "2026-03-05 06:03",
        "0026-03-05",
        "2026-03-05x",
        time(6, 3),
        True,
        float("nan"),
    ],
)
def test_what_could_be_another_day_is_refused(written: Cell) -> None:
    with pytest.raises(Refusal) as no:
        cells.day(written, "started")
    assert (no.value.code, no.value.field) == ("invalid-date", "started")


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05 06:03",
        "2026/3/5 6:03",
        "2026年3月5日 06：03",
        "2026年3月5日6时03分",
        "20260305 06:03:00",
        "2026-03-05T06:03",
        datetime(2026, 3, 5, 6, 3, 0, 400),  # noqa: DTZ001 - as openpyxl gives it
    ],
)
def test_an_instant_is_shanghais(written: Cell) -> None:
    assert cells.instant(written, "weighed_at") == datetime(2026, 3, 5, 6, 3, tzinfo=SHANGHAI)


@pytest.mark.parametrize("written", ["2026-03-05 24:00", "2026-03-05 06:60", "2026-03-0506:03", "2026-03-05 6"])
def test_no_such_time(written: str) -> None:
    with pytest.raises(Refusal):
        cells.instant(written, "weighed_at")


def test_without_a_time_a_day_begins() -> None:
    assert cells.instant("2026-03-05", "weighed_at") == datetime(2026, 3, 5, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("　n0013 ", "N0013"),
        ("n0001–1", "N0001-1"),
        ("N0001−1", "N0001-1"),
        (421223103, "421223103"),
        (7.0, "7"),
        (None, ""),
    ],
)
def test_a_code_in_one_spelling(written: Cell, code: str) -> None:
    assert cells.code(written, "code") == code


@pytest.mark.parametrize(
    "written", [914212231234567890, 9.14212231234568e17, "9.14212E+17", "9.14E17", 3.5, float("nan")]
)
@pytest.mark.parametrize(
    ("read", "refusal"),
    [(cells.code, "lost-digits"), (cells.uscc, "invalid-uscc"), (cells.producer_code, "unknown-producer")],
)
def test_a_code_that_became_a_number_is_refused(written: Cell, read: object, refusal: str) -> None:
    with pytest.raises(Refusal, match="丢失位数") as no:
        read(written, "code")  # type: ignore[operator]
    assert no.value.code == refusal


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("３．５", "3.5"),
        (" -3 ", "-3"),
        (51.45, "51.45"),
        (100.80000000000001, "100.8"),
        (3, "3"),
        (1e-5, "0.00001"),
    ],
)
def test_decimals_are_exact(written: Cell, value: str) -> None:
    assert cells.decimal_or_none(written, "area_mu") == Decimal(value)


@pytest.mark.parametrize("written", ["1e3", "NaN", "508斤", "一百", "1,000", "", None, True, float("inf")])
def test_what_is_no_decimal_is_none(written: Cell) -> None:
    assert cells.decimal_or_none(written, "area_mu") is None


@pytest.mark.parametrize(("written", "count"), [("7", 7), ("０", 0), (14.0, 14), ("", None), (None, None)])
def test_a_count_or_nothing(written: Cell, count: int | None) -> None:
    assert cells.optional_count(written, "interval_days") == count


@pytest.mark.parametrize("written", ["7天", "-1", "7.5", "99999"])
def test_no_count(written: str) -> None:
    with pytest.raises(Refusal) as no:
        cells.optional_count(written, "interval_days")
    assert no.value.code == "invalid-number"


def test_text_is_one_line() -> None:
    assert cells.text(" 演示合作社（０１） ", "name") == "演示合作社(01)"
    with pytest.raises(Refusal) as no:
        cells.text("演示\n合作社", "name")
    assert no.value.code == "invalid-text"
