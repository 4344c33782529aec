"""A label read by eye: lot and serial suffice."""

import pytest
from flask.testing import FlaskClient
from market import LOT, Market


def ask(client: FlaskClient, lot: str, serial: str, **more: str):  # type: ignore[no-untyped-def]
    return client.get("/", query_string={"lot": lot, "serial": serial, **more})


def serial_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_lot_and_serial_lead_to_the_printed_address(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, LOT, serial_of(market.label()))
    assert (answer.status_code, answer.location) == (303, market.label())
    assert ask(shopper, LOT, serial_of(market.label()), lang="en").location == market.label() + "?lang=en"


def test_what_the_eye_mixes_up_is_mended(shopper: FlaskClient, market: Market) -> None:
    serial = serial_of(market.label())
    spoilt = serial.lower().replace("0", "o").replace("1", "l")
    typed = f" {spoilt[:5]}-{spoilt[5:10]} {spoilt[10:]} "
    assert ask(shopper, "cy26o32o aool", typed).location == market.label()


def test_a_serial_beyond_every_run_was_not_issued(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, LOT, serial_of(market.label(501)))
    assert answer.status_code == 404
    assert "这个序列号没有签发过" in answer.get_data(as_text=True)


def test_a_serial_that_nobody_made_is_forged(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, LOT, serial_of(market.label(key=b"x" * 32)))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "不是本系统签发的编码" in page
    assert market.producer.name not in page


def test_a_lot_that_is_not_on_record_is_said_to_be_so(shopper: FlaskClient, market: Market) -> None:
    answer = ask(shopper, "CY260320B001", serial_of(market.label()))
    assert answer.status_code == 404
    assert "没有查到这个批次" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("lot", "serial", "said"),
    [
        (LOT, "SHORT", "序列号应为 20 个字符，现为 5 个。"),
        (LOT, "U" * 20, "序列号中有标签上不会出现的字符，请逐字核对。"),
        (LOT, "", "请填写此项。"),
        ("批次", "0" * 20, "批次号只能含数字、大写字母、点和连字符。"),
    ],
)
def test_what_is_no_code_is_said_at_its_field(
    shopper: FlaskClient, market: Market, lot: str, serial: str, said: str
) -> None:
    answer = ask(shopper, lot, serial)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_the_front_page_sets_no_cookie(shopper: FlaskClient, market: Market) -> None:
    for answer in (shopper.get("/"), ask(shopper, LOT, serial_of(market.label())), ask(shopper, LOT, "x")):
        assert "Set-Cookie" not in answer.headers
