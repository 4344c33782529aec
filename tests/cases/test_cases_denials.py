"""这不是我交的: told once, found out by a regulator, and nothing of it outside."""

import cast
import pytest

from gitrace.cases.denials import GROWER, DenyDelivery, SettleDenial, deny_delivery, settle_denial
from gitrace.cases.queries import denials_by_producer, denials_of, find_denials
from gitrace.cases.tables import Denial, DenialSource, DenialState
from gitrace.deliveries.tables import Delivery
from gitrace.ledger import tables as ledger
from gitrace.storage import Store, reading
from gitrace.work import Work, writing

SETTLED = SettleDenial(state=DenialState.TRUE, reason="演示：当天该户无人在家")


def deny(work: Work, delivery: Delivery, words: str | None = None, household_id: int | None = None) -> Denial:
    household = household_id or delivery.household_id
    assert household is not None
    told = DenyDelivery(words=words)
    return deny_delivery(work, told, delivery=delivery, household_id=household, source=DenialSource.PAGE)


@pytest.fixture
def delivery(store: Store) -> Delivery:
    return cast.make_delivery(store, cast.make_producer(store))


def test_a_denial_stands_in_the_timelines_of_delivery_and_household(store: Store, delivery: Delivery) -> None:
    with writing(store, GROWER) as work:
        deny(work, delivery, "演示：那天没有交")
    for subject in (f"delivery:{delivery.id}", f"household:{delivery.household_id}"):
        assert cast.tags_of(store, subject)[-1] == "delivery.denied/1"
    with reading(store) as session:
        (told,) = denials_of(session, [delivery.id])
    assert (told.denial.state, told.words, told.reason) == (DenialState.OPEN, "演示：那天没有交", None)


def test_what_the_household_wrote_is_in_its_own_part_alone(store: Store, delivery: Delivery) -> None:
    with writing(store, GROWER) as work:
        deny(work, delivery, "演示秘密")
    with reading(store) as session:
        parts = session.connection().execute(ledger.annex.select()).all()
    assert [one.name for one in parts if "演示秘密" in (one.body or "")] == [
        f"person/household:{delivery.household_id}"
    ]


def test_a_second_denial_is_told_already(store: Store, delivery: Delivery) -> None:
    with writing(store, GROWER) as work:
        deny(work, delivery)
    assert cast.refused(store, GROWER, lambda work: deny(work, delivery))[0] == "told-already"


def test_nobody_denies_the_delivery_of_another_household(store: Store, delivery: Delivery) -> None:
    other = cast.make_household(store)
    refused = cast.refused(store, GROWER, lambda work: deny(work, delivery, household_id=other.id))
    assert refused[0] == "no-such-delivery"


def test_a_regulator_settles_it_once_with_a_reason(store: Store, delivery: Delivery) -> None:
    with writing(store, GROWER) as work:
        denial = deny(work, delivery)
    with writing(store, cast.REGULATOR) as work:
        settle_denial(work, denial.id, SETTLED)
    again = cast.refused(store, cast.REGULATOR, lambda work: settle_denial(work, denial.id, SETTLED))
    assert again[0] == "settled-already"
    with reading(store) as session:
        (told,) = denials_of(session, [delivery.id])
    assert (told.denial.state, told.reason) == (DenialState.TRUE, SETTLED.reason)
    assert cast.tags_of(store, f"delivery:{delivery.id}")[-1] == "delivery.denial-settled/1"


def test_open_is_no_finding(store: Store, delivery: Delivery) -> None:
    with writing(store, GROWER) as work:
        denial = deny(work, delivery)
    undecided = SettleDenial(state=DenialState.OPEN, reason="演示")
    refused = cast.refused(store, cast.REGULATOR, lambda work: settle_denial(work, denial.id, undecided))
    assert refused == ("finding-missing", "state")


def test_neither_grower_nor_buyer_settles_it(store: Store) -> None:
    producer = cast.make_producer(store)
    delivery = cast.make_delivery(store, producer)
    with writing(store, GROWER) as work:
        denial = deny(work, delivery)
    for actor in (GROWER, cast.manager_of(producer)):
        assert cast.refused(store, actor, lambda work: settle_denial(work, denial.id, SETTLED))[0] == "regulator-only"


def test_denials_are_listed_by_state_and_counted_by_producer(store: Store) -> None:
    producer = cast.make_producer(store)
    first, second = cast.make_delivery(store, producer), cast.make_delivery(store, producer)
    with writing(store, GROWER) as work:
        done, left = deny(work, first), deny(work, second)
    with writing(store, cast.REGULATOR) as work:
        settle_denial(work, done.id, SETTLED)
    with reading(store) as session:
        found, total = find_denials(session, state="open")
        assert ([one.denial.id for one in found], total) == ([left.id], 1)
        assert find_denials(session)[1] == 2
        assert find_denials(session, producer_id=producer.id + 1)[1] == 0
        assert denials_by_producer(session, cast.SEASON) == [(producer.name, 2, 1)]
