"""The dossier's PDF at the regulator's door."""

import pytest
from browsers import Cast, post
from flask.testing import FlaskClient
from laid import LOT, lay_season
from visiting import sign_in_regulator, text

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.storage import Store
from gitrace.supervision import jobs  # noqa: F401 - the keeper's handlers
from gitrace.web.regulator import lots


@pytest.fixture
def store(quiet_store: Store) -> Store:
    return quiet_store


@pytest.fixture
def warden(cast: Cast, store: Store) -> FlaskClient:
    lay_season(store)
    return sign_in_regulator(cast)


def test_a_short_dossier_comes_at_once(warden: FlaskClient) -> None:
    assert f'href="/regulator/lots/{LOT}/dossier.pdf"' in text(warden, f"/regulator/lots/{LOT}")
    answer = warden.get(f"/regulator/lots/{LOT}/dossier.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.get_data().startswith(b"%PDF")


def test_a_long_one_is_drawn_by_the_keeper(warden: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "DRAWN_AT_ONCE", 3)
    assert "生成档案 PDF" in text(warden, f"/regulator/lots/{LOT}")
    address = f"/regulator/lots/{LOT}/dossier.pdf"
    assert post(warden, address, form_page=f"/regulator/lots/{LOT}").status_code == 303
    run_next(store, clock.now())
    assert f"批次档案-{LOT}.pdf" in text(warden, "/regulator/exports")


def test_no_other_lot_has_one(warden: FlaskClient) -> None:
    assert warden.get("/regulator/lots/CY260320A099/dossier.pdf").status_code == 404
