"""A lot's labels at the producer's bench: issued, printed, put in use, void, returned; a rival sees nothing."""

import io

import pytest
from browsers import Cast
from cast import issue, make_producer, make_report
from flask import Flask
from flask.testing import FlaskClient
from label_lots import Bench, lay_deficit, make_bench
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.balance.tables import AccountKind
from gitrace.batches.opening import CloseBatch
from gitrace.identifiers.digital_link import DigitalLink
from gitrace.identifiers.serial import label_serial
from gitrace.labels.closing import close_lot
from gitrace.labels.records import rolls_of
from gitrace.labels.rolls import Tally, tally
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store, open_store, reading
from gitrace.work import writing


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
    assert "启用 1–20" in text(packer, page)
    assert send(packer, page, first="1", last="10").status_code == 303
    assert send(packer, f"{page}/void", first="1", last="1", kind="gone", note="泡水").status_code == 303
    assert send(packer, f"{page}/return", first="30", last="30", note="交县局").status_code == 303
    assert tallied(store, bench) == Tally(printed=30, in_use=9, void=1, returned=1)
    shown = text(packer, page)
    for words in ("泡水", "11–29", "PDF 1–30", "交县局", "可启用数"):
        assert words in shown


def test_more_than_fits_is_refused_at_its_field(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 30)
    answer = send(packer, page_of(bench), first="1", last="30")
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
    again = send(packer, f"/producer/runs/{run.id}/reprint", first="2", last="2", reason="卡纸")
    assert again.status_code == 303
    assert f'href="/producer/runs/{run.id}/labels.pdf?first=2&amp;last=2"' in text(packer, again.location)


def test_labels_of_a_closed_lot_are_printed_no_more(store: Store, bench: Bench, packer: FlaskClient) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    with writing(store, bench.actor) as work:
        close_lot(work, CloseBatch(rest_to=AccountKind.LOOSE_SALE), lot=bench.lot)
    assert "本批次已结批" in text(packer, f"/producer/runs/{run.id}/reprint")
    assert f"/producer/runs/{run.id}/label" not in text(packer, page_of(bench))
    for name in ("labels.pdf", "label.png", "label.svg"):
        assert packer.get(f"/producer/runs/{run.id}/{name}").status_code == 422


def test_a_rival_finds_nothing(store: Store, cast: Cast, bench: Bench) -> None:
    run = issue(store, bench.lot, bench.gtin, 3)
    rival = sign_in_for(cast, make_producer(store))
    assert bench.lot not in text(rival, "/producer/labels")
    for deed in ("", "/issue", "/void", "/return"):
        assert rival.get(page_of(bench) + deed).status_code == 404
    for name in ("labels.pdf", "label.png", "label.svg", "reprint"):
        assert rival.get(f"/producer/runs/{run.id}/{name}").status_code == 404


def test_the_regulator_gives_back_above_the_share(
    store: Store, cast: Cast, bench: Bench, packer: FlaskClient, app: Flask
) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    what = {"gtin": bench.gtin, "first": "1", "last": "5"}
    assert send(packer, page_of(bench), **what).status_code == 303
    assert send(packer, f"{page_of(bench)}/void", **what, kind="opened").status_code == 422
    warden = sign_in_regulator(cast)
    assert send(warden, f"/regulator/lots/{bench.lot}/void-labels", **what, kind="opened").status_code == 303
    assert tallied(store, bench).void == 5
    assert warden.get("/regulator/lots/CY260312A999/void-labels").status_code == 404


def scan(store: Store, bench: Bench, number: int) -> str:
    """What a hand scanner types."""
    serial = label_serial(store.keys.labels[1], bench.gtin, bench.lot, number)
    return DigitalLink(bench.gtin, bench.lot, serial).address("label.example.gov.cn", upper_case=True)


def test_the_first_and_the_last_label_are_scanned(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    first = send(packer, page_of(bench), first=scan(store, bench, 3), last="").get_data(as_text=True)
    assert "第一枚：3" in first
    assert "autofocus" in first
    assert scan(store, bench, 3) in first
    assert send(packer, page_of(bench), first=scan(store, bench, 3), last=scan(store, bench, 9)).status_code == 303
    assert tallied(store, bench).in_use == 7


def test_a_label_that_is_not_this_lots_is_told_at_its_field(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    for text_of_label in (scan(store, bench, 21), "HTTPS://ELSEWHERE.EXAMPLE/SHOP", "abc"):
        answer = send(packer, page_of(bench), first=text_of_label, last="")
        assert answer.status_code == 422
        assert 'id="error-first"' in answer.get_data(as_text=True)
    assert tallied(store, bench).in_use == 0


def test_a_photographed_label_is_read(store: Store, bench: Bench, packer: FlaskClient) -> None:
    run = issue(store, bench.lot, bench.gtin, 20)
    drawn = {n: packer.get(f"/producer/runs/{run.id}/label.png?first={n}&last={n}").data for n in (2, 5)}
    photos = {f"{field}_photo": (io.BytesIO(drawn[n]), "a.png") for field, n in (("first", 2), ("last", 5))}
    assert send(packer, page_of(bench), **photos).status_code == 303
    assert tallied(store, bench).in_use == 4
    answer = send(packer, page_of(bench), first="", first_photo=(io.BytesIO(b"no picture"), "a.png"))
    assert 'id="error-first"' in answer.get_data(as_text=True)


def test_fifty_more_are_two_taps_away(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 5, stock="60x40")
    answer = send(packer, f"{page_of(bench)}/more", page=page_of(bench), gtin=bench.gtin)
    assert (answer.status_code, tallied(store, bench).printed) == (303, 55)
    shown = text(packer, answer.location)
    assert "新签发 6–55" in shown
    assert "/producer/runs/2/labels.pdf?first=6&amp;last=55" in shown


def test_what_the_bench_asks_about_is_not_done_yet(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    carried = {"first": "3", "last": "4", "from": "bench"}
    for deed in ("void", "return"):
        answer = send(packer, f"{page_of(bench)}/{deed}", **carried)
        assert answer.status_code == 200
        assert 'name="last" type="text" value="4"' in answer.get_data(as_text=True)
    assert tallied(store, bench).left == 20


def test_the_bench_says_what_stops_it_and_what_to_do(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    lay_deficit(store, bench, 1_000)
    shown = text(packer, page_of(bench))
    assert "现在不能启用" in shown
    assert "更正后还差 2 斤" in shown
    assert "把多出来的标签作废" in shown
    assert "启用 1–" not in shown


def test_closing_says_what_it_voids_and_posts_and_does_it_once(store: Store, bench: Bench, packer: FlaskClient) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    assert send(packer, page_of(bench), first="1", last="15").status_code == 303
    page = f"/producer/lots/{bench.lot}/close"
    shown = text(packer, page)
    assert "作废没有启用的 5 枚" in shown
    assert "16–20" in shown
    assert "余量 5 斤" in shown
    assert send(packer, page).status_code == 422
    assert send(packer, page, rest_to="loose-sale").status_code == 303
    assert tallied(store, bench) == Tally(printed=20, in_use=15, void=5)
    assert "本批次已结批" in text(packer, page_of(bench))
