"""A write that commits while its effect is being paid is not taken for paid."""

import threading
from typing import Any

from gitrace import clock
from gitrace.jobs import effect, owe
from gitrace.jobs.outbox import pay_due
from gitrace.storage import Store, keeping


def test_a_write_between_reading_and_noting_is_paid_again(store: Store) -> None:
    begun, paid = threading.Event(), []

    @effect("test.tell")
    def tell(_store: Store, payload: Any, _now: object) -> None:
        paid.append(payload)
        begun.set()

    with keeping(store) as session:
        owe(session, "test.tell", key="same", payload="old", now=clock.now())
    with keeping(store) as session:
        owe(session, "test.tell", key="same", payload="new", now=clock.now())
        keeper = threading.Thread(target=pay_due, args=(store, clock.now()))
        keeper.start()
        assert begun.wait(3)
    keeper.join(5)
    assert pay_due(store, clock.now()) == 1
    assert paid == ["old", "new"]
