"""Print orders: drawn by the keeper, fetched by their own producer alone, codes handed out by its manager."""

import re
from datetime import timedelta

import pytest
from browsers import Cast
from cast import issue, make_producer
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from standing_clock import Clock
from visiting import send, sign_in_for, text

from gitrace import clock
from gitrace.jobs.running import run_next
from gitrace.labels.tables import Run
from gitrace.people.roles import Role
from gitrace.printing import jobs as label_jobs  # noqa: F401 - the keeper's handler
from gitrace.settings import Settings
from gitrace.storage import Store, open_store

LIST = "/producer/print-orders"


@pytest.fixture
def store(settings: Settings) -> Store:
    opened = open_store(settings.model_copy(update={"label_host": "label.example.gov.cn"}))
    yield opened
    opened.close()


@pytest.fixture
def bench(store: Store) -> Bench:
    return make_bench(store, ahead=100_000)


@pytest.fixture
def run(store: Store, bench: Bench) -> Run:
    return issue(store, bench.lot, bench.gtin, 60)


@pytest.fixture
def packer(cast: Cast, bench: Bench) -> FlaskClient:
    return sign_in_for(cast, bench.producer, Role.PACKER)


@pytest.fixture
def manager(cast: Cast, bench: Bench) -> FlaskClient:
    return sign_in_for(cast, bench.producer, Role.MANAGER)


def test_a_print_is_ordered_waited_for_and_fetched(store: Store, run: Run, packer: FlaskClient) -> None:
    page = f"/producer/runs/{run.id}/print-orders"
    assert send(packer, page, format="pdf", first="1", last="60", stock="a4-4x10", start="5").status_code == 303
    waiting = packer.get(LIST)
    assert "排队中" in waiting.get_data(as_text=True)
    assert waiting.headers["Refresh"] == "3"
    assert run_next(store, clock.now())
    ready = packer.get(LIST)
    assert "Refresh" not in ready.headers
    (address,) = re.findall(rf'href="({LIST}/\d+/file)"', ready.get_data(as_text=True))
    with packer.get(address) as answer:
        assert answer.data.startswith(b"%PDF-")
        assert "-00001-00060-pdf.pdf" in answer.headers["Content-Disposition"]


def test_a_file_is_fetched_as_long_as_its_labels_may_be_printed(
    store: Store, cast: Cast, bench: Bench, run: Run, the_clock: Clock
) -> None:
    packer = sign_in_for(cast, bench.producer, Role.PACKER)
    send(packer, f"/producer/runs/{run.id}/print-orders", format="pdf")
    assert run_next(store, clock.now())
    the_clock.set(clock.now() + timedelta(days=3, minutes=1))
    later = sign_in_for(cast, bench.producer, Role.PACKER)
    answer = later.get(f"{LIST}/1/file")
    assert (answer.status_code, "补打" in answer.get_data(as_text=True)) == (422, True)
    assert f'href="/producer/runs/{run.id}/reprint?first=1&amp;last=60"' in text(later, LIST)
    assert send(later, f"/producer/runs/{run.id}/reprint", reason="卷标卡纸").status_code == 303
    with later.get(f"{LIST}/1/file") as again:
        assert again.data.startswith(b"%PDF-")


def test_a_wish_that_cannot_be_is_told_at_its_field(run: Run, packer: FlaskClient) -> None:
    page = f"/producer/runs/{run.id}/print-orders"
    answer = send(packer, page, format="pdf", stock="a4-4x10", start="41")
    assert answer.status_code == 422
    assert 'id="error-start"' in answer.get_data(as_text=True)


def test_an_order_is_taken_back(run: Run, packer: FlaskClient) -> None:
    send(packer, f"/producer/runs/{run.id}/print-orders", format="pdf")
    assert send(packer, f"{LIST}/1/cancel", page=LIST).status_code == 303
    assert "已取消" in text(packer, LIST)


def test_a_manager_hands_out_codes_and_reads_the_passphrase_once(
    store: Store, run: Run, manager: FlaskClient, packer: FlaskClient
) -> None:
    page = f"/producer/runs/{run.id}/hand-out"
    told = {"format": "xlsx", "recipient": "演示印刷厂", "sealed": "true", "once": "the-same-form"}
    first, again = (send(manager, page, **told) for _ in range(2))
    assert first.status_code == 201
    assert re.search(r"([0-9A-Z]{5}-){3}[0-9A-Z]{5}", first.get_data(as_text=True))
    assert again.status_code == 303
    assert send(packer, f"{LIST}/1/cancel", page=LIST).status_code == 404
    assert run_next(store, clock.now())
    with manager.get(f"{LIST}/1/file") as sealed:
        assert sealed.data.startswith(b"PK")
    assert "演示印刷厂" in text(packer, LIST)
    assert packer.get(f"{LIST}/1/file").status_code == 404
    assert packer.get(page).status_code == 403


def test_a_rival_finds_no_order_and_no_file(
    store: Store, cast: Cast, bench: Bench, run: Run, packer: FlaskClient
) -> None:
    send(packer, f"/producer/runs/{run.id}/print-orders", format="pdf")
    assert run_next(store, clock.now())
    rival = sign_in_for(cast, make_producer(store), Role.MANAGER)
    assert bench.lot not in text(rival, LIST)
    assert rival.get(f"{LIST}/1/file").status_code == 404
    assert send(rival, f"{LIST}/1/cancel", page=LIST).status_code == 404
    for deed in ("print-orders", "hand-out"):
        assert rival.get(f"/producer/runs/{run.id}/{deed}").status_code == 404
