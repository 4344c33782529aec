"""Certificates of conformity at their doors: one tap at the lot, the page that buyers open, lists, ticks, prints."""

import io

import cast as field
import pytest
from applications import application
from browsers import Cast
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from packed_lots import Packed, pack
from standing_clock import Clock
from visiting import send, sign_in_for, sign_in_regulator, text

from gitrace.batches.holds import RecallBatch, recall_batch
from gitrace.certificates.commands import WithdrawCertificate, withdraw_certificate
from gitrace.clock import shanghai_day
from gitrace.people.roles import Role
from gitrace.settings import Settings
from gitrace.storage import Store
from gitrace.work import SYSTEM, writing


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"label_host": "label.example"})


@pytest.fixture
def app(store: Store, the_clock: Clock) -> Flask:
    the_clock.set(field.SPRING_MORNING)
    return application(store)


@pytest.fixture
def packed(app: Flask, store: Store) -> Packed:
    return pack(store)


@pytest.fixture
def clerk(cast: Cast, packed: Packed) -> FlaskClient:
    return sign_in_for(cast, packed.producer, Role.CLERK)


def test_what_stands_on_record_is_issued_by_one_tap(clerk: FlaskClient, packed: Packed, app: Flask) -> None:
    packed.issue()
    with writing(packed.store, packed.clerk) as work:
        withdraw_certificate(work, WithdrawCertificate(reason="演示"), number=f"{packed.batch.lot}-1")
    lot = f"/producer/lots/{packed.batch.lot}"
    assert "演示电话 0715-0000000" in text(clerk, lot)
    shown = {"goods": "鲜笋", "weight": "200", "unit": "斤", "rests_on": "control", "contact": "演示电话 0715-0000000"}
    answer = send(clerk, f"{lot}/certificate", page=lot, **shown)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = text(clerk, answer.location)
    for words in ("合格证有效", f"{packed.batch.lot}-2", "200 斤", "桂花泉镇", "混装后重新开具"):
        assert words in page, words


def test_a_lot_that_grew_since_asks_for_a_correction(clerk: FlaskClient, packed: Packed) -> None:
    number, lot = packed.issue().number, f"/producer/lots/{packed.batch.lot}"
    assert "合格证写的是" not in text(clerk, lot)
    field.pour(packed.store, packed.batch, field.make_delivery(packed.store, packed.producer, kg=20))
    assert "批次现有 240 斤，合格证写的是 200 斤" in text(clerk, lot)
    fields = {"goods": "鲜笋", "weight": "240", "unit": "斤", "rests_on": "control", "contact": "演示门市部"}
    answer = send(clerk, f"/producer/certificates/{number}/correct", reason="演示：后来又投了一筐", **fields)
    assert f"/producer/certificates/{packed.batch.lot}-2?" in answer.location
    assert "合格证写的是" not in text(clerk, lot)


def test_a_form_that_is_refused_keeps_what_was_typed(clerk: FlaskClient, packed: Packed) -> None:
    address = f"/producer/lots/{packed.batch.lot}/certificate"
    answer = send(clerk, address, goods="鲜笋", weight="999", unit="斤", rests_on="own-test", contact="演示门市")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "本批次只有 200 斤，不能多开。" in page
    for typed in ('value="999"', 'value="演示门市"', 'value="own-test" checked'):
        assert typed in page, typed


def test_buyers_open_it_by_its_printed_address(app: Flask, packed: Packed) -> None:
    number = packed.issue().number
    answer = app.test_client().get(f"/certificates/{number.lower()}")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = answer.get_data(as_text=True)
    for words in (
        "合格证有效，由生产者开具",
        "演示官庄合作社",
        "质量安全控制",
        "至少保存 6 个月",
        "演示电话 0715-0000000",
    ):
        assert words in page, words
    assert "Certificate in force" in text(app.test_client(), f"/certificates/{number}?lang=en")


def test_its_page_tells_a_recall_and_a_withdrawal_and_answers_on(app: Flask, packed: Packed, the_clock: Clock) -> None:
    number = packed.issue().number
    with writing(packed.store, packed.clerk) as work:
        withdraw_certificate(work, WithdrawCertificate(reason="演示：不公开的理由"), number=number)
    page = text(app.test_client(), f"/certificates/{number}")
    assert "这份合格证已作废" in page
    assert "不公开的理由" not in page
    notice = RecallBatch(notice="演示召回 1 号", issuer="演示县局", phone="0000", on=shanghai_day(field.SPRING_MORNING))
    with writing(packed.store, SYSTEM) as work:
        recall_batch(work, notice, lot=packed.batch.lot)
    the_clock.set(field.SPRING_MORNING.replace(year=2027))
    assert "本批次正在召回，这份合格证不再有效" in text(app.test_client(), f"/certificates/{number}")


def test_a_number_nobody_issued_says_so(app: Flask) -> None:
    answer = app.test_client().get("/certificates/CY260320A001-9")
    assert answer.status_code == 404
    assert "没有查到这份合格证" in answer.get_data(as_text=True)


def test_the_lots_public_page_leads_to_it(app: Flask, packed: Packed) -> None:
    item = field.make_trade_item(packed.store, packed.producer)
    lot = f"/01/{item.gtin}/10/{packed.batch.lot}"
    assert "承诺达标合格证未记录" in text(app.test_client(), lot)
    number = packed.issue().number
    page = text(app.test_client(), lot)
    assert "承诺达标合格证已开具" in page
    assert f'href="/certificates/{number}?lang=zh"' in page


def test_a_list_is_searched_and_taken_out(clerk: FlaskClient, packed: Packed) -> None:
    number = packed.issue().number
    assert number in text(clerk, f"/producer/certificates?text={packed.batch.lot}")
    assert "没有这样的合格证" in text(clerk, "/producer/certificates?wanted=withdrawn")
    taken = clerk.get("/producer/certificates/taken.xlsx")
    rows = list(load_workbook(io.BytesIO(taken.data)).active.values)  # type: ignore[union-attr]
    assert [row[0] for row in rows if row[0] == number] == [number]
    assert clerk.get("/producer/certificates/taken.xlsx?from_day=x").status_code == 422


@pytest.mark.parametrize("number", ["%00", "%EF%BF%BD", "x"])
def test_what_is_no_number_is_nobodys_certificate(packed: Packed, app: Flask, number: str) -> None:
    for page in (f"/certificates/{number}", f"/certificates/{number}/symbol.svg"):
        assert app.test_client().get(page).status_code == 404


def test_the_regulator_reads_all_and_why_one_was_withdrawn(cast: Cast, packed: Packed) -> None:
    number = packed.issue().number
    with writing(packed.store, packed.clerk) as work:
        withdraw_certificate(work, WithdrawCertificate(reason="演示：改送加工"), number=number)
    regulator = sign_in_regulator(cast)
    assert number in text(regulator, f"/regulator/certificates?producer={packed.producer.id}&wanted=withdrawn")
    assert "演示：改送加工" in text(regulator, f"/regulator/certificates/{number}")


def test_the_regulator_finds_the_lots_that_have_none(cast: Cast, packed: Packed) -> None:
    regulator, lot = sign_in_regulator(cast), f'/regulator/lots/{packed.batch.lot}"'
    assert lot in text(regulator, "/regulator/lots?state=uncertified")
    packed.issue()
    assert lot not in text(regulator, "/regulator/lots?state=uncertified")


def test_a_days_certificates_are_ticked_off(clerk: FlaskClient, packed: Packed) -> None:
    address = f"/producer/certificates/received?day={shanghai_day(field.SPRING_MORNING)}"
    first, second = (str(one.id) for one in packed.deliveries)
    assert send(clerk, address, deliveries=[first, second]).status_code == 303
    assert text(clerk, address).count(" checked") == 2
    send(clerk, address, deliveries=[second])
    assert text(clerk, address).count(" checked") == 1


def test_only_what_stands_is_printed(clerk: FlaskClient, packed: Packed) -> None:
    number = packed.issue().number
    address = f"/producer/certificates/{number}"
    for paper in ("a6", "80", "58"):
        assert clerk.get(f"{address}/certificate.pdf?paper={paper}").data.startswith(b"%PDF"), paper
    assert send(clerk, f"{address}/withdraw", reason="演示：写错").status_code == 303
    assert clerk.get(f"{address}/certificate.pdf").status_code == 422
    assert "certificate.pdf" not in text(clerk, address)
