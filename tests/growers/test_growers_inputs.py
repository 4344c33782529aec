"""The register of input products: the county's and each producer's own."""

import pytest
from cast import REGULATOR, clerk_of, make_producer, refused, tags_of

from gitrace.growers.inputs import RegisterInput, inputs_for, register_input, retire_input
from gitrace.growers.rules import InputKind
from gitrace.growers.tables import InputProduct
from gitrace.people.roles import Role
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing

MATRINE = {"kind": "pesticide", "name": "演示苦参碱水剂", "registration": "PD00000000", "interval_days": 7}


def label(**fields: object) -> RegisterInput:
    return RegisterInput.model_validate(MATRINE | fields)


def make_input(store: Store, actor: Actor = REGULATOR, **fields: object) -> InputProduct:
    with writing(store, actor) as work:
        return register_input(work, label(**fields))


def test_a_producer_chooses_from_the_countys_and_its_own(store: Store) -> None:
    ours, rival = make_producer(store), make_producer(store)
    county = make_input(store)
    own = make_input(store, clerk_of(ours), name="演示有机肥", kind="fertiliser", registration=None, interval_days=None)
    assert (county.producer_id, own.producer_id) == (None, ours.id)
    with reading(store) as session:
        assert [one.id for one in inputs_for(session, ours.id)] == [county.id, own.id]
        assert [one.id for one in inputs_for(session, rival.id)] == [county.id]
        assert [one.id for one in inputs_for(session, None)] == [county.id]
    assert tags_of(store, f"input:{own.id}") == ["input.registered/1"]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"registration": "pd 00000000", "name": "别的名称"}, ("duplicate", "registration")),
        ({"registration": None}, ("missing", "registration")),
        ({"registration": "PD11111111", "interval_days": None}, ("missing", "interval_days")),
        ({"registration": "PD11111111", "name": "40% 氧 乐 果乳油"}, ("banned-input", "name")),
    ],
)
def test_a_label_that_says_too_little_or_what_is_known_is_refused(
    store: Store, fields: dict[str, object], answer: tuple[str, str]
) -> None:
    make_input(store)
    assert refused(store, REGULATOR, lambda work: register_input(work, label(**fields))) == answer


def test_one_is_retired_by_whoever_entered_it(store: Store) -> None:
    producer, rival = make_producer(store), make_producer(store)
    county, own = make_input(store), make_input(store, clerk_of(producer), registration="PD11111111")
    for actor, one in ((clerk_of(producer), county), (clerk_of(rival), own)):
        assert refused(store, actor, lambda work, one=one: retire_input(work, one.id))[0] == "not-yours"
    with writing(store, clerk_of(producer)) as work:
        retire_input(work, own.id)
    assert refused(store, REGULATOR, lambda work: retire_input(work, own.id))[0] == "retired-already"
    with reading(store) as session:
        assert [one.id for one in inputs_for(session, producer.id)] == [county.id]
    make_input(store, clerk_of(producer), registration="PD11111111")


def test_a_laboratory_enters_none(store: Store) -> None:
    lab = Actor("user:5", Role.LAB, 5)
    assert refused(store, lab, lambda work: register_input(work, label(kind=InputKind.COVER)))[0] == "not-yours"
