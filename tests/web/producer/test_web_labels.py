"""A lot's labels at the producer's pages: issued, printed, put in use, void, returned; a rival sees nothing."""

import pytest
from browsers import Cast
from cast import issue, make_producer, make_report
from flask import Flask
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import Tally, tally
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


def page_of(bench: Bench) -> str:
    return f"/producer/lots/{bench.lot}/labels"


def tallied(store: Store, bench: Bench) -> Tally:
    with reading(store) as session:
        return tally(rolls_of(session, bench.batch.id))


def test_the_whole_way_of_a_roll(store: Store, bench: Bench, packer: FlaskClient) -> None:
    page = page_of(bench)
    assert bench.lot in text(packer, "/producer/labels")
    assert "这一批还没有签发标签" in text(packer, page)
    assert send(packer, f"{page}/issue", gtin=bench.gtin, count="30", stock="a4-4x10").status_code == 303
    assert 'name="last" type="text" value="20"' in text(packer, f"{page}/use?gtin={bench.gtin}")
    what = {"gtin": bench.gtin}
    assert send(packer, f"{page}/use", **what, first="1", last="10").status_code == 303
    assert send(packer, f"{page}/void", **what, first="1", last="1", kind="gone", note="泡水").status_code == 303
    assert send(packer, f"{page}/return", **what, first="30", last="30", note="交县局").status_code == 303
    assert tallied(store, bench) == Tally(printed=30, in_use=9, void=1, returned=1)
    shown = text(packer, page)
    for words in ("泡水", "11–29", "PDF 1–30", "交县局", "可启用数"):
        assert words in shown


def test_more_than_fits_is_refused_at_its_field(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 30)
    answer = send(packer, f"{page_of(bench)}/use", gtin=bench.gtin, first="1", last="30")
    assert answer.status_code == 422
    assert "只够启用 20 枚" in answer.get_data(as_text=True)
    assert 'id="error-last"' in answer.get_data(as_text=True)


def test_a_form_sent_twice_uses_labels_once(store: Store, bench: Bench, packer: FlaskClient) -> None:
    address = f"{page_of(bench)}/issue"
    form = {"gtin": bench.gtin, "count": "5", "stock": "a4-4x10", "once": "the-same-form-twice"}
    token = text(packer, address).split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    for word in ("1", "again"):
        answer = packer.post(address, data={**form, "csrf_token": token})
        assert f"saved={word}" in answer.location
    assert tallied(store, bench).printed == 5


def test_a_committed_run_is_printed(store: Store, bench: Bench, packer: FlaskClient) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    kinds = {"labels.pdf": b"%PDF-", "label.png": b"\x89PNG", "label.svg": b"<svg"}
    for name, magic in kinds.items():
        answer = packer.get(f"/producer/runs/{run.id}/{name}?first=2&last=3")
        assert answer.data.startswith(magic)
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert packer.get(f"/producer/runs/{run.id}/labels.pdf?first=2&last=4").status_code == 422
    assert packer.get("/producer/runs/99/labels.pdf").status_code == 404


def test_a_reprint_has_a_reason(store: Store, bench: Bench, packer: FlaskClient) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    assert send(packer, f"/producer/runs/{run.id}/reprint").status_code == 422
    assert send(packer, f"/producer/runs/{run.id}/reprint", reason="卡纸").status_code == 303


def test_a_rival_finds_nothing(store: Store, cast: Cast, bench: Bench) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    rival = sign_in_for(cast, make_producer(store))
    assert bench.lot not in text(rival, "/producer/labels")
    for deed in ("", "/issue", "/use", "/void", "/return"):
        assert rival.get(page_of(bench) + deed).status_code == 404
    for name in ("labels.pdf", "label.png", "label.svg", "reprint"):
        assert rival.get(f"/producer/runs/{run.id}/{name}").status_code == 404


def test_the_regulator_gives_back_above_the_share(
    store: Store, cast: Cast, bench: Bench, packer: FlaskClient, app: Flask
) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    what = {"gtin": bench.gtin, "first": "1", "last": "5"}
    assert send(packer, f"{page_of(bench)}/use", **what).status_code == 303
    assert send(packer, f"{page_of(bench)}/void", **what, kind="opened").status_code == 422
    warden = sign_in_regulator(cast)
    assert send(warden, f"/regulator/lots/{bench.lot}/void-labels", **what, kind="opened").status_code == 303
    assert tallied(store, bench).void == 5
    assert warden.get("/regulator/lots/CY260312A999/void-labels").status_code == 404
