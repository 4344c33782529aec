"""Open figures: sums of the rows behind them as of a day's end, and nothing of fewer than five households."""

from datetime import date, timedelta
from decimal import Decimal

import cast
import pytest
from laid import Laid
from sqlmodel import select

from gitrace.batches.holds import HoldBatch, hold_batch
from gitrace.batches.tables import Hold
from gitrace.cases.commands import SHOPPER, HandleMessage, SendMessage, handle_message, send_message
from gitrace.clock import shanghai_day
from gitrace.labels.tables import LabelRange, Run
from gitrace.scans.days import ScanDay
from gitrace.storage import Store, keeping, reading
from gitrace.supervision.open_figures.figure import percent, tonnes
from gitrace.supervision.open_figures.season import OpenFigures, open_figures, seasons_on_record
from gitrace.work import writing

SPRING = date(2026, 3, 21)


def figures(store: Store, today: date = SPRING, season: int = 2026) -> OpenFigures:
    with reading(store) as session:
        return open_figures(session, season, cast.make_profile(store), today)


def values(one: OpenFigures) -> dict[str, object]:
    return {figure.code: figure.value for figure in one.figures}


@pytest.fixture
def harvest(store: Store) -> None:
    """Six households of one township and two of another, 1,200 kg certified each; one delivery of 400 kg of each."""
    cast.make_profile(store)
    producer = cast.make_producer(store)
    cast.make_dealers_load(store, producer)
    for township in ["421223103"] * 6 + ["421223100"] * 2:
        plot = cast.make_plot(store, cast.make_household(store, township=township, village="演示村"))
        for _ in range(2):
            cast.make_delivery(store, producer, plot, kg=200)


def test_the_county_is_summed_in_whole_tonnes(store: Store, harvest: None) -> None:
    told = values(figures(store))
    assert (told["certified"], told["delivered"], told["households"]) == (10, 3, 8)
    assert told["delivered-share"] == Decimal("30.0")


def test_they_stand_as_of_the_end_of_yesterday(store: Store, harvest: None) -> None:
    on_the_day = figures(store, date(2026, 3, 20))
    assert on_the_day.until == date(2026, 3, 19)
    assert values(on_the_day)["delivered"] == 0
    assert figures(store, date(2027, 3, 1)).until == date(2026, 8, 31)


def test_of_four_households_not_even_the_county_is_told(store: Store) -> None:
    producer = cast.make_producer(store)
    for _ in range(4):
        cast.make_delivery(store, producer, kg=200)
    told = values(figures(store))
    assert [told[code] for code in ("certified", "delivered", "households", "delivered-share")] == [None] * 4


def test_a_season_without_anything_is_nought_and_not_unknown(store: Store) -> None:
    told = values(figures(store))
    assert {told[code] for code in ("certified", "delivered", "labels-issued", "scans", "messages", "lots-held")} == {0}
    assert told["labels-void-share"] is None


def test_labels_add_up_to_what_was_issued(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        issued = sum(run.last - run.first + 1 for run in session.exec(select(Run)))
        ranges = session.exec(select(LabelRange)).all()
    tomorrow = shanghai_day(max(one.in_use_at or one.ended_at for one in ranges)) + timedelta(days=1)  # type: ignore[type-var]
    told = values(figures(store, tomorrow))
    assert told["labels-issued"] == issued
    assert told["labels-in-use"]
    parts = ("labels-in-use", "labels-void", "labels-returned", "labels-unused")
    assert sum(told[code] for code in parts) == issued  # type: ignore[misc]


def test_scans_messages_and_holds_are_counted(store: Store, laid: Laid) -> None:
    with keeping(store) as session:
        session.add_all([ScanDay(day=date(2026, 3, 18), scans=40, labels=30), ScanDay(day=SPRING, scans=1, labels=1)])
    with writing(store, SHOPPER) as work:
        number = send_message(work, SendMessage(text="演示")).number
    with writing(store, cast.REGULATOR) as work:
        handle_message(work, number, HandleMessage(note="演示"))
        hold_batch(work, HoldBatch(kind=Hold.SAFETY, reason="演示"), lot=laid.batch.lot)
        now = work.now
    told = values(figures(store))
    assert (told["scans"], told["labels-scanned"]) == (40, 30)
    season = 2026 + (shanghai_day(now) > date(2026, 8, 31))
    today = values(figures(store, shanghai_day(now) + timedelta(days=1), season))
    assert (today["messages"], today["messages-handled-share"], today["lots-held"]) == (1, Decimal("100.0"), 1)


def test_seasons_are_those_with_a_certified_yield(store: Store) -> None:
    cast.make_plot(store)
    with reading(store) as session:
        assert seasons_on_record(session) == [2026]


def test_halves_are_rounded_up_and_nothing_is_no_share() -> None:
    assert [tonnes(grams) for grams in (0, 499_999, 500_000, 1_499_999)] == [0, 0, 1, 1]
    assert percent(1, 3) == Decimal("33.3")
    assert percent(1, 0) is percent(None, 3) is percent(3, None) is None
