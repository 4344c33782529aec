"""Correcting a delivery: where the grams come back from, and what is overdrawn."""

from datetime import date, timedelta

import pytest
from cast import REGULATOR, SEASON, clerk_of, make_household, make_plot, make_record
from lot_cast import MORNING, NOON, OVERDRAFT, TODAY, Cooperative, deficit, delivered, in_lot
from sqlmodel import select
from standing_clock import Clock

from gitrace.balance.commands import Books, certified, in_use, recovery, unattributed, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.deficits import SettleDeficit, repay_deficit, settle_deficit
from gitrace.batches.drawing import CarryOver, Draw, carry_over, draw
from gitrace.batches.marked import AskMarked, marked_lots
from gitrace.batches.opening import CloseBatch, close_batch
from gitrace.batches.queries import pours_of
from gitrace.batches.rejudging import rejudge_plot
from gitrace.batches.tables import Batch
from gitrace.deliveries.commands import DrawDelivery, draw_delivery
from gitrace.deliveries.price import prices_of
from gitrace.deliveries.queries import corrections_of, get_delivery, keyed
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.tables import Household
from gitrace.ledger.events import Event, event
from gitrace.producers.scales import VerifyScale, verify_scale
from gitrace.storage import reading
from gitrace.work import SYSTEM, Actor, writing

GTIN = "06901234000016"


@event("test.put-in-use", 1, zh="试验启用", en="Put in use for a test")
class PutInUse(Event):
    lot: str


def correct(coop: Cooperative, delivery: Delivery, actor: Actor = SYSTEM, **said: object) -> Delivery:
    with reading(coop.store) as session:
        shown = {name: value for name, value in keyed(session, delivery).items() if value}
    form = CorrectDelivery.model_validate(shown | {"reason": "单位看错"} | said)
    with writing(coop.store, actor) as work:
        corrected = correct_delivery(work, form, delivery_id=delivery.id)
    coop.assert_books_are_right()
    return corrected


def put_in_use(coop: Cooperative, batch: Batch, kg: int) -> None:
    """What the labels' room will do, as far as grams are concerned; below zero, a void that gives grams back."""
    with writing(coop.store, SYSTEM) as work:
        books = Books(work, f"lot:{batch.lot}")
        if kg > 0:
            books.move(in_lot(batch.id), in_use(batch.id, GTIN), kg * 1000, "put-in-use")
        else:
            books.move(in_use(batch.id, GTIN), in_lot(batch.id), -kg * 1000, "void")
            repay_deficit(books, batch)
        work.record(PutInUse(lot=batch.lot), subject=f"lot:{batch.lot}", rows=books.rows)
    coop.assert_books_are_right()


def poured(coop: Cooperative, kg: int, **said: object) -> tuple[Delivery, Batch]:
    delivery, batch = coop.weigh(kg), coop.open(**said)
    coop.pour(batch, delivery, kg)
    return delivery, batch


def test_what_is_unpoured_comes_back_first(coop: Cooperative) -> None:
    delivery, batch = coop.weigh(100), coop.open()
    coop.pour(batch, delivery, 40)
    corrected = correct(coop, delivery, gross="50")
    assert (corrected.net_g, corrected.corrections) == (50_000, 1)
    assert (coop.kg(delivered(delivery.id)), coop.kg(in_lot(batch.id)), coop.free_kg) == (10, 40, 1150)


def test_then_what_stands_unlabelled_newest_pour_first(coop: Cooperative) -> None:
    delivery, first, second = coop.weigh(100), coop.open(), coop.open()
    coop.pour(first, delivery, 60)
    coop.pour(second, delivery, 40)
    correct(coop, delivery, gross="50")
    assert (coop.kg(in_lot(first.id)), coop.kg(in_lot(second.id)), coop.free_kg) == (50, 0, 1150)
    with reading(coop.store) as session:
        assert [line.pour.grams for line in pours_of(session, second.id)] == [0]


def test_what_is_in_use_becomes_the_lots_deficit(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    put_in_use(coop, batch, 80)
    correct(coop, delivery, unit="斤")
    assert coop.kg(in_lot(batch.id)) == 0
    assert coop.kg(deficit(batch.id)) == 30
    assert coop.kg(OVERDRAFT) == -30
    assert coop.free_kg == 1120


def test_an_older_lot_gives_what_it_has_before_a_newer_one_is_overdrawn(coop: Cooperative) -> None:
    delivery, first, second = coop.weigh(100), coop.open(), coop.open()
    coop.pour(first, delivery, 50)
    coop.pour(second, delivery, 50)
    put_in_use(coop, second, 50)
    correct(coop, delivery, gross="40")
    assert (coop.kg(in_lot(first.id)), coop.kg(deficit(first.id)), coop.kg(deficit(second.id))) == (0, 0, 10)


def test_labels_voided_make_good_the_deficit(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    put_in_use(coop, batch, 100)
    correct(coop, delivery, gross="50")
    put_in_use(coop, batch, -30)
    assert (coop.kg(deficit(batch.id)), coop.kg(in_lot(batch.id)), coop.free_kg) == (20, 0, 1130)
    put_in_use(coop, batch, -30)
    assert (coop.kg(deficit(batch.id)), coop.kg(in_lot(batch.id)), coop.free_kg) == (0, 10, 1150)
    assert coop.kg(OVERDRAFT) == 0


def test_the_regulator_settles_with_a_reason(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    put_in_use(coop, batch, 100)
    correct(coop, delivery, gross="50")
    with pytest.raises(Refusal, match="核销前不能结批"), writing(coop.store, SYSTEM) as work:
        close_batch(work, CloseBatch(), lot=batch.lot)
    with pytest.raises(Refusal) as no, writing(coop.store, clerk_of(coop.producer)) as work:
        settle_deficit(work, SettleDeficit(reason="x"), lot=batch.lot)
    assert no.value.code == "regulator-only"
    with writing(coop.store, REGULATOR) as work:
        assert settle_deficit(work, SettleDeficit(reason="已现场核实"), lot=batch.lot) == 50_000
    with writing(coop.store, SYSTEM) as work:
        close_batch(work, CloseBatch(), lot=batch.lot)
    assert (coop.kg(OVERDRAFT), coop.free_kg) == (0, 1100)
    coop.assert_books_are_right()


def test_more_is_debited_and_refused_beyond_the_certified_yield(coop: Cooperative) -> None:
    delivery = coop.weigh(100)
    correct(coop, delivery, gross="120")
    assert (coop.kg(delivered(delivery.id)), coop.free_kg) == (120, 1080)
    for _ in range(5):
        coop.weigh(200)
    with pytest.raises(Refusal) as no:
        correct(coop, delivery, gross="201")
    assert no.value.code == "yield-exceeded"


def test_a_correction_taken_back_ends_the_deficit_it_made(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    put_in_use(coop, batch, 100)
    correct(coop, delivery, gross="50")
    correct(coop, delivery, gross="110")
    assert (coop.kg(deficit(batch.id)), coop.kg(delivered(delivery.id)), coop.free_kg) == (0, 10, 1090)
    with reading(coop.store) as session:
        assert [line.pour.grams for line in pours_of(session, batch.id)] == [100_000]
        assert len(corrections_of(session, delivery.id)) == 2


def test_another_household_takes_over_what_the_first_was_debited(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    other = make_plot(coop.store)
    with reading(coop.store) as session:
        number = session.get_one(Household, other.household_id).number
    corrected = correct(coop, delivery, household=number, gross="90")
    assert (coop.free_kg, coop.kg(certified(other.id, SEASON))) == (1200, 1110)
    assert (corrected.household_id, coop.kg(in_lot(batch.id))) == (other.household_id, 90)


def test_another_household_must_have_the_yield(coop: Cooperative) -> None:
    delivery, _ = poured(coop, 100)
    poor = make_household(coop.store)
    make_plot(coop.store, poor, certified="20")
    with pytest.raises(Refusal) as no:
        correct(coop, delivery, household=poor.number)
    assert no.value.code == "yield-exceeded"


def test_a_load_that_turns_out_a_dealers_marks_its_lot(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    corrected = correct(coop, delivery, household=None)
    assert corrected.failing == "no-household"
    assert (coop.free_kg, coop.kg(unattributed(SEASON))) == (1200, -100)
    with reading(coop.store) as session:
        assert [(one.delivery.id, one.flow.lot, one.flow.grams) for one in marked_lots(session)[0]] == [
            (delivery.id, batch.lot, 100_000)
        ]
    back = correct(coop, delivery, household=coop.household.number)
    assert (back.failing, coop.free_kg, coop.kg(unattributed(SEASON))) == ("", 1100, 0)


def test_a_cover_that_was_wrong_shows_in_the_findings(coop: Cooperative) -> None:
    delivery, _ = poured(coop, 100)
    assert correct(coop, delivery, cover="covered").failing == "cover-mixed cover-record season"


def test_a_processed_lot_gives_back_product_and_shoots(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100, form="boiled")
    put_in_use(coop, batch, 30)
    correct(coop, delivery, gross="80")
    assert (coop.kg(in_lot(batch.id)), coop.free_kg) == (3.6, 1120)
    correct(coop, delivery, gross="50")
    assert (coop.kg(in_lot(batch.id)), coop.kg(deficit(batch.id))) == (0, pytest.approx(9, abs=0.001))
    assert coop.kg(recovery(SEASON)) == pytest.approx(-30)
    put_in_use(coop, batch, -30)
    assert coop.kg(deficit(batch.id)) == 0
    assert coop.free_kg == pytest.approx(1150, abs=0.003)
    assert coop.kg(without_label(AccountKind.PROCESSING, coop.producer.id, SEASON)) == pytest.approx(50, abs=0.003)


def test_grams_carried_over_come_back_from_the_later_lot(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    tomorrow = coop.open(packed_on=TODAY + timedelta(days=1))
    put_in_use(coop, batch, 40)
    with writing(coop.store, SYSTEM) as work:
        carry_over(work, CarryOver(to_lot=tomorrow.lot), lot=batch.lot)
    put_in_use(coop, tomorrow, 50)
    correct(coop, delivery, gross="70")
    assert coop.kg(in_lot(tomorrow.id)) == 0
    assert (coop.kg(deficit(batch.id)), coop.kg(deficit(tomorrow.id))) == (20, 0)
    correct(coop, delivery, gross="30")
    assert (coop.kg(deficit(batch.id)), coop.kg(deficit(tomorrow.id))) == (40, 20)


def test_what_was_drawn_unpoured_comes_back_before_anything_is_overdrawn(coop: Cooperative) -> None:
    delivery, batch = coop.weigh(100), coop.open()
    coop.pour(batch, delivery, 40)
    put_in_use(coop, batch, 40)
    with writing(coop.store, SYSTEM) as work:
        draw_delivery(work, DrawDelivery(to="loose-sale"), delivery=delivery)
    correct(coop, delivery, gross="60")
    assert coop.kg(without_label(AccountKind.LOOSE_SALE, coop.producer.id, SEASON)) == 20
    correct(coop, delivery, gross="30")
    assert coop.kg(without_label(AccountKind.LOOSE_SALE, coop.producer.id, SEASON)) == 0
    assert coop.kg(deficit(batch.id)) == 10


def test_what_left_a_lot_loose_is_overdrawn_too(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    with writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="loose-sale"), lot=batch.lot)
    correct(coop, delivery, gross="60")
    assert coop.kg(deficit(batch.id)) == 40


def test_a_correction_keeps_before_and_after(coop: Cooperative) -> None:
    delivery = coop.weigh(100)
    correct(coop, delivery, gross="90", grade="first")
    with reading(coop.store) as session:
        (row,) = corrections_of(session, delivery.id)
    assert '"net_g":100000' in row.before
    assert '"net_g":90000' in row.after
    assert '"grade":"first"' in row.after


def test_a_price_is_corrected_and_struck_out(coop: Cooperative) -> None:
    delivery = coop.weigh(100, price="1.10", dug="today")
    assert correct(coop, delivery, price="1.2", dug="yesterday").dug_on == TODAY - timedelta(days=1)
    with reading(coop.store) as session:
        assert keyed(session, delivery)["price"] == "1.20"
    correct(coop, delivery, price="")
    with reading(coop.store) as session:
        assert prices_of(session, [delivery.id]) == {}
        assert [("fen" in row.before, "fen" in row.after) for row in corrections_of(session, delivery.id)] == [
            (False, False)
        ] * 2


def test_nothing_changed_is_no_correction_and_anothers_is_refused(coop: Cooperative) -> None:
    delivery = coop.weigh(100)
    with pytest.raises(Refusal) as no:
        correct(coop, delivery)
    assert no.value.code == "nothing-changed"
    with pytest.raises(Refusal) as no:
        correct(coop, delivery, clerk_of(Cooperative(coop.store).producer), gross="90")
    assert no.value.code == "not-yours"


def test_a_record_entered_later_marks_every_lot_it_flowed_into(coop: Cooperative) -> None:
    delivery, batch = poured(coop, 100)
    untouched = coop.weigh(10, weighed_at=MORNING - timedelta(days=10))
    make_record(coop.store, coop.plot, started_on="2026-03-15", ended_on="2026-03-16")
    with writing(coop.store, SYSTEM) as work:
        changed = rejudge_plot(work, coop.plot.id, date(2026, 3, 15))
        assert rejudge_plot(work, coop.plot.id, date(2026, 3, 15)) == []
    assert [one.id for one in changed] == [delivery.id]
    with reading(coop.store) as session:
        bad = get_delivery(session, delivery.id)
        assert bad is not None
        assert bad.failing == "pre-harvest-interval"
        own, _ = marked_lots(session, AskMarked(producer_id=coop.producer.id, finding="pre-harvest-interval"))
        assert [(one.flow.lot, one.flow.grams) for one in own] == [(batch.lot, 100_000)]
        assert marked_lots(session, AskMarked(finding="season")) == ([], 0)
        assert marked_lots(session, AskMarked(state="closed")) == ([], 0)
        assert marked_lots(session, AskMarked(producer_id=coop.producer.id + 1)) == ([], 0)
        assert session.exec(select(Delivery.failing).where(Delivery.id == untouched.id)).one() == ""


def test_a_renewed_certificate_does_not_speak_of_earlier_weighings(coop: Cooperative, the_clock: Clock) -> None:
    delivery = coop.weigh(100)
    the_clock.set(NOON + timedelta(days=3))
    renewed = VerifyScale(
        scale_id=coop.scale.id,
        certificate="演示检字新",
        verified_on=TODAY + timedelta(days=2),
        valid_until=TODAY + timedelta(days=300),
    )
    with writing(coop.store, REGULATOR) as work:
        verify_scale(work, renewed)
    assert correct(coop, delivery, gross="90").failing == ""
    make_record(coop.store, coop.plot, started_on="2026-03-01", ended_on="2026-03-02")
    with writing(coop.store, SYSTEM) as work:
        assert rejudge_plot(work, coop.plot.id, date(2026, 3, 1)) == []
