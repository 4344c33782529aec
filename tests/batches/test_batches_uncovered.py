"""After a certified yield was lowered: what is not covered any more is judged again, marked, and poured no further."""

import pytest
from cast import REGULATOR, SEASON, make_plot, tags_of
from lot_cast import TODAY, Cooperative, deficit, in_lot

from gitrace.balance.commands import certified
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.batches.drawing import Draw, draw
from gitrace.batches.marked import marked_lots
from gitrace.batches.pouring import Pick, pour_picked, pourable_at_all, uncovered_today
from gitrace.batches.rejudging import rejudge_after_change
from gitrace.batches.sources import owing_sources
from gitrace.deliveries.attribution import attribution
from gitrace.deliveries.judging import findings_of
from gitrace.deliveries.queries import get_delivery, keyed
from gitrace.deliveries.tables import Delivery
from gitrace.errors import Refusal
from gitrace.growers.certifying import ChangeYield, change_yield
from gitrace.growers.queries import yield_uses
from gitrace.growers.tables import Plot
from gitrace.labels.lots import findings_before_labels, with_grounds
from gitrace.profile import Outcome
from gitrace.storage import reading
from gitrace.work import SYSTEM, writing


def lower(coop: Cooperative, kg_per_mu: int, plot: Plot | None = None, *, judging: bool = True) -> None:
    """Certify so many kilograms for each of the plot's two mu."""
    asked = {"plot_id": (plot or coop.plot).id, "season": SEASON, "kg_per_mu": kg_per_mu, "reason": "复核测产"}
    with writing(coop.store, REGULATOR) as work:
        given = change_yield(work, ChangeYield.model_validate(asked), today=TODAY)
        if judging:
            rejudge_after_change(work, given)
    coop.assert_books_are_right()


def failing(coop: Cooperative, *deliveries: Delivery) -> list[str]:
    with reading(coop.store) as session:
        return [session.get_one(Delivery, one.id).failing for one in deliveries]


def test_a_lowered_yield_fails_the_newest_deliveries_and_marks_their_lots(coop: Cooperative) -> None:
    old, new = coop.weigh(200), coop.weigh(200)
    batch = coop.open()
    coop.pour(batch)
    lower(coop, 150)
    assert failing(coop, old, new) == ["", "certified-yield"]
    assert coop.kg(deficit(batch.id)) == 100
    with reading(coop.store) as session:
        assert [(one.delivery.id, one.flow.lot, one.flow.grams) for one in marked_lots(session)[0]] == [
            (new.id, batch.lot, 200_000)
        ]
    assert tags_of(coop.store, f"delivery:{new.id}")[-1] == "delivery.rejudged/1"
    assert tags_of(coop.store, f"lot:{batch.lot}")[-2:] == ["yield.changed/1", "delivery.rejudged/1"]


def test_a_processed_lot_owes_its_product_when_the_yield_is_lowered(coop: Cooperative) -> None:
    coop.weigh(200)
    coop.weigh(200)
    batch = coop.open(form="boiled")
    coop.pour(batch)
    lower(coop, 150)
    assert coop.kg(deficit(batch.id)) == 42
    lower(coop, 600)
    assert coop.kg(deficit(batch.id)) == 0


def test_a_lot_made_of_an_owing_one_stops_with_it(coop: Cooperative) -> None:
    coop.weigh(300)
    fresh, boiled = coop.open(), coop.open(form="boiled")
    coop.pour(fresh)
    with writing(coop.store, SYSTEM) as work:
        draw(work, Draw(to="processing", into_lot=boiled.lot), lot=fresh.lot)
    with reading(coop.store) as session:
        assert owing_sources(session, [fresh, boiled]) == {boiled.id: []}
    lower(coop, 100)
    with reading(coop.store) as session:
        assert owing_sources(session, [fresh, boiled]) == {boiled.id: [fresh.lot]}
        findings = findings_before_labels(session, with_grounds(session, boiled), TODAY, in_use=True)
    assert {one.code: one.outcome for one in findings}["source-deficit"] is Outcome.FAIL


def test_raising_it_again_clears_them(coop: Cooperative) -> None:
    delivery = coop.weigh(200)
    lower(coop, 50)
    assert failing(coop, delivery) == ["certified-yield"]
    lower(coop, 600)
    assert failing(coop, delivery) == [""]
    coop.pour(coop.open())


def test_one_tap_leaves_the_uncovered_where_they_are(coop: Cooperative) -> None:
    old, new = coop.weigh(200), coop.weigh(200)
    lower(coop, 150)
    batch = coop.open()
    coop.pour(batch)
    assert coop.kg(in_lot(batch.id)) == 200
    with reading(coop.store) as session:
        assert [line.delivery.id for line in uncovered_today(session, batch, batch.opened_at)] == [new.id]
    with pytest.raises(Refusal, match="核定产量") as no:
        coop.pour(batch)
    assert (no.value.code, failing(coop, old)) == ("yield-uncovered", [""])


@pytest.mark.parametrize("judging", [True, False])
def test_an_uncovered_delivery_is_refused_with_its_clause(coop: Cooperative, judging: bool) -> None:
    """Judged again or not: pouring asks the books."""
    delivery, batch = coop.weigh(200), coop.open()
    lower(coop, 80, judging=judging)
    with pytest.raises(Refusal, match="以产定标：核定产量") as no, writing(coop.store, SYSTEM) as work:
        pour_picked(work, Pick(deliveries=[delivery.id]), lot=batch.lot)
    assert (no.value.code, no.value.field, no.value.values["over"]) == ("yield-uncovered", "deliveries", "80")
    with reading(coop.store) as session:
        assert pourable_at_all(session, batch, batch.opened_at) == []
        assert [line.delivery.id for line in uncovered_today(session, batch, batch.opened_at)] == [delivery.id]


def test_another_plot_of_the_household_does_not_cover_for_it(coop: Cooperative) -> None:
    second = make_plot(coop.store, coop.household)
    first = min((coop.plot, second), key=lambda plot: plot.number)
    delivery = coop.weigh(200)
    lower(coop, 50, first)
    assert failing(coop, delivery) == ["certified-yield"]


def test_a_weighing_after_a_lowering_counts_what_was_delivered_too_much(coop: Cooperative) -> None:
    make_plot(coop.store, coop.household, certified="50")
    coop.weigh(200, plot=coop.plot.number)
    lower(coop, 10)
    delivery = coop.weigh(50)
    judged = {one.code: one for one in findings_of(delivery)}["certified-yield"]
    assert (judged.outcome, judged.facts) == (Outcome.FAIL, {"left": "260"})


def test_what_a_correction_gives_back_to_an_overdelivered_plot_is_certified_no_longer(coop: Cooperative) -> None:
    delivery = coop.weigh(200)
    lower(coop, 50)
    for gross, left_kg in (("150", 0), ("60", 40)):
        with reading(coop.store) as session:
            said = {name: value for name, value in keyed(session, delivery).items() if value}
        form = CorrectDelivery.model_validate(said | {"gross": gross, "reason": "单位看错"})
        with writing(coop.store, SYSTEM) as work:
            correct_delivery(work, form, delivery_id=delivery.id)
        coop.assert_books_are_right()
        assert coop.kg(certified(coop.plot.id, SEASON)) == left_kg
    with reading(coop.store) as session:
        assert yield_uses(session, [coop.plot.id], SEASON)[coop.plot.id].issued_g == 100_000
        assert attribution(session, delivery.id) == {certified(coop.plot.id, SEASON): 60_000}
        corrected = get_delivery(session, delivery.id)
    assert corrected is not None
    assert corrected.failing == ""
