"""The open figures as a page, a spreadsheet and JSON; reckoned once a day."""

import csv
import io
from datetime import timedelta

import cast
import pytest
from flask.testing import FlaskClient
from market import MORNING, Market
from standing_clock import Clock

from gitrace.storage import Store
from gitrace.web.public import figures

DAY = MORNING + timedelta(days=4)


@pytest.fixture
def spring(the_clock: Clock) -> Clock:
    the_clock.set(DAY)
    return the_clock


def test_each_figure_stands_with_what_it_counts(spring: Clock, market: Market, shopper: FlaskClient) -> None:
    answer = shopper.get("/figures")
    page = answer.get_data(as_text=True)
    for words in ("2026 产季", "截至 2026-03-23", "核定产量", "交售量 ÷ 核定产量。", "收到的反映", "0"):
        assert words in page
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "Set-Cookie" not in answer.headers


def test_programs_read_the_same(spring: Clock, market: Market, shopper: FlaskClient) -> None:
    json = shopper.get("/figures.json?lang=en").get_json()
    told = {one["code"]: one for one in json["figures"]}
    assert (json["season"], json["until"], told["labels-issued"]["value"]) == (2026, "2026-03-23", 500)
    assert told["labels-issued"]["unit"] == "labels"
    text = shopper.get("/figures.csv").get_data(as_text=True)
    rows = {row[0]: row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))}
    assert rows["labels-issued"][1:4] == ["签发标签", "500", "枚"]
    assert rows.keys() >= told.keys()


def test_they_are_reckoned_once_a_day(
    spring: Clock, market: Market, shopper: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoned, reckon = [], figures.open_figures
    monkeypatch.setattr(figures, "open_figures", lambda *asked: reckoned.append(asked) or reckon(*asked))
    for address in ("/figures", "/figures?lang=en", "/figures.csv", "/figures.json"):
        assert shopper.get(address).status_code == 200
    assert len(reckoned) == 1
    spring.set(DAY + timedelta(days=1))
    shopper.get("/figures")
    assert len(reckoned) == 2


def test_another_season_is_there_if_anything_was_certified(spring: Clock, store: Store, shopper: FlaskClient) -> None:
    spring.set(DAY + timedelta(days=365))
    assert shopper.get("/figures?season=2026").status_code == 404
    cast.make_plot(store)
    assert "截至 2026-08-31" in shopper.get("/figures?season=2026").get_data(as_text=True)
    assert shopper.get("/figures?season=2028").status_code == 404
