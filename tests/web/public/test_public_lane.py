"""A plain scan is answered without Flask, as Flask would have answered it."""

from collections.abc import Iterator

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from market import Market
from werkzeug.test import TestResponse

STATES = {"genuine": 1, "void": 301, "returned": 311, "not in use": 321}


@pytest.fixture
def shopper(app: Flask, shopper: FlaskClient) -> FlaskClient:
    """The same, sending the cookies that a test names."""
    client = app.test_client(use_cookies=False)
    client.environ_base |= shopper.environ_base
    return client


@pytest.fixture
def entered(app: Flask) -> Iterator[list[object]]:
    """The requests that came to Flask."""
    seen: list[object] = []

    def note(_sender: object, **_more: object) -> None:
        seen.append(1)

    with request_started.connected_to(note, app):
        yield seen


def scan(client: FlaskClient, address: str, nonce: str, **headers: str) -> TestResponse:
    return client.get(address, headers={"Scan-Nonce": nonce.ljust(16, "0"), **headers})


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STATES)
def test_it_says_what_flask_says(
    shopper: FlaskClient, market: Market, entered: list[object], state: str, language: str
) -> None:
    first, other = (market.label(STATES[state] + n) for n in (0, 1))
    for nonce in ("one", "two"):  # pages with a first and with another scan differ
        scan(shopper, first, nonce, **{"Accept-Language": language})
    entered.clear()
    for nonce in ("three", "four"):
        quick = scan(shopper, other, nonce, **{"Accept-Language": language})
        assert entered == []
        asked = scan(shopper, other, nonce, **{"Accept-Language": language, "Cookie": "not=ours"})
        assert len(entered) == 1
        assert quick.status == asked.status
        assert sorted(quick.headers) == sorted(asked.headers)
        assert quick.data == asked.data
        entered.clear()


def test_whoever_wants_more_than_the_page_goes_to_flask(
    shopper: FlaskClient, market: Market, entered: list[object]
) -> None:
    label = market.label(1)
    scan(shopper, label, "one")
    entered.clear()
    wishes = [
        shopper.get(f"{label}?lang=en"),
        shopper.get(f"{label}?linkType=linkset"),
        shopper.get(label, headers={"Accept": "application/linkset+json"}),
        shopper.head(label),
        shopper.options(label),
        shopper.get(f"{label}/"),
        shopper.get(market.lot_page),
        shopper.get(label, headers={"Cookie": "gitrace=somebody"}),
    ]
    assert len(entered) == len(wishes)


def test_an_address_written_otherwise_leaves_no_trace_of_its_label(shopper: FlaskClient, market: Market) -> None:
    first, other = market.label(1), market.label(2)
    for nonce in ("one", "two"):
        scan(shopper, f"{first}/", nonce)
    for nonce in ("three", "four", "five"):
        told = scan(shopper, other, nonce)
        assert first not in str(told.headers)
        assert f"<{other}?linkType=linkset>" in told.headers["Link"]
    scan(shopper, f"{first}/", "six")
    assert first not in str(scan(shopper, other, "seven").headers)


def test_a_look_at_a_page_that_has_changed_is_counted_once(
    shopper: FlaskClient, market: Market, entered: list[object]
) -> None:
    label = market.label(1)
    scan(shopper, label, "one")
    scan(shopper, label, "two")
    market.hold()
    entered.clear()
    held = scan(shopper, label, "three")
    assert "暂停使用" in held.text
    assert "第 3 次" in held.text
    assert len(entered) == 1
    assert "第 4 次" in scan(shopper, label, "four").text


def test_what_is_forged_is_never_answered_from_what_is_kept(
    shopper: FlaskClient, market: Market, entered: list[object]
) -> None:
    scan(shopper, market.label(1), "one")
    entered.clear()
    assert scan(shopper, market.label(1, key=b"f" * 32), "two").status_code == 404
    assert len(entered) == 1
