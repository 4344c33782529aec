"""A producer's day: what waits to be poured and until when, labels on hand, what expires, which records are missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from batches.lot_cast import MORNING, NOON, Cooperative
from cast import issue, make_plot, make_producer, make_record, make_report, make_scale, make_trade_item, put_in_use
from standing_clock import Clock

from gitrace.certificates.commands import IssueCertificate, issue_certificate
from gitrace.certificates.tables import Basis
from gitrace.clock import shanghai_day
from gitrace.desk.today import (
    Expires,
    OpenRuns,
    Unpoured,
    expiring,
    open_runs,
    unpoured_today,
    without_certificate,
    without_records,
)
from gitrace.growers.tables import Household
from gitrace.profile import seed_profile
from gitrace.storage import Store, reading
from gitrace.work import SYSTEM, writing

DAY = shanghai_day(NOON)


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)


def waiting(store: Store, coop: Cooperative, hours: int = 0) -> Unpoured:
    with reading(store) as session:
        return unpoured_today(session, coop.producer.id, seed_profile(), NOON + timedelta(hours=hours))


def test_what_is_not_poured_waits_the_oldest_first(store: Store, coop: Cooperative) -> None:
    later = coop.weigh(30, weighed_at=MORNING + timedelta(hours=2))
    first = coop.weigh(50)
    found = waiting(store, coop)
    assert [one.delivery_id for one in found.oldest] == [first.id, later.id]
    assert found.oldest[0].until == MORNING + timedelta(hours=48)
    assert (found.count, found.grams, found.late, found.over) == (2, 80_000, 0, 0)
    coop.pour(coop.open())
    assert waiting(store, coop).count == 0


def test_it_grows_late_and_then_too_old(store: Store, coop: Cooperative) -> None:
    coop.weigh(50)
    assert waiting(store, coop, hours=32).late == 1
    past = waiting(store, coop, hours=43)
    assert (past.count, past.over, list(past.oldest)) == (0, 1, [])


def test_labels_on_hand_are_counted_by_run(store: Store, coop: Cooperative) -> None:
    item = make_trade_item(store, coop.producer)
    batch = coop.open()
    coop.weigh(100)
    coop.pour(batch)
    make_report(store, coop.producer)
    issue(store, batch.lot, item.gtin, 10)
    issue(store, batch.lot, item.gtin, 5)
    put_in_use(store, batch.lot, item.gtin, 1, 12)
    with reading(store) as session:
        assert open_runs(session, coop.producer.id) == OpenRuns(runs=1, labels=3)


def test_what_ends_within_a_month_is_called_to_mind(store: Store, coop: Cooperative) -> None:
    make_scale(store, coop.producer, number="SOON1", verified_on=date(2025, 4, 1), valid_until=date(2026, 4, 1))
    make_report(store, coop.producer, from_day=DAY - timedelta(days=9), until_day=DAY + timedelta(days=9))
    with reading(store) as session:
        found = expiring(session, coop.producer.id, DAY)
    assert [(one.what, one.name) for one in found] == [(Expires.REPORT, "fresh"), (Expires.SCALE, "SOON1")]


def test_a_producer_without_authorisation_is_told_so_first(store: Store, coop: Cooperative) -> None:
    newcomer = make_producer(store, authorised=False)
    with reading(store) as session:
        (found,) = expiring(session, newcomer.id, DAY)
    assert (found.what, found.until) == (Expires.AUTHORISATION, None)


def test_households_whose_records_are_missing_are_named(store: Store, coop: Cooperative) -> None:
    bare = make_plot(store)
    make_record(store, bare, registration=None)
    with reading(store) as session:
        number = session.get_one(Household, bare.household_id).number
    delivery = coop.weigh(40, household=number)
    with reading(store) as session:
        found = without_records(session, coop.producer.id, NOON)
    assert delivery.failing == "production-record"
    assert found == [(number, 1)]


def test_a_lot_with_shoots_in_it_waits_for_its_certificate(store: Store, coop: Cooperative) -> None:
    batch, _empty = coop.open(), coop.open()
    coop.pour(batch, coop.weigh(40), 40)
    make_report(store, coop.producer)
    with reading(store) as session:
        assert without_certificate(session, coop.producer.id, seed_profile(), DAY) == [batch.lot]
    form = IssueCertificate(goods="鲜笋", weight=Decimal(80), rests_on=(Basis.CONTROL,), contact="演示门市部")
    with writing(store, SYSTEM) as work:
        issue_certificate(work, form, lot=batch.lot)
    with reading(store) as session:
        assert without_certificate(session, coop.producer.id, seed_profile(), DAY) == []
