"""Proofs and own stock at the producer's door: looked at before a label is spent, and for nobody else."""

import pytest
from browsers import Cast
from cast import issue, make_producer, make_report
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from visiting import send, sign_in_for, text

from gitrace.labels.queries import item_sheets
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading


@pytest.fixture
def store(settings: Settings) -> Store:
    opened = open_store(settings.model_copy(update={"label_host": "label.example.gov.cn"}))
    yield opened
    opened.close()


@pytest.fixture
def bench(store: Store) -> Bench:
    made = make_bench(store, ahead=100_000)
    make_report(store, made.producer)
    return made


@pytest.fixture
def packer(cast: Cast, bench: Bench) -> FlaskClient:
    return sign_in_for(cast, bench.producer, Role.PACKER)


def proof_of(bench: Bench, name: str = "", **wishes: object) -> str:
    fields = {"gtin": bench.gtin, "stock": "a4-4x10", "count": 57, **wishes}
    query = "&".join(f"{field}={value}" for field, value in fields.items())
    return f"/producer/lots/{bench.lot}/labels/proof{name}?{query}"


def test_a_sheet_is_looked_at_and_tried_before_a_label_is_spent(
    store: Store, bench: Bench, packer: FlaskClient
) -> None:
    page = text(packer, proof_of(bench, start=31))
    assert "共 57 枚，3 页" in page
    assert "start=31" in page.split('<img src="', 1)[1].split('"', 1)[0]
    svg = packer.get(proof_of(bench, ".svg", start=31))
    assert svg.mimetype == "image/svg+xml"
    assert svg.get_data(as_text=True).count("<use ") == 10
    assert packer.get(proof_of(bench, ".pdf")).data.startswith(b"%PDF-")
    with reading(store) as session:
        assert item_sheets(session, bench.batch) == []


def test_a_wish_that_cannot_be_is_told_at_its_field(bench: Bench, packer: FlaskClient) -> None:
    for wish, field in (({"start": 41}, "start"), ({"copies": 99}, "copies"), ({"right": "abc"}, "right")):
        page = packer.get(proof_of(bench, **wish))
        assert page.status_code == 422
        assert f'id="error-{field}"' in page.get_data(as_text=True)
        assert "<img" not in page.get_data(as_text=True)
        assert packer.get(proof_of(bench, ".svg", **wish)).status_code == 422


def test_a_stock_too_small_for_the_label_names_one_that_would_do(bench: Bench, packer: FlaskClient) -> None:
    page = packer.get(proof_of(bench, stock="40x30", coated="true"))
    assert page.status_code == 422
    assert "可以换成 " in page.get_data(as_text=True)


def test_a_run_is_printed_from_its_proof_with_the_same_wishes(store: Store, bench: Bench, packer: FlaskClient) -> None:
    run = issue(store, bench.lot, bench.gtin, 50)
    page = text(packer, f"/producer/runs/{run.id}/proof?start=40&copies=2")
    assert "共 100 枚，4 页" in page
    assert f'formaction="/producer/runs/{run.id}/labels.pdf"' in page
    printed = packer.get(f"/producer/runs/{run.id}/labels.pdf?start=40&copies=2").data
    assert b"/Count 4" in printed
    assert packer.get(f"/producer/runs/{run.id}/labels.pdf?start=41").status_code == 422


def test_a_stock_of_ones_own_is_kept_chosen_and_retired(bench: Bench, packer: FlaskClient) -> None:
    form = {"name": "库房 30 枚", "page_width": "210", "page_height": "297", "columns": "3", "rows": "10"}
    refused = send(packer, "/producer/stocks", **form, width="80", height="26.7")
    assert refused.status_code == 422
    assert 'id="error-width"' in refused.get_data(as_text=True)
    assert send(packer, "/producer/stocks", **form, width="64", height="26.7").status_code == 303
    assert "库房 30 枚（A4，每张 30 枚" in text(packer, f"/producer/lots/{bench.lot}/labels/issue")
    assert send(packer, "/producer/stocks/1/retire", page="/producer/stocks").status_code == 303
    assert "库房 30 枚" not in text(packer, f"/producer/lots/{bench.lot}/labels/issue")


def test_a_rival_finds_nothing(store: Store, cast: Cast, bench: Bench) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    rival = sign_in_for(cast, make_producer(store))
    for name in ("", ".svg", ".pdf"):
        assert rival.get(proof_of(bench, name)).status_code == 404
        assert rival.get(f"/producer/runs/{run.id}/proof{name}").status_code == 404
