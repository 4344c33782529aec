"""The calendar's page and file."""

import pytest
from browsers import Cast
from flask.testing import FlaskClient
from laid import lay_season
from visiting import sign_in_regulator, text

from gitrace.storage import Store


@pytest.fixture
def store(quiet_store: Store) -> Store:
    return quiet_store


@pytest.fixture
def warden(cast: Cast, store: Store) -> FlaskClient:
    lay_season(store)
    return sign_in_regulator(cast)


def test_a_season_is_shown_month_by_month(warden: FlaskClient) -> None:
    page = text(warden, "/regulator/calendar?season=2026")
    assert page.index(">2025-11</h2>") < page.index(">2026-03</h2>")
    assert "衡器检定到期" in page
    assert 'href="/regulator/calendar.ics?season=2026"' in page


def test_a_season_that_is_none_is_said_at_its_field(warden: FlaskClient) -> None:
    answer = warden.get("/regulator/calendar?season=26")
    assert answer.status_code == 422
    assert 'id="error-season"' in answer.get_data(as_text=True)


def test_the_file_is_a_calendar(warden: FlaskClient) -> None:
    answer = warden.get("/regulator/calendar.ics?season=2026")
    assert answer.mimetype == "text/calendar"
    assert answer.get_data().startswith(b"BEGIN:VCALENDAR")
