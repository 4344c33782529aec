"""Registering producers, their contact and first-season figure."""

import pytest
from cast import REGULATOR, clerk_of, fresh_uscc, make_producer, manager_of, refused, tags_of
from pydantic import ValidationError
from sqlmodel import select

from gitrace.producers.commands import (
    ChangeProducer,
    RecordContact,
    RegisterProducer,
    SetFirstSeason,
    change_producer,
    record_contact,
    register_producer,
    set_first_season,
)
from gitrace.producers.queries import contact_of, the_producer
from gitrace.producers.tables import Producer, ProducerKind
from gitrace.storage import Store, reading
from gitrace.work import writing

WRONG_CHECK = "93421223DEM000014J"


def entry(**fields: object) -> RegisterProducer:
    told = {"uscc": fresh_uscc(), "name": "演示合作社", "kind": ProducerKind.COOPERATIVE, "township": "421223103"}
    return RegisterProducer.model_validate(told | fields)


def test_a_producer_is_found_by_its_code_however_it_is_typed(store: Store) -> None:
    with writing(store, REGULATOR) as work:
        made = register_producer(work, entry(uscc=" 93421223dem000014h "))
    with reading(store) as session:
        found = session.exec(select(Producer).where(Producer.uscc == "93421223DEM000014H")).one_or_none()
        assert found is not None
        assert (found.id, found.label_use, found.listed) == (made.id, "allowed", False)
    assert tags_of(store, f"producer:{made.id}") == ["producer.registered/1"]


def test_a_code_is_registered_once(store: Store) -> None:
    producer = make_producer(store)
    again = entry(uscc=producer.uscc)
    assert refused(store, REGULATOR, lambda work: register_producer(work, again)) == ("duplicate", "uscc")


def test_a_wrong_check_character_needs_a_written_reason(store: Store) -> None:
    bare = entry(uscc=WRONG_CHECK)
    assert refused(store, REGULATOR, lambda work: register_producer(work, bare)) == ("invalid-uscc", "uscc")
    with writing(store, REGULATOR) as work:
        made = register_producer(work, entry(uscc=WRONG_CHECK, uscc_reason="早期代码，已核对演示执照"))
    assert made.uscc_reason == "早期代码，已核对演示执照"


def test_a_reason_excuses_no_code_without_form_and_sticks_to_no_right_one(store: Store) -> None:
    short = entry(uscc="9342", uscc_reason="不知道")
    assert refused(store, REGULATOR, lambda work: register_producer(work, short))[0] == "invalid-uscc"
    with writing(store, REGULATOR) as work:
        assert register_producer(work, entry(uscc_reason="多余")).uscc_reason is None


def test_a_producer_sits_in_the_county(store: Store) -> None:
    far = entry(township="421221100")
    assert refused(store, REGULATOR, lambda work: register_producer(work, far)) == ("outside-area", "township")
    with writing(store, REGULATOR) as work:
        register_producer(work, entry(township="421223570"))


def test_only_the_regulator_registers(store: Store) -> None:
    manager = manager_of(make_producer(store))
    assert refused(store, manager, lambda work: register_producer(work, entry()))[0] == "regulator-only"


def test_a_name_is_one_line_that_says_something() -> None:
    with pytest.raises(ValidationError):
        entry(name="   ")


def test_an_entry_is_changed_and_its_code_stays(store: Store) -> None:
    producer = make_producer(store)
    entry = {"name": "演示新名", "kind": ProducerKind.COMPANY, "township": "421223100", "food_licence": None}
    form = ChangeProducer(producer_id=producer.id, reason="演示：名称核准变更", **entry)
    with writing(store, REGULATOR) as work:
        changed = change_producer(work, form)
    assert (changed.name, changed.kind, changed.uscc, changed.food_licence) == (
        "演示新名",
        "company",
        producer.uscc,
        None,
    )
    assert tags_of(store, f"producer:{producer.id}")[-1] == "producer.changed/2"


def test_the_manager_records_whom_to_call_and_a_rival_does_not(store: Store) -> None:
    producer, rival = make_producer(store), make_producer(store)
    form = RecordContact(producer_id=producer.id, name="演示联系人", phone="07150000000")
    assert refused(store, manager_of(rival), lambda work: record_contact(work, form))[0] == "not-yours"
    assert refused(store, clerk_of(producer), lambda work: record_contact(work, form))[0] == "manager-only"
    for name in ("演示联系人", "演示接班人"):
        with writing(store, manager_of(producer)) as work:
            record_contact(work, form.model_copy(update={"name": name, "reason": "演示：换人"}))
    assert refused(store, manager_of(producer), lambda work: record_contact(work, form)) == ("reason-missing", "reason")
    kinds = ["producer.contact-recorded/1", "producer.contact-replaced/1"]
    assert tags_of(store, f"producer:{producer.id}")[-2:] == kinds
    with reading(store) as session:
        contact = contact_of(session, producer.id)
        assert contact is not None
        assert contact.name == "演示接班人"


def test_the_first_seasons_figure_is_the_regulators(store: Store) -> None:
    producer = make_producer(store)
    form = SetFirstSeason(producer_id=producer.id, labels=20_000, reason="演示：签约 40 户")
    assert refused(store, manager_of(producer), lambda work: set_first_season(work, form))[0] == "regulator-only"
    with writing(store, REGULATOR) as work:
        set_first_season(work, form)
    with reading(store) as session:
        assert the_producer(session, producer.id).first_season_labels == 20_000
