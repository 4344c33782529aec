"""Issuing and putting in use: numbers run on, grams are taken, nothing is half done."""

from datetime import timedelta

import pytest
from cast import REGULATOR, issue, make_producer, make_report, make_trade_item, put_in_use, refused, tags_of
from label_lots import TODAY, TOMORROW, Bench, lay_deficit, make_bench
from sqlmodel import select
from standing_clock import Clock

from gitrace import clock
from gitrace.balance.commands import in_lot, in_use
from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Hold
from gitrace.labels.issuing import IssueLabels, issue_labels
from gitrace.labels.lots import balance_of
from gitrace.labels.records import rolls_of
from gitrace.labels.reprinting import ReprintLabels, let_to_print, reprint_labels
from gitrace.labels.rolls import Tally, tally
from gitrace.labels.rules import PRINT_DAYS, is_printable
from gitrace.labels.tables import Run
from gitrace.labels.using import PutInUse
from gitrace.labels.using import put_in_use as put_labels_in_use
from gitrace.people.roles import Role
from gitrace.producers.marks import StopLabelUse, Withdraw, stop_label_use, withdraw
from gitrace.producers.queries import authorisations_of
from gitrace.storage import Store, reading
from gitrace.supervision.labels import runs_of
from gitrace.work import Actor, writing


@pytest.fixture
def bench(store: Store) -> Bench:
    """A lot of 10 kg under a report, and packs of 500 g: twenty labels' worth."""
    made = make_bench(store, ahead=100_000)
    make_report(store, made.producer)
    return made


def using(bench: Bench, first: int, last: int) -> object:
    form = PutInUse(lot=bench.lot, gtin=bench.gtin, first=first, last=last)
    return lambda work: put_labels_in_use(work, form)


def issuing(bench: Bench, count: int = 1, **fields: object) -> object:
    form = IssueLabels.model_validate({"lot": bench.lot, "gtin": bench.gtin, "count": count} | fields)
    return lambda work: issue_labels(work, form)


def grams(store: Store, bench: Bench) -> tuple[int, int]:
    with reading(store) as session:
        batch = bench.batch.id
        return balance_of(session, in_lot(batch)), balance_of(session, in_use(batch, bench.gtin))


def tallied(store: Store, bench: Bench) -> Tally:
    with reading(store) as session:
        return tally(rolls_of(session, bench.batch.id, bench.gtin))


def test_numbers_run_on_within_lot_and_item(store: Store, bench: Bench) -> None:
    other = make_trade_item(store, bench.producer, shoot_g=1000)
    runs = [issue(store, bench.lot, bench.gtin, 10), issue(store, bench.lot, bench.gtin, 5)]
    runs.append(issue(store, bench.lot, other.gtin, 3))
    assert [(run.first, run.last) for run in runs] == [(1, 10), (11, 15), (1, 3)]
    assert tags_of(store, f"lot:{bench.lot}").count("labels.issued/1") == 3


def test_a_run_keeps_the_findings_it_was_made_under(store: Store, bench: Bench) -> None:
    run = issue(store, bench.lot, bench.gtin, 10, actor=bench.actor)
    for code in ("authorisation", "listed", "label-use", "mark-basis", "hold", "deficit", "test-report", "label-cap"):
        assert f'"{code}"' in run.findings
    assert (run.key_number, run.made_by, run.prints) == (1, bench.actor.name, 1)


def test_printing_takes_no_gram_and_putting_in_use_does(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    assert grams(store, bench) == (10_000, 0)
    put_in_use(store, bench.lot, bench.gtin, 1, 15, actor=bench.actor)
    assert grams(store, bench) == (2_500, 7_500)
    assert tallied(store, bench) == Tally(printed=20, in_use=15)
    assert tallied(store, bench).left == 5


def test_a_range_over_two_runs_is_one(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    issue(store, bench.lot, bench.gtin, 10)
    put_in_use(store, bench.lot, bench.gtin, 6, 15)
    assert tallied(store, bench).in_use == 10


def test_the_whole_range_or_nothing(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 30)
    with pytest.raises(Exception, match="只够启用 20 枚") as no:
        put_in_use(store, bench.lot, bench.gtin, 1, 30)
    assert no.value.code == "lot-overdrawn"  # type: ignore[attr-defined]
    assert grams(store, bench) == (10_000, 0)
    assert tallied(store, bench).in_use == 0


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(5, 4, "range-backward"), (15, 21, "range-not-issued"), (10, 12, "label-in-use"), (40, 41, "range-not-issued")],
)
def test_a_range_that_cannot_be_put_in_use(store: Store, bench: Bench, first: int, last: int, code: str) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    put_in_use(store, bench.lot, bench.gtin, 11, 11)
    assert refused(store, bench.actor, using(bench, first, last))[0] == code  # type: ignore[arg-type]


def test_a_rival_and_a_laboratory_touch_nothing(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 20)
    rival = make_producer(store)
    strangers = [Actor("user:77", Role.MANAGER, 77, rival.id), Actor("user:78", Role.LAB, 78)]
    for stranger in strangers:
        assert refused(store, stranger, using(bench, 1, 1))[0] == "not-yours"  # type: ignore[arg-type]
        assert refused(store, stranger, issuing(bench))[0] == "not-yours"  # type: ignore[arg-type]


def test_without_a_report_labels_are_printed_and_not_put_in_use(store: Store) -> None:
    bench = make_bench(store)
    issue(store, bench.lot, bench.gtin, 10)
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "test-report"  # type: ignore[arg-type]


def test_a_report_that_differs_stops_both(store: Store) -> None:
    bench = make_bench(store)
    issue(store, bench.lot, bench.gtin, 10)
    make_report(store, bench.producer, conclusion="fail")
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "test-report"  # type: ignore[arg-type]
    assert refused(store, bench.actor, issuing(bench))[0] == "test-report"  # type: ignore[arg-type]


def test_a_stopped_producer_gets_nothing(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    with writing(store, Actor("system")) as work:
        stop_label_use(work, StopLabelUse(producer_id=bench.producer.id, reason="核查"))
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "label-use"  # type: ignore[arg-type]
    assert refused(store, bench.actor, issuing(bench))[0] == "label-use"  # type: ignore[arg-type]


def test_a_deficit_stops_the_lots_labels(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    lay_deficit(store, bench, 500)
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "deficit"  # type: ignore[arg-type]
    assert refused(store, bench.actor, issuing(bench))[0] == "deficit"  # type: ignore[arg-type]


def test_a_withdrawn_authorisation_gets_none(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    with writing(store, REGULATOR) as work:
        held = authorisations_of(work.session, bench.producer.id)[0]
        withdraw(work, Withdraw(authorisation_id=held.id, withdrawn_on=TODAY, reason="演示"), today=TODAY)
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "authorisation"  # type: ignore[arg-type]
    assert refused(store, bench.actor, issuing(bench))[0] == "authorisation"  # type: ignore[arg-type]


def test_a_lot_on_hold_gets_none(store: Store, bench: Bench) -> None:
    issue(store, bench.lot, bench.gtin, 10)
    with writing(store, REGULATOR) as work:
        hold_batch(work, HoldBatch(kind=Hold.CHECK, reason="核查"), lot=bench.lot)
    assert refused(store, bench.actor, using(bench, 1, 1))[0] == "hold"  # type: ignore[arg-type]
    assert refused(store, bench.actor, issuing(bench))[0] == "hold"  # type: ignore[arg-type]


def test_a_pack_of_another_form_or_producer_is_unknown_here(store: Store, bench: Bench) -> None:
    dried = make_trade_item(store, bench.producer, form="dried")
    rivals = make_trade_item(store, make_producer(store))
    for item in (dried, rivals):
        assert refused(store, bench.actor, issuing(bench, gtin=item.gtin)) == ("unknown-item", "gtin")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "code"), [({"stock": "a0"}, "stock-unknown"), ({"gtin": "06901234000011"}, "gtin-check-digit")]
)
def test_an_order_that_does_not_fit(store: Store, bench: Bench, fields: dict[str, str], code: str) -> None:
    assert refused(store, bench.actor, issuing(bench, **fields))[0] == code  # type: ignore[arg-type]


def test_labels_printed_ahead_are_capped(store: Store) -> None:
    bench = make_bench(store, grams=1_000, packed_on=TOMORROW)
    # Nobody has any certified yield left in this county: two labels are covered, a third would be ahead.
    assert refused(store, bench.actor, issuing(bench, 3))[0] == "label-cap"  # type: ignore[arg-type]
    issue(store, bench.lot, bench.gtin, 2)
    assert refused(store, bench.actor, issuing(bench, 1))[0] == "label-cap"  # type: ignore[arg-type]


def test_labels_may_come_on_packs_that_are_packed_tomorrow(store: Store) -> None:
    bench = make_bench(store, packed_on=TOMORROW)
    make_report(store, bench.producer)
    issue(store, bench.lot, bench.gtin, 1)
    put_in_use(store, bench.lot, bench.gtin, 1, 1)
    assert bench.batch.packed_on > TODAY


def test_a_reprint_is_counted_and_has_a_reason(store: Store, bench: Bench) -> None:
    run = issue(store, bench.lot, bench.gtin, 10)
    with writing(store, bench.actor) as work:
        reprint_labels(work, ReprintLabels(run_id=run.id, reason="卡纸"))
    with reading(store) as session:
        again = session.exec(select(Run)).one()
    assert again.prints == 2
    assert again.printed_at > run.printed_at
    assert tags_of(store, f"lot:{bench.lot}")[-1] == "labels.reprinted/1"
    unknown = ReprintLabels(run_id=99, reason="卡纸")
    assert refused(store, bench.actor, lambda work: reprint_labels(work, unknown))[0] == "unknown-run"


def test_a_part_is_printed_again_and_the_rest_is_not(store: Store, bench: Bench, the_clock: Clock) -> None:
    run = issue(store, bench.lot, bench.gtin, 10)
    the_clock.set(clock.now() + timedelta(days=PRINT_DAYS, minutes=1))
    for first, last in ((3, 5), (5, 5)):
        with writing(store, bench.actor) as work:
            form = ReprintLabels(run_id=run.id, first=first, last=last, reason="打坏，已销毁")
            assert reprint_labels(work, form) == (first, last)
    with reading(store) as session:
        (line,) = runs_of(session, bench.batch.id)
        assert (line.run.prints, line.reprinted) == (1, 4)
        let = [is_printable(let_to_print(session, line.run, span), clock.now()) for span in ((4, 5), (5, 6), (1, 10))]
    assert let == [True, False, False]
    beyond = ReprintLabels(run_id=run.id, first=8, last=11, reason="打坏")
    assert refused(store, bench.actor, lambda work: reprint_labels(work, beyond))[0] == "range-outside-run"
