"""A network that misses often meets slower misses; what it finds comes as fast as ever."""

import threading
import time
from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from market import Market

from gitrace.scans import patience
from gitrace.web.public import misses


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Instead of waiting."""
    waits: list[float] = []
    monkeypatch.setattr(misses, "time", SimpleNamespace(sleep=waits.append))
    return waits


def test_wrong_codes_are_answered_more_and_more_slowly_and_right_ones_are_not(
    shopper: FlaskClient, market: Market, slept: list[float]
) -> None:
    forged = market.label(key=b"x" * 32)
    for address in [forged, "/01/x", market.label(501), forged] * (patience.FREE_MISSES // 4):
        assert shopper.get(address).status_code in (400, 404)
    assert slept == []
    assert [shopper.get(forged).status_code for _ in range(2)] == [404, 404]
    assert slept == pytest.approx([patience.STEP, 2 * patience.STEP])
    assert shopper.get(market.label()).status_code == 200
    assert shopper.get("/").status_code == 200
    assert len(slept) == 2


def test_another_network_does_not_pay_for_it(shopper: FlaskClient, market: Market, slept: list[float]) -> None:
    for _ in range(patience.FREE_MISSES + 1):
        shopper.get("/01/x")
    shopper.get("/01/x", environ_base={"REMOTE_ADDR": "203.0.113.78"})
    assert len(slept) == 1


def test_while_many_wait_a_shopper_is_answered(shopper: FlaskClient, market: Market, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    shopper.get("/01/x")
    held = threading.Event()
    monkeypatch.setattr(misses, "delay_of", lambda _count: 1)
    monkeypatch.setattr(misses, "time", SimpleNamespace(sleep=lambda _delay: held.wait(5)))
    monkeypatch.setattr(patience, "MOST_WAITING", 1)
    waiting = threading.Thread(target=shopper.application.test_client().get, args=("/01/x",))
    waiting.start()
    begun = time.monotonic()
    while not shopper.application.extensions["gitrace_misses"]._waiting:
        assert time.monotonic() - begun < 5
    assert shopper.get("/01/x").status_code == 400
    assert shopper.get(market.label()).status_code == 200
    held.set()
    waiting.join()
