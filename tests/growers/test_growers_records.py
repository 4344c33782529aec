"""Production records: entered by whoever keeps them, completed, corrected with a reason."""

from datetime import date

import pytest
from cast import REGULATOR, TODAY, clerk_of, make_plot, make_producer, make_record, refused, tags_of

from gitrace.growers.queries import records_of, standings
from gitrace.growers.records import (
    CompleteRecord,
    CorrectRecord,
    EnterRecord,
    complete_record,
    correct_record,
    enter_record,
)
from gitrace.growers.rules import InputKind
from gitrace.people.roles import Role
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing


def correction(record_id: int, **fields: object) -> CorrectRecord:
    told = {"kind": "pesticide", "product": "演示苦参碱水剂", "registration": "PD00000000", "dose": "50 毫升/亩"}
    told |= {"started_on": date(2025, 9, 10), "ended_on": date(2025, 9, 12), "interval_days": 7, "purpose": "竹蚜"}
    return CorrectRecord.model_validate(told | {"record_id": record_id, "reason": "日期记错"} | fields)


def test_records_number_themselves_within_their_plot(store: Store) -> None:
    plot = make_plot(store)
    first, second = make_record(store, plot), make_record(store, plot, kind=InputKind.COVER)
    assert (first.number, second.number) == (f"{plot.number}-R1", f"{plot.number}-R2")
    assert tags_of(store, f"plot:{plot.id}")[-2:] == ["record.entered/1"] * 2
    assert tags_of(store, f"household:{plot.household_id}")[-1] == "record.entered/1"


def test_any_producer_may_enter_one_and_a_laboratory_may_not(store: Store) -> None:
    plot, producer = make_plot(store), make_producer(store)
    record = make_record(store, plot, actor=clerk_of(producer))
    assert record.producer_id == producer.id
    assert make_record(store, plot).producer_id is None
    form = EnterRecord(plot_id=plot.id, kind=InputKind.FERTILISER, product="演示有机肥", started_on=date(2025, 9, 1))
    lab = Actor("user:5", Role.LAB, 5)
    assert refused(store, lab, lambda work: enter_record(work, form))[0] == "not-yours"


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"number": "TAKEN"}, ("duplicate", "number")),
        ({"started_on": date(2026, 9, 1)}, ("future-date", "started_on")),
        ({"ended_on": date(2026, 9, 1)}, ("future-date", "ended_on")),
        ({"ended_on": date(2025, 8, 31)}, ("invalid-date", "ended_on")),
        ({"plot_id": 999_999}, ("unknown-plot", "plot_id")),
    ],
)
def test_a_record_that_cannot_be_is_refused(store: Store, fields: dict[str, object], answer: tuple[str, str]) -> None:
    plot = make_plot(store)
    make_record(store, plot, number="taken")
    told = {"plot_id": plot.id, "kind": "fertiliser", "product": "演示有机肥", "started_on": date(2025, 9, 1)}
    form = EnterRecord.model_validate(told | fields)
    assert refused(store, REGULATOR, lambda work: enter_record(work, form, today=TODAY)) == answer


def test_what_is_blank_is_filled_in_and_what_is_said_stays(store: Store) -> None:
    plot = make_plot(store)
    record = make_record(store, plot, registration=None, ended_on=None, interval_days=None)
    form = CompleteRecord(
        record_id=record.id, registration="PD11111111", ended_on=date(2025, 9, 12), interval_days=10, dose="别的"
    )
    with writing(store, REGULATOR) as work:
        done = complete_record(work, form, today=TODAY)
    assert (done.registration, done.interval_days, done.dose) == ("PD11111111", 10, "50 毫升/亩")
    assert refused(store, REGULATOR, lambda work: complete_record(work, form))[0] == "nothing-added"
    with reading(store) as session:
        inputs = standings(session, [plot.household_id], 2026)[plot.household_id][0].inputs
    assert inputs[0].complete
    assert tags_of(store, f"plot:{plot.id}")[-1] == "record.completed/1"


def test_an_end_filled_in_is_not_before_the_beginning(store: Store) -> None:
    record = make_record(store, make_plot(store), ended_on=None)
    form = CompleteRecord(record_id=record.id, ended_on=date(2025, 9, 9))
    assert refused(store, REGULATOR, lambda work: complete_record(work, form)) == ("invalid-date", "ended_on")


def test_a_producer_completes_its_own_and_the_countys_records(store: Store) -> None:
    producer, rival, plot = make_producer(store), make_producer(store), make_plot(store)
    mine = make_record(store, plot, actor=clerk_of(producer), interval_days=None)
    county = make_record(store, plot, interval_days=None)
    forms = [CompleteRecord(record_id=record.id, interval_days=7) for record in (mine, county)]
    assert refused(store, clerk_of(rival), lambda work: complete_record(work, forms[0]))[0] == "not-yours"
    for form in forms:
        with writing(store, clerk_of(producer)) as work:
            complete_record(work, form)


def test_a_correction_names_what_changed_and_is_by_whoever_entered_it(store: Store) -> None:
    producer, rival, plot = make_producer(store), make_producer(store), make_plot(store)
    record = make_record(store, plot, actor=clerk_of(producer))
    form = correction(record.id)
    assert refused(store, clerk_of(rival), lambda work: correct_record(work, form))[0] == "not-yours"
    with writing(store, clerk_of(producer)) as work:
        assert correct_record(work, form, today=TODAY).ended_on == date(2025, 9, 12)
    assert refused(store, REGULATOR, lambda work: correct_record(work, form))[0] == "nothing-changed"
    assert tags_of(store, f"plot:{plot.id}")[-1] == "record.corrected/1"
    with reading(store) as session:
        assert [one.id for one in records_of(session, [plot.id])] == [record.id]


def test_the_countys_record_is_corrected_by_the_county(store: Store) -> None:
    record = make_record(store, make_plot(store))
    form = correction(record.id, interval_days=9)
    assert refused(store, clerk_of(make_producer(store)), lambda work: correct_record(work, form))[0] == "not-yours"
    with writing(store, REGULATOR) as work:
        assert correct_record(work, form, today=TODAY).interval_days == 9
