"""Cartons on the scale at the bench: the weight, Enter, the next label stands there; packs into cartons."""

import pytest
from browsers import Cast
from cast import issue, make_report, make_trade_item
from flask.testing import FlaskClient
from label_lots import Bench, make_bench
from visiting import send, sign_in_for, text

from gitrace.identifiers.gtin import check_digit
from gitrace.people.roles import Role
from gitrace.storage import Store

BODY = "9690123400003"


@pytest.fixture
def bench(store: Store) -> Bench:
    made = make_bench(store, grams=100_000, ahead=900_000, gtin=BODY + check_digit(BODY), shoot_g=20_000)
    make_report(store, made.producer)
    issue(store, made.lot, made.gtin, 10)
    return made


@pytest.fixture
def packer(cast: Cast, bench: Bench) -> FlaskClient:
    return sign_in_for(cast, bench.producer, Role.PACKER)


def test_the_weight_and_the_next(packer: FlaskClient, bench: Bench) -> None:
    page = f"/producer/lots/{bench.lot}/cartons"
    assert "逐件称重启用" in text(packer, f"/producer/lots/{bench.lot}/labels")
    done = send(packer, page, gtin=bench.gtin, label="1", weight="39.2", unit="斤")
    assert done.status_code == 303
    shown = text(packer, done.location)
    assert 'name="label" type="text" value="2"' in shown
    assert "余量 160.8 斤" in shown
    typed = send(packer, page, gtin=bench.gtin, label="2", weight="392", unit="斤")
    assert typed.status_code == 422
    assert 'value="392"' in typed.text
    assert send(packer, f"{page}/correct", gtin=bench.gtin, label="1", weight="39.6", unit="斤").status_code == 303
    assert "余量 160.4 斤" in text(packer, page)


def test_packs_and_carton_by_their_numbers(store: Store, packer: FlaskClient, bench: Bench) -> None:
    pack, box = make_trade_item(store, bench.producer), make_trade_item(store, bench.producer, shoot_g=10_000)
    for item, count in ((pack, 40), (box, 2)):
        issue(store, bench.lot, item.gtin, count)
    page = f"/producer/lots/{bench.lot}/cartons/fill"
    done = send(packer, page, gtin=box.gtin, carton="1", packs=pack.gtin, first="1", last="20")
    assert done.status_code == 303
    shown = text(packer, done.location)
    assert "装有 1–20" in shown
    assert [f'value="{number}"' in shown for number in (2, 21, 40)] == [True] * 3
    page_of_void = f"/producer/lots/{bench.lot}/labels/void"
    assert "整件拆散" in text(packer, page_of_void)
    assert send(packer, page_of_void, gtin=box.gtin, first="1", last="1", kind="unpacked").status_code == 303
    assert "对不上" in send(packer, page, gtin=box.gtin, carton="2", packs=pack.gtin, first="21", last="39").text


def test_a_lots_code_comes_as_a_file(cast: Cast, bench: Bench) -> None:
    packer, page = sign_in_for(cast, bench.producer, Role.PACKER), f"/producer/lots/{bench.lot}/code"
    assert "不能区分单件" in text(packer, page)
    no = send(packer, page, gtin=bench.gtin, drawn_as="png")
    assert "GITRACE_LABEL_HOST" in no.text
