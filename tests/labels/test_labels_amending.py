"""Typing mistakes put right with a reason, while no label rests on them."""

from datetime import date

import pytest
from batches.lot_cast import NOON, Cooperative
from cast import REGULATOR, clerk_of, issue, make_producer, make_trade_item, manager_of, refused, tags_of
from standing_clock import Clock

from gitrace.batches.queries import batch_by_lot
from gitrace.deliveries.queries import get_delivery
from gitrace.deliveries.tables import Delivery
from gitrace.labels.amending import (
    CorrectAuthorisation,
    CorrectBatch,
    correct_authorisation,
    correct_batch,
    correct_weighing_scale,
)
from gitrace.producers.queries import authorisations_of
from gitrace.producers.scales import CorrectScale
from gitrace.storage import Store, reading
from gitrace.work import Work, writing

GRADED = CorrectBatch(grade="special", best_before=date(2026, 3, 25), reason="演示：点错等级")


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)


def labelled(coop: Cooperative) -> tuple[Delivery, str]:
    """A lot with labels, of one delivery."""
    delivery, batch = coop.weigh(100), coop.open()
    coop.pour(batch)
    issue(coop.store, batch.lot, make_trade_item(coop.store, coop.producer).gtin, 3)
    return delivery, batch.lot


def scale_form(coop: Cooperative, **said: object) -> CorrectScale:
    entry = coop.scale.model_dump() | {"capacity_kg": "300", "scale_id": coop.scale.id, "reason": "演示：证书抄错"}
    return CorrectScale.model_validate(entry | said)


def announced(coop: Cooperative, **said: object) -> CorrectAuthorisation:
    with reading(coop.store) as session:
        row = authorisations_of(session, coop.producer.id)[0]
    entry = row.model_dump() | {"forms": row.forms.split(), "authorisation_id": row.id, "reason": "演示：日期抄错"}
    return CorrectAuthorisation.model_validate(entry | said)


def test_a_lot_without_labels_is_corrected_and_keeps_what_stood_there(coop: Cooperative) -> None:
    batch = coop.open()
    with writing(coop.store, clerk_of(coop.producer)) as work:
        correct_batch(work, GRADED, lot=batch.lot)
    with reading(coop.store) as session:
        found = batch_by_lot(session, batch.lot)
    assert found is not None
    assert (found.grade, found.best_before) == ("special", date(2026, 3, 25))
    assert tags_of(coop.store, f"lot:{batch.lot}")[-1] == "batch.corrected/1"
    again = refused(coop.store, clerk_of(coop.producer), lambda work: correct_batch(work, GRADED, lot=batch.lot))
    assert again[0] == "nothing-changed"


def test_a_corrected_scale_judges_what_was_weighed_on_it_again(coop: Cooperative) -> None:
    delivery = coop.weigh(100)
    lapsed = scale_form(coop, valid_until=date(2026, 3, 1))
    with writing(coop.store, manager_of(coop.producer)) as work:
        correct_weighing_scale(work, lapsed)
    with reading(coop.store) as session:
        judged = get_delivery(session, delivery.id)
    assert judged is not None
    assert judged.failing == "scale-lapsed"
    assert tags_of(coop.store, f"scale:{coop.scale.id}")[-1] == "scale.corrected/1"


def test_an_authorisation_typed_wrongly_gives_way_to_what_was_announced(coop: Cooperative) -> None:
    with writing(coop.store, REGULATOR) as work:
        correct_authorisation(work, announced(coop, until_day=date(2029, 12, 31)))
    with reading(coop.store) as session:
        right, wrong = sorted(authorisations_of(session, coop.producer.id), key=lambda one: -one.id)
    assert (right.until_day, right.withdrawn_on) == (date(2029, 12, 31), None)
    assert (wrong.withdrawn_on, wrong.withdrawn_reason) == (wrong.from_day, "更正：演示：日期抄错")
    kinds = ["producer.authorisation-withdrawn/1", "producer.authorised/1"]
    assert tags_of(coop.store, f"producer:{coop.producer.id}")[-2:] == kinds


def test_nothing_is_corrected_that_a_label_rests_on(coop: Cooperative) -> None:
    _, lot = labelled(coop)

    def correct_scale(work: Work) -> object:
        return correct_weighing_scale(work, scale_form(coop, number="OTHER1"))

    for act in (
        lambda work: correct_batch(work, GRADED, lot=lot),
        correct_scale,
        lambda work: correct_authorisation(work, announced(coop, until_day=date(2029, 12, 31))),
    ):
        assert refused(coop.store, REGULATOR, act)[0] == "labels-made"


def test_a_rival_corrects_nothing(coop: Cooperative) -> None:
    batch, rival = coop.open(), manager_of(make_producer(coop.store))
    assert refused(coop.store, rival, lambda work: correct_batch(work, GRADED, lot=batch.lot))[0] == "not-yours"
    typed = scale_form(coop, number="OTHER1")
    assert refused(coop.store, rival, lambda work: correct_weighing_scale(work, typed))[0] == "not-yours"
    wrong = announced(coop)
    assert refused(coop.store, rival, lambda work: correct_authorisation(work, wrong))[0] == "regulator-only"
