"""A corrected report: the former stays, what was changed is told, what rested on it is judged again."""

import pytest
from cast import clerk_of, make_batch, make_laboratory, make_producer, make_report, reported

from gitrace.batches.tables import Batch
from gitrace.inspections.corrected import as_entered, correction_of, corrections_behind
from gitrace.inspections.covering import reports_covering
from gitrace.inspections.rules import report_finding
from gitrace.inspections.tables import Laboratory, Report
from gitrace.producers.tables import Producer
from gitrace.profile import Outcome
from gitrace.storage import Store, reading


@pytest.fixture
def laboratory(store: Store) -> Laboratory:
    return make_laboratory(store)


@pytest.fixture
def producer(store: Store) -> Producer:
    return make_producer(store)


@pytest.fixture
def batch(store: Store, producer: Producer) -> Batch:
    return make_batch(store, producer)


@pytest.fixture
def wrong(store: Store, laboratory: Laboratory, producer: Producer, batch: Batch) -> Report:
    """Lead ten times what it was, by a slip of the finger."""
    return make_report(
        store, producer, laboratory=laboratory, number="A", items=[reported("lead", "0.2")], lot=batch.lot
    )


def outcome(store: Store, batch: Batch) -> Outcome:
    with reading(store) as session:
        return report_finding(reports_covering(session, batch), needed=True, in_use=True).outcome


def test_labels_read_the_report_in_force(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch, wrong: Report
) -> None:
    assert outcome(store, batch) is Outcome.FAIL
    make_report(store, producer, laboratory=laboratory, replaces=wrong.id, lot=batch.lot)
    assert outcome(store, batch) is Outcome.PASS


def test_before_and_after_are_told_of_every_field(
    store: Store, laboratory: Laboratory, producer: Producer, batch: Batch, wrong: Report
) -> None:
    items = [reported("lead", "0.02"), reported("cadmium", "0.01")]
    right = make_report(
        store, producer, laboratory=laboratory, number="B", replaces=wrong.id, lot=batch.lot, items=items, client="别家"
    )
    with reading(store) as session:
        [correction] = corrections_behind(session, right)
        assert correction_of(session, wrong) == correction
        assert corrections_behind(session, wrong) == []
        assert correction_of(session, right) is None
    assert (correction.former_number, correction.number, correction.reason) == ("A", "B", "演示：抄写有误")
    told = {(one.item, one.field): (one.before, one.after) for one in correction.differences}
    assert told["lead", "result"] == ("0.2", "0.02")
    assert told["cadmium", "result"] == (None, "0.01")
    assert told["", "client"] == ("演示委托单位", "别家")
    assert ("", "sample") not in told


def test_a_report_is_read_back_as_it_was_entered(
    store: Store, laboratory: Laboratory, producer: Producer, wrong: Report, batch: Batch
) -> None:
    by_days = make_report(store, producer, laboratory=laboratory, sampling_number="CYD-7")
    with reading(store) as session:
        command, other = as_entered(session, wrong), as_entered(session, by_days)
    assert (command.number, command.lot, command.from_day) == ("A", batch.lot, None)
    assert [(one.item, one.result, one.verdict) for one in command.items] == [("lead", "0.2", "pass")]
    assert (other.lot, other.sampling_number) == (None, "CYD-7")
    assert other.from_day is not None


def test_corrections_of_corrections_are_counted(
    store: Store, laboratory: Laboratory, producer: Producer, wrong: Report
) -> None:
    second = make_report(store, producer, laboratory=laboratory, replaces=wrong.id)
    third = make_report(store, producer, laboratory=laboratory, replaces=second.id)
    with reading(store) as session:
        assert [one.former_id for one in corrections_behind(session, third)] == [wrong.id, second.id]


def test_a_laboratorys_own_entry_needs_no_reason(store: Store, laboratory: Laboratory, producer: Producer) -> None:
    make_report(store, producer, laboratory=laboratory, actor=clerk_of(producer), number="U")
    entered = make_report(store, producer, laboratory=laboratory, number="U")
    with reading(store) as session:
        [correction] = corrections_behind(session, entered)
    assert correction.reason is None
