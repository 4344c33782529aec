"""Opening, pouring, drawing, carrying over and closing a lot."""

from datetime import datetime, time, timedelta

import pytest
from cast import REGULATOR, SEASON, clerk_of, make_record, release
from lot_cast import MORNING, NOON, TODAY, Cooperative, delivered, in_lot
from sqlmodel import select
from standing_clock import Clock

from gitrace import clock
from gitrace.balance.commands import recovery, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.drawing import CarryOver, Draw, carry_over, draw
from gitrace.batches.farm import PackAtOnce, pack_at_once
from gitrace.batches.holds import HoldBatch, LiftRecall, RecallBatch, hold_batch, lift_recall, recall_batch
from gitrace.batches.opening import CloseBatch, close_batch
from gitrace.batches.pouring import Pick, pour_everything, pour_picked, pourable_at_all
from gitrace.batches.queries import BatchFilter, batch_by_lot, find_batches, flows_of, lot_grams, pours_of
from gitrace.batches.tables import Batch, BatchState, Hold
from gitrace.clock import SHANGHAI
from gitrace.errors import Refusal
from gitrace.growers.rules import InputKind
from gitrace.ledger import tables
from gitrace.storage import reading
from gitrace.work import SYSTEM, writing


def events(coop: Cooperative, last: int) -> list[str]:
    with reading(coop.store) as session:
        newest = tables.entry.select().order_by(tables.entry.c.entry_index.desc()).limit(last)
        return [row.tag for row in session.connection().execute(newest)][::-1]


def again(coop: Cooperative, batch: Batch) -> Batch:
    with reading(coop.store) as session:
        found = batch_by_lot(session, batch.lot)
    assert found is not None
    return found


def test_lots_of_a_day_are_numbered_across_producers(coop: Cooperative) -> None:
    rival = Cooperative(coop.store)
    assert [one.open().lot for one in (coop, rival, coop)] == ["CY260320A001", "CY260320A002", "CY260320A003"]
    assert coop.open(packed_on=TODAY + timedelta(days=1)).lot == "CY260321A001"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"packed_on": TODAY + timedelta(days=15)}, "packing-too-far-ahead"),
        ({"packed_on": TODAY - timedelta(days=3)}, "packing-past"),
        ({"form": "raw"}, "unknown-form"),
        ({"cover": "half"}, "invalid-cover"),
        ({"grade": "ungraded"}, "invalid-grade"),
        ({"best_before": TODAY - timedelta(days=1)}, "invalid-date"),
    ],
)
def test_a_lot_that_cannot_be_is_refused(coop: Cooperative, said: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as no:
        coop.open(**said)
    assert no.value.code == code


def test_a_lot_may_be_opened_a_fortnight_ahead_and_poured_on_its_day(coop: Cooperative) -> None:
    batch = coop.open(packed_on=TODAY + timedelta(days=14))
    delivery = coop.weigh(50)
    with pytest.raises(Refusal, match="还没有到"):
        coop.pour(batch, delivery, 50)


def test_one_tap_pours_the_morning(coop: Cooperative) -> None:
    deliveries = [coop.weigh(kg) for kg in (50, 60)]
    coop.weigh(70, weighed_at=MORNING - timedelta(days=1))
    batch = coop.open()
    coop.pour(batch)
    assert coop.kg(in_lot(batch.id)) == 110
    assert [coop.kg(delivered(one.id)) for one in deliveries] == [0, 0]
    with reading(coop.store) as session:
        assert [line.pour.grams for line in pours_of(session, batch.id)] == [50_000, 60_000]
        assert lot_grams(session, [batch.id])[batch.id].free_g == 110_000
    with pytest.raises(Refusal, match="没有可投料"):
        coop.pour(batch)


def test_what_fails_or_has_another_cover_is_not_poured(coop: Cooperative) -> None:
    good = coop.weigh(50)
    make_record(coop.store, coop.plot, started_on="2026-03-18", ended_on="2026-03-19")
    bad = coop.weigh(50)
    batch = coop.open()
    with pytest.raises(Refusal, match="检查不通过"):
        coop.pour(batch, bad, 50)
    with pytest.raises(Refusal, match="不能混装"):
        coop.pour(coop.open(cover="covered"), good, 50)
    coop.pour(batch)
    assert coop.kg(in_lot(batch.id)) == 50


def test_what_is_older_than_two_days_is_not_poured(coop: Cooperative, the_clock: Clock) -> None:
    batch = coop.open(packed_on=TODAY + timedelta(days=2))
    delivery = coop.weigh(50)
    the_clock.set(MORNING + timedelta(days=2))
    coop.pour(batch, delivery, 20)
    the_clock.set(MORNING + timedelta(days=2, minutes=1))
    with pytest.raises(Refusal, match="超过 48 小时"):
        coop.pour(batch, delivery, 20)


def test_what_was_dug_the_day_before_ages_from_that_day_on(coop: Cooperative, the_clock: Clock) -> None:
    batch = coop.open(packed_on=TODAY + timedelta(days=1))
    coop.weigh(50, dug="yesterday")
    fresh = coop.weigh(50, dug="today")
    the_clock.set(datetime.combine(TODAY, time(23, 59), SHANGHAI))
    with reading(coop.store) as session:
        assert len(pourable_at_all(session, batch, clock.now())) == 2
    the_clock.set(datetime.combine(TODAY, time(23, 59), SHANGHAI) + timedelta(minutes=2))
    with reading(coop.store) as session:
        assert [line.delivery.id for line in pourable_at_all(session, batch, clock.now())] == [fresh.id]


def test_what_was_weighed_after_the_packing_day_was_not_packed_on_it(coop: Cooperative, the_clock: Clock) -> None:
    batch = coop.open()
    the_clock.set(NOON + timedelta(days=1))
    delivery = coop.weigh(5, weighed_at=NOON + timedelta(days=1))
    with pytest.raises(Refusal, match="之后过磅"):
        coop.pour(batch, delivery, 5)


def test_a_part_is_poured_and_never_more_than_there_is(coop: Cooperative) -> None:
    batch, delivery = coop.open(), coop.weigh(50)
    coop.pour(batch, delivery, 20)
    with pytest.raises(Refusal) as no:
        coop.pour(batch, delivery, 31)
    assert (no.value.code, coop.kg(delivered(delivery.id))) == ("not-enough", 30)
    with writing(coop.store, SYSTEM) as work:
        pour_picked(work, Pick(deliveries=[delivery.id, delivery.id]), lot=batch.lot)
    assert coop.kg(in_lot(batch.id)) == 50


def test_anothers_lot_and_anothers_delivery_are_out_of_reach(coop: Cooperative) -> None:
    rival = Cooperative(coop.store)
    batch, theirs = coop.open(), rival.weigh(50)
    with pytest.raises(Refusal, match="没有这张交售单"):
        coop.pour(batch, theirs, 50)
    clerk = clerk_of(rival.producer)
    with pytest.raises(Refusal) as no, writing(coop.store, clerk) as work:
        pour_everything(work, lot=batch.lot)
    assert no.value.code == "not-yours"
    with pytest.raises(Refusal) as no:
        coop.open(clerk)
    assert no.value.code == "not-yours"
    with pytest.raises(Refusal, match="没有批次"), writing(coop.store, SYSTEM) as work:
        pour_everything(work, lot="CY260320Z999")


def test_what_leaves_without_a_label_is_debited(coop: Cooperative) -> None:
    batch = coop.open()
    coop.weigh(50)
    coop.pour(batch)
    with writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="loose-sale", weight="60", unit="斤", note="集市"), lot=batch.lot)
    assert coop.kg(in_lot(batch.id)) == 20
    assert coop.kg(without_label(AccountKind.LOOSE_SALE, coop.producer.id, SEASON)) == 30
    for form, code in ((Draw(to="gift"), "unknown-destination"), (Draw(to="loss", weight="20.001"), "not-enough")):
        with pytest.raises(Refusal) as no, writing(coop.store, SYSTEM) as work:
            draw(work, form, lot=batch.lot)
        assert no.value.code == code
    coop.assert_books_are_right()


def test_processing_gains_the_product_by_recovery(coop: Cooperative) -> None:
    boiled, fresh = coop.open(form="boiled", packed_on=TODAY + timedelta(days=3)), coop.open()
    coop.pour(boiled, coop.weigh(50), 50)
    assert coop.kg(in_lot(boiled.id)) == 21
    coop.weigh(100)
    coop.pour(fresh)
    with writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="processing", weight="10", into_lot=boiled.lot), lot=fresh.lot)
    assert coop.kg(in_lot(boiled.id)) == 25.2
    assert coop.kg(without_label(AccountKind.PROCESSING, coop.producer.id, SEASON)) == 60
    assert coop.kg(recovery(SEASON)) == -25.2
    with pytest.raises(Refusal) as no, writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="loss", weight="1", into_lot=boiled.lot), lot=fresh.lot)
    assert no.value.code == "process-unlike"


def test_the_rest_is_carried_over_into_a_later_lot_of_the_kind(coop: Cooperative) -> None:
    batch, delivery = coop.open(), coop.weigh(50)
    coop.pour(batch)
    tomorrow = coop.open(packed_on=TODAY + timedelta(days=1))
    with writing(coop.store, SYSTEM) as work:
        carry_over(work, CarryOver(to_lot=tomorrow.lot, weight="20"), lot=batch.lot)
    assert (coop.kg(in_lot(batch.id)), coop.kg(in_lot(tomorrow.id))) == (30, 20)
    with reading(coop.store) as session:
        flows = flows_of(session, [delivery.id])
    assert [(flow.lot, flow.grams, flow.carried) for flow in flows] == [
        (batch.lot, 50_000, False),
        (tomorrow.lot, 20_000, True),
    ]


def test_the_rest_is_carried_nowhere_else(coop: Cooperative) -> None:
    batch = coop.open()
    coop.weigh(50)
    coop.pour(batch)
    day = timedelta(days=1)
    targets = {
        coop.open(packed_on=TODAY).lot: "carry-not-later",
        coop.open(packed_on=TODAY + 3 * day).lot: "carry-too-late",
        coop.open(packed_on=TODAY + day, cover="covered").lot: "carry-unlike",
        coop.open(packed_on=TODAY + day, form="boiled").lot: "carry-unlike",
        Cooperative(coop.store).open(packed_on=TODAY + day).lot: "unknown-lot",
    }
    for lot, code in targets.items():
        with pytest.raises(Refusal) as no, writing(coop.store, SYSTEM) as work:
            carry_over(work, CarryOver(to_lot=lot), lot=batch.lot)
        assert no.value.code == code


def test_a_lot_is_closed_with_nothing_left(coop: Cooperative) -> None:
    batch = coop.open()
    coop.weigh(50)
    coop.pour(batch)
    with pytest.raises(Refusal) as no, writing(coop.store, SYSTEM) as work:
        close_batch(work, CloseBatch(), lot=batch.lot)
    assert (no.value.code, no.value.field) == ("grams-left", "rest_to")
    with writing(coop.store, SYSTEM) as work:
        close_batch(work, CloseBatch(rest_to="own-use"), lot=batch.lot)
    assert again(coop, batch).state == BatchState.CLOSED
    assert events(coop, 2) == ["batch.drawn/1", "batch.closed/1"]
    with pytest.raises(Refusal, match="已结批"):
        coop.pour(batch)


def test_the_rest_of_a_closed_lot_may_go_into_tomorrows(coop: Cooperative) -> None:
    batch, tomorrow = coop.open(), coop.open(packed_on=TODAY + timedelta(days=1))
    coop.weigh(50)
    coop.pour(batch)
    with writing(coop.store, SYSTEM) as work:
        close_batch(work, CloseBatch(rest_lot=tomorrow.lot), lot=batch.lot)
    assert coop.kg(in_lot(tomorrow.id)) == 50
    assert events(coop, 2) == ["batch.carried/1", "batch.closed/1"]


def test_a_held_lot_takes_and_gives_nothing_but_samples_and_losses(coop: Cooperative) -> None:
    batch = coop.open()
    coop.weigh(50)
    coop.pour(batch)
    coop.weigh(50)
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(kind=Hold.SAFETY, reason="抽检待复核"), lot=batch.lot)
    with pytest.raises(Refusal, match="暂停标签使用"):
        coop.pour(batch)
    with pytest.raises(Refusal, match="暂停标签使用"), writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="loose-sale"), lot=batch.lot)
    with writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="sample", weight="1"), lot=batch.lot)
    release(coop.store, batch.lot, "复检合格")
    coop.pour(batch)
    assert (again(coop, batch).hold, again(coop, batch).hold_reason) == ("none", "复检合格")


def test_the_reason_of_a_hold_is_in_no_leaf(coop: Cooperative) -> None:
    batch = coop.open()
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="抽检待复核"), lot=batch.lot)
    with reading(coop.store) as session:
        newest = tables.entry.select().order_by(tables.entry.c.entry_index.desc()).limit(1)
        leaf = session.connection().execute(newest).one().leaf
    assert batch.lot in leaf
    assert "抽检" not in leaf


def test_only_the_regulator_holds_and_only_once(coop: Cooperative) -> None:
    batch = coop.open()
    with pytest.raises(Refusal) as no, writing(coop.store, clerk_of(coop.producer)) as work:
        hold_batch(work, HoldBatch(reason="x"), lot=batch.lot)
    assert no.value.code == "regulator-only"
    with writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="x"), lot=batch.lot)
    with pytest.raises(Refusal) as no, writing(coop.store, REGULATOR) as work:
        hold_batch(work, HoldBatch(reason="x"), lot=batch.lot)
    assert no.value.code == "held-already"


def test_a_recall_is_set_and_lifted(coop: Cooperative) -> None:
    batch = coop.open()
    recall = RecallBatch(notice="演示召回 1 号", issuer="演示市监局", phone="12315", on=TODAY)
    with writing(coop.store, REGULATOR) as work:
        recall_batch(work, recall, lot=batch.lot)
    coop.weigh(50)
    with pytest.raises(Refusal, match="正在召回"):
        coop.pour(batch)
    with writing(coop.store, REGULATOR) as work:
        lift_recall(work, LiftRecall(reason="误登"), lot=batch.lot)
    assert again(coop, batch).recall_notice is None
    assert events(coop, 1) == ["batch.recall-lifted/1"]


def test_a_lone_farm_does_all_in_one_form(coop: Cooperative) -> None:
    form = PackAtOnce(
        household=coop.household.number,
        scale=coop.scale.number,
        gross="50",
        unit="公斤",
        cover="natural",
        grade="first",
    )
    with writing(coop.store, clerk_of(coop.producer)) as work:
        batch = pack_at_once(work, form, producer_id=coop.producer.id)
    assert events(coop, 3) == ["delivery.weighed/1", "batch.opened/1", "batch.poured/1"]
    assert (batch.lot, batch.grade, coop.kg(in_lot(batch.id))) == ("CY260320A001", "first", 50)


def test_the_one_form_packs_nothing_that_fails(coop: Cooperative) -> None:
    make_record(coop.store, coop.plot, started_on="2026-03-18", ended_on="2026-03-19")
    form = PackAtOnce(
        household=coop.household.number, scale=coop.scale.number, gross="50", unit="公斤", cover="natural"
    )
    with pytest.raises(Refusal, match="安全间隔期"), writing(coop.store, SYSTEM) as work:
        pack_at_once(work, form, producer_id=coop.producer.id)
    assert coop.free_kg == 1200


def test_lots_are_filtered(coop: Cooperative) -> None:
    make_record(coop.store, coop.plot, kind=InputKind.COVER)
    lots = [coop.open().lot, coop.open(cover="covered").lot, coop.open(packed_on=TODAY + timedelta(days=2)).lot]
    wanted = {
        BatchFilter(producer_id=coop.producer.id): lots,
        BatchFilter(cover="covered"): lots[1:2],
        BatchFilter(last_day=TODAY): lots[:2],
        BatchFilter(first_day=TODAY + timedelta(days=1)): lots[2:],
        BatchFilter(text="0320a002"): lots[1:2],
        BatchFilter(held=True): [],
        BatchFilter(state="closed"): [],
    }
    with reading(coop.store) as session:
        for one, expected in wanted.items():
            found, count = find_batches(session, one)
            assert sorted(batch.lot for batch in found) == expected
            assert count == len(expected)
        assert session.exec(select(Batch)).first() is not None
