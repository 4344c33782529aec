"""The public balance: told by the week, added up from public entries, and of nobody by himself."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cast
import pytest
from hypothesis import given
from hypothesis import strategies as st
from label_lots import lay_grams
from sqlmodel import select
from standing_clock import Clock

from gitrace.balance.commands import OVERDRAFT, deficit, in_lot, without_label
from gitrace.balance.tables import AccountKind
from gitrace.batches.corrections import CorrectDelivery, correct_delivery
from gitrace.deliveries.commands import DrawDelivery, draw_delivery
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household, Plot
from gitrace.jobs import Job
from gitrace.ledger.export import Export, Scope, write_export
from gitrace.ledger.readers import evidence
from gitrace.producers.tables import Producer, Scale
from gitrace.storage import Store, reading
from gitrace.supervision.balance_sheet.recount import Line, recount
from gitrace.supervision.balance_sheet.rules import may_be_told, townships_to_tell
from gitrace.supervision.balance_sheet.sheet import Sheet
from gitrace.supervision.balance_sheet.statements import sheet_of, tell_weeks
from gitrace.supervision.jobs import order_week
from gitrace.work import writing

WEEK = date(2026, 3, 16)
HERE, THERE = "421223103", "421223100"
MONDAY = datetime(2026, 3, 23, 1, tzinfo=UTC)


def halved(store: Store, delivery: Delivery) -> CorrectDelivery:
    """100 kg that were 100 斤."""
    with reading(store) as session:
        scale = session.get_one(Scale, delivery.scale_id).number
        household = session.get_one(Household, delivery.household_id).number
    form = {"household": household, "scale": scale, "gross": "50", "unit": "公斤", "cover": delivery.cover}
    return CorrectDelivery.model_validate(form | {"weighed_at": delivery.weighed_at, "reason": "演示：斤误作公斤"})


@pytest.fixture
def producer(store: Store, the_clock: Clock) -> Producer:
    the_clock.set(cast.SPRING_MORNING)
    cast.make_profile(store)
    return cast.make_producer(store)


def grow(store: Store, households: int, township: str = HERE) -> list[Plot]:
    """A plot of 1,200 kg certified for each of so many households."""
    homes = [cast.make_household(store, township=township, village="演示村") for _ in range(households)]
    return [cast.make_plot(store, home) for home in homes]


def deliver(store: Store, producer: Producer, plots: list[Plot], kg: int = 100) -> list[Delivery]:
    return [cast.make_delivery(store, producer, plot, kg=kg) for plot in plots]


def tell(store: Store, clock: Clock, weeks: int = 1) -> Sheet:
    """The sheet after the week `weeks` later is told, on its Monday."""
    clock.set(MONDAY + timedelta(weeks=weeks - 1))
    tell_weeks(store, WEEK + timedelta(weeks=weeks - 1))
    with reading(store) as session:
        sheet = sheet_of(session, 2026)
    assert sheet is not None
    return sheet


def test_a_week_of_five_households_is_told(store: Store, producer: Producer, the_clock: Clock) -> None:
    deliver(store, producer, grow(store, 5))
    sheet = tell(store, the_clock)
    assert (sheet.figure("certified", HERE), sheet.figure("delivered", HERE)) == (6_000_000, 500_000)
    [weeks] = sheet.weeks[HERE]
    assert (weeks.begins, weeks.week, weeks.households) == ("2025-09-01", "2026-03-16", 5)
    assert not sheet.waiting
    assert sheet.figure("deficit", HERE) == sheet.figure("held", HERE) == sheet.figure("delivered", THERE) == 0


def test_of_four_households_nothing_is_told_until_a_fifth_has_come(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    plots = grow(store, 5)
    deliver(store, producer, plots[:4])
    sheet = tell(store, the_clock)
    assert (sheet.figure("delivered", HERE), sheet.waits("delivered", HERE)) == (None, True)
    assert sheet.county("delivered") == 0
    the_clock.set(MONDAY)
    deliver(store, producer, plots[4:])
    sheet = tell(store, the_clock, 2)
    assert (sheet.figure("delivered", HERE), sheet.waiting) == (500_000, frozenset())


def test_a_township_waits_with_one_that_would_follow_from_the_county(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    deliver(store, producer, grow(store, 5) + grow(store, 2, THERE))
    sheet = tell(store, the_clock)
    assert sheet.waiting >= {f"delivered:{HERE}", f"delivered:{THERE}"}
    deliver(store, producer, grow(store, 3, THERE))
    assert tell(store, the_clock, 2).figure("delivered", HERE) == 500_000


def test_who_brought_more_than_the_others_together_is_not_told(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    plots = grow(store, 5)
    deliver(store, producer, plots[:4], kg=10)
    deliver(store, producer, plots[4:], kg=100)
    assert tell(store, the_clock).figure("delivered", HERE) is None


def test_a_correction_of_a_week_that_was_told_is_told_with_the_new_sum(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    plots = grow(store, 5)
    first, *_ = deliver(store, producer, plots)
    tell(store, the_clock)
    with writing(store, cast.REGULATOR) as work:
        correct_delivery(work, halved(store, first), delivery_id=first.id)
    sheet = tell(store, the_clock, 2)
    assert (sheet.figure("delivered", HERE), sheet.waits("delivered", HERE)) == (500_000, True)
    deliver(store, producer, plots)
    sheet = tell(store, the_clock, 3)
    assert sheet.figure("delivered", HERE) == 950_000
    assert [(one.begins, one.week) for one in sheet.weeks[HERE]] == [("2025-09-01", "2026-03-30")]


def test_shoots_that_are_sold_loose_are_told_like_deliveries(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    for one in deliver(store, producer, grow(store, 5)):
        with writing(store, cast.REGULATOR) as work:
            draw_delivery(work, DrawDelivery(to="loose-sale", weight="30", unit="公斤"), delivery=one)
    sheet = tell(store, the_clock)
    assert (sheet.figure("loose", HERE), sheet.figure("other", HERE)) == (150_000, 0)


def test_what_a_lot_sold_loose_or_lacks_stands_where_most_of_its_shoots_are_from(
    store: Store, producer: Producer, the_clock: Clock
) -> None:
    batch = cast.make_batch(store, producer)
    for one in deliver(store, producer, grow(store, 3) + grow(store, 2, THERE)):
        cast.pour(store, batch, one)
    lay_grams(store, in_lot(batch.id), without_label(AccountKind.LOOSE_SALE, producer.id, 2026), 30_000)
    lay_grams(store, OVERDRAFT, deficit(batch.id), 5_000)
    sheet = tell(store, the_clock)
    assert [sheet.figure(code, HERE) for code in ("loose", "deficit", "lots")] == [30_000, 5_000, 1]
    assert [sheet.figure(code, THERE) for code in ("loose", "deficit", "lots")] == [0, 0, 0]


def test_a_week_is_told_once_and_the_keeper_is_asked_once(store: Store, producer: Producer, the_clock: Clock) -> None:
    order_week(store, MONDAY)
    grow(store, 5)
    for _ in range(2):
        order_week(store, MONDAY)
    with reading(store) as session:
        [job] = session.exec(select(Job)).all()
    assert job.payload == '{"week": "2026-03-16"}'
    for _ in range(2):
        tell(store, the_clock)
    assert cast.tags_of(store, "season:2026").count("balance.week-told/1") == 1


def lines(store: Store, folder: Path) -> list[Line]:
    with evidence(store.engine) as reader:
        list(write_export(reader, folder / "log.jsonl", Scope.FULL))
    entries = Export(folder / "log.jsonl").entries()
    return [(one.leaf, [(part.name, part.body) for part in one.parts]) for one in entries]


@pytest.mark.parametrize(
    "forgery",
    [
        ('"2025-09-01",5,500000]', '"2025-09-01",5,400000]', "tells delivered 400000 g of township 421223103"),
        ('"2025-09-01",5,500000]', '"2025-09-01",6,500000]', "tells 6 households of township 421223103"),
        ('"lots":[]', '"lots":[["",1,0]]', "tells 1 lots packed"),
        ('"certified":[["421223103",5,6000000]]', '"certified":[]', "tells certified 0 g of township 421223103"),
        ('"lots":[]', '"lots":[["421223103",-1,0],["421223103",1,0]]', "tells 1 lots packed"),
        ('"entries":', '"entries":1000000', "which do not all come before it"),
        ('"entries":', '"entries":-', "which do not all come before it"),
    ],
)
def test_an_export_betrays_a_statement_that_is_not_what_the_records_say(
    store: Store, producer: Producer, the_clock: Clock, tmp_path: Path, forgery: tuple[str, str, str]
) -> None:
    said, instead, words = forgery
    deliver(store, producer, grow(store, 5))
    tell(store, the_clock)
    honest = lines(store, tmp_path)
    assert recount(lambda: honest, full=True).differences == []
    forged = [(leaf.replace(said, instead), parts) for leaf, parts in honest]
    assert forged != honest
    [difference] = recount(lambda: forged, full=True).differences
    assert words in difference


_STIRS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(1, 99), min_size=1, max_size=12), max_size=6)


@given(_STIRS, st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 99)))
def test_neither_what_is_told_nor_what_is_left_is_of_fewer_than_five(
    stirs: dict[str, list[int]], last: dict[str, int]
) -> None:
    stirred = {code: {100 * ord(code) + n: grams for n, grams in enumerate(some)} for code, some in stirs.items()}
    told = townships_to_tell(stirred, last, county_is_known=True)
    left = {key: grams for code in stirred.keys() - told for key, grams in stirred[code].items()}
    assert all(may_be_told(stirred[code]) and len(stirred[code]) >= 5 for code in told)
    assert not told or not left or may_be_told(left)
