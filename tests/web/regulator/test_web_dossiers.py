"""The dossier's PDF at the regulator's door."""

import re

import pytest
from browsers import Cast, post
from flask.testing import FlaskClient
from laid import LOT, lay_season
from visiting import sign_in_regulator, text

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.storage import Store
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers


@pytest.fixture
def store(quiet_store: Store) -> Store:
    return quiet_store


@pytest.fixture
def warden(cast: Cast, store: Store) -> FlaskClient:
    lay_season(store)
    return sign_in_regulator(cast)


def test_the_keeper_draws_it_for_the_list_of_exports(warden: FlaskClient, store: Store) -> None:
    page = f"/regulator/lots/{LOT}"
    assert "生成档案 PDF" in text(warden, page)
    assert post(warden, f"{page}/dossier.pdf", form_page=page).location == "/regulator/exports?saved=1"
    run_next(store, clock.now())
    shelf = text(warden, "/regulator/exports")
    assert f"批次档案-{LOT}.pdf" in shelf
    file = re.search(r"/regulator/exports/\d+/file", shelf)
    assert file is not None
    with warden.get(file[0]) as answer:
        assert answer.get_data().startswith(b"%PDF")


def test_no_other_lot_has_one(warden: FlaskClient) -> None:
    answer = post(warden, "/regulator/lots/CY260320A099/dossier.pdf", form_page=f"/regulator/lots/{LOT}")
    assert answer.status_code == 404
