"""An effect is owed with its write, paid at least once, and never lost between the two."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from gitrace import clock
from gitrace.jobs import Outbox, effect, owe
from gitrace.jobs.outbox import pay_due, retry_delay
from gitrace.jobs.queries import late_effects
from gitrace.jobs.upkeep import purge_effects
from gitrace.storage import Store, keeping, reading


def owed(store: Store, **more: Any) -> None:
    with keeping(store) as session:
        owe(session, "test.tell", now=clock.now(), **more)


def rows(store: Store) -> list[Outbox]:
    with reading(store) as session:
        found = list(session.exec(select(Outbox).order_by(Outbox.id)))
        session.expunge_all()
    return found


def teller(told: list[Any]) -> None:
    @effect("test.tell")
    def tell(_store: Store, payload: Any, _now: object) -> None:
        told.append(payload)


def test_an_effect_is_paid_once_and_noted(store: Store) -> None:
    told: list[Any] = []
    teller(told)
    owed(store, payload={"to": "all"})
    assert pay_due(store, clock.now()) == 1
    assert pay_due(store, clock.now()) == 0
    assert told == [{"to": "all"}]


def test_a_burst_with_one_key_makes_one_row_with_the_last_payload(store: Store) -> None:
    told: list[Any] = []
    teller(told)
    for number in range(5):
        owed(store, key="same", payload=number)
    owed(store, payload="other")
    assert len(rows(store)) == 2
    pay_due(store, clock.now())
    assert told == [4, "other"]
    owed(store, key="same", payload=5)
    assert len(rows(store)) == 3


def test_what_a_refused_write_owed_is_not_owed(store: Store) -> None:
    def refused(session: Session) -> None:
        owe(session, "test.tell", now=clock.now())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), keeping(store) as session:
        refused(session)
    assert rows(store) == []


def test_an_effect_owed_again_while_it_is_paid_is_paid_again(store: Store) -> None:
    told = []

    @effect("test.tell")
    def tell(store: Store, payload: Any, _now: object) -> None:
        told.append(payload)
        if payload == "old":
            owed(store, key="same", payload="new")

    owed(store, key="same", payload="old")
    pay_due(store, clock.now())
    assert pay_due(store, clock.now()) == 1
    assert told == ["old", "new"]


def test_a_failed_effect_comes_again_later_and_others_go_on(store: Store) -> None:
    tries = []

    @effect("test.tell")
    def tell(_store: Store, payload: Any, _now: object) -> None:
        tries.append(payload)
        if len(tries) < 3:
            raise ConnectionError("nobody answers")

    now = clock.now()
    owed(store, payload="a")
    assert pay_due(store, now + timedelta(seconds=1)) == 0
    with reading(store) as session:
        assert [row.last_error for row in late_effects(session)] == ["ConnectionError: nobody answers"]
    assert pay_due(store, now + timedelta(seconds=2)) == 0
    assert len(tries) == 1
    assert pay_due(store, now + timedelta(seconds=4)) == 0
    assert pay_due(store, now + timedelta(seconds=60)) == 1
    assert rows(store)[0].last_error is None


def test_owing_a_failing_effect_again_does_not_hurry_it(store: Store) -> None:
    @effect("test.tell")
    def tell(_store: Store, _payload: Any, _now: object) -> None:
        raise ConnectionError

    owed(store, key="same")
    pay_due(store, clock.now())
    due = rows(store)[0].due_at
    owed(store, key="same")
    assert rows(store)[0].due_at == due


def test_the_delay_grows_to_an_hour() -> None:
    assert [retry_delay(tries).total_seconds() for tries in (1, 2, 3, 11, 40)] == [2, 4, 8, 2048, 3600]


def test_paid_effects_are_forgotten_after_a_week_and_owed_ones_never(store: Store) -> None:
    teller([])
    owed(store)
    pay_due(store, clock.now())
    owed(store, payload="still owed")
    purge_effects(store, clock.now() + timedelta(days=6))
    assert len(rows(store)) == 2
    purge_effects(store, clock.now() + timedelta(days=8))
    assert [row.payload for row in rows(store)] == ['"still owed"']
