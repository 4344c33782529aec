"""The board follows a lot from opened to closed, says what stands in its way, and shows no rival's."""

import pytest
from batches.lot_cast import NOON, TODAY, Cooperative
from cast import REGULATOR, issue, make_producer, make_report, make_trade_item, put_in_use
from standing_clock import Clock

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.clock import shanghai_day
from gitrace.desk.board import Card, board
from gitrace.desk.stages import Stage
from gitrace.desk.stops import Stops, stops_of
from gitrace.people.commands import InvitePerson, invite
from gitrace.people.roles import Role
from gitrace.producers.marks import RestoreLabelUse, StopLabelUse, restore_label_use, stop_label_use
from gitrace.producers.queries import the_producer
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, Actor, writing


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)


def only(store: Store, coop: Cooperative) -> Card:
    with reading(store) as session:
        (card,) = [one for cards in board(session, coop.producer.id, shanghai_day(NOON)).values() for one in cards]
    return card


def test_a_lot_goes_its_way_across_the_board(store: Store, coop: Cooperative) -> None:
    item = make_trade_item(store, coop.producer)
    batch = coop.open()
    assert only(store, coop).stage is Stage.OPENED
    coop.weigh(100)
    coop.pour(batch)
    untested = only(store, coop)
    assert untested.stage is Stage.TO_TEST
    assert untested.why is not None
    assert untested.why.code == "test-report"
    make_report(store, coop.producer)
    assert only(store, coop).stage is Stage.FILLING
    issue(store, batch.lot, item.gtin, 10)
    assert only(store, coop).stage is Stage.READY
    put_in_use(store, batch.lot, item.gtin, 1, 10)
    assert only(store, coop).stage is Stage.IN_USE


def test_a_held_lot_says_why(store: Store, coop: Cooperative) -> None:
    batch = coop.open()
    with writing(store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="演示：核对称重"), lot=batch.lot)
    card = only(store, coop)
    assert card.stage is Stage.STOPPED
    assert card.why is not None
    assert card.why.code == "hold"


def test_a_rivals_lots_are_on_no_other_board(store: Store, coop: Cooperative) -> None:
    coop.open()
    rival = make_producer(store)
    with reading(store) as session:
        assert not any(board(session, rival.id, TODAY).values())


def test_a_stopped_producer_reads_since_when_by_whom_and_why(store: Store, coop: Cooperative) -> None:
    with writing(store, SYSTEM) as work:
        form = InvitePerson(display_name="演示监管员", role=Role.REGULATOR, bureau="market", level="county")
        warden = invite(work, form)[0]
    actor = Actor(f"user:{warden.id}", Role.REGULATOR, warden.id)
    coop.open()
    with writing(store, actor) as work:
        stop_label_use(work, StopLabelUse(producer_id=coop.producer.id, reason="演示：数量不符"))
    with reading(store) as session:
        stop = stops_of(session, the_producer(session, coop.producer.id)).label_use
    assert stop is not None
    assert (stop.since, stop.bureau, stop.reason) == (NOON, "market", "演示：数量不符")
    assert only(store, coop).stage is Stage.STOPPED
    with writing(store, actor) as work:
        restore_label_use(work, RestoreLabelUse(producer_id=coop.producer.id, reason="演示：已核清"))
    with reading(store) as session:
        assert stops_of(session, the_producer(session, coop.producer.id)) == Stops()
