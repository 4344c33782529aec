"""The public balance as a page, a spreadsheet and JSON, with the state of the log that it was added up at."""

import csv
import io
from datetime import date, timedelta

import cast
from flask.testing import FlaskClient
from market import MORNING, Market
from standing_clock import Clock

from gitrace.storage import Store
from gitrace.supervision.balance_sheet.sheet import FIGURES
from gitrace.supervision.balance_sheet.statements import tell_weeks

HERE = "421223103"


def tell(store: Store, the_clock: Clock) -> None:
    """A week of five more households, told on its Monday."""
    the_clock.set(MORNING)
    producer = cast.make_producer(store)
    for _ in range(5):
        cast.make_delivery(store, producer, kg=100)
    the_clock.set(MORNING + timedelta(days=7))
    tell_weeks(store, date(2026, 3, 16))


def test_it_says_what_was_told_and_at_which_entries(
    store: Store, the_clock: Clock, market: Market, shopper: FlaskClient
) -> None:
    tell(store, the_clock)
    answer = shopper.get("/balance")
    page = answer.get_data(as_text=True)
    for words in (
        "2026 产季",
        "截至 2026-03-16",
        "产量与去向（公斤）",
        "桂花泉镇",
        "高枧乡",
        "其余乡镇各项都是 0",
        "/log/entry/",
        "根散列",
    ):
        assert words in page, words
    assert (answer.headers["Cache-Control"], "Set-Cookie" in answer.headers) == ("public, max-age=600", False)


def test_programs_read_every_figure_of_every_township(
    store: Store, the_clock: Clock, market: Market, shopper: FlaskClient
) -> None:
    tell(store, the_clock)
    json = shopper.get("/balance.json").get_json()
    here = {one["code"]: one for one in json["townships"]}[HERE]
    assert {one["code"] for one in json["figures"]} == set(FIGURES) <= here.keys()
    assert (json["week"], len(json["townships"]), here["deficit"]) == ("2026-03-16", 12, 0)
    assert json["log"]["checkpoint"].split("\n")[1:3] == [str(json["log"]["size"]), json["log"]["root"]]
    rows = list(csv.reader(io.StringIO(shopper.get("/balance.csv").get_data(as_text=True).lstrip("\ufeff"))))
    head, line = (next(row for row in rows if row[0] == first) for first in ("code", HERE))
    assert float(dict(zip(head, line, strict=True))["certified"]) == here["certified"] > 0


def test_before_anything_was_told_it_says_so(the_clock: Clock, store: Store, shopper: FlaskClient) -> None:
    the_clock.set(MORNING)
    assert "还没有公布过" in shopper.get("/balance").get_data(as_text=True)
    assert shopper.get("/balance?season=2020").status_code == 404
    assert shopper.get("/balance.json").get_json()["week"] == ""
