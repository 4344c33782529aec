"""Labels that were looked at on a day that is over are judged once; what is found waits for a person's decision."""

from datetime import UTC, datetime, timedelta

import cast
import pytest
from market import LOT, MORNING, Market, open_market
from sqlmodel import select
from standing_clock import Clock

from gitrace.scans import jobs, searching
from gitrace.scans.copies import Findings, Seen, read_facts
from gitrace.scans.deciding import DecideCopying, Outcome, decide_copying
from gitrace.scans.jobs import search_for_copies
from gitrace.scans.judgement import Kind
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.scans.tables import CopyDecision, CopySuspicion
from gitrace.storage import Store, reading
from gitrace.work import Actor, writing

REGIONS = ("湖北武汉", "湖南长沙", "江西南昌", "广东广州")
FIRST = datetime(2026, 3, 25, 4, tzinfo=UTC)
LATER = FIRST + timedelta(days=40)


@pytest.fixture
def market(store: Store, the_clock: Clock) -> Market:
    """Labels 1 to 300 in use, 301 to 310 void."""
    the_clock.set(MORNING + timedelta(days=1))
    opened = open_market(store)
    opened.put_in_use(1, 300)
    opened.void(301, 310)
    return opened


def label(market: Market, number: int = 1) -> Label:
    return Label(LOT, market.item.gtin, number)


def look(market: Market, number: int, day: int, network: str, region: str) -> None:
    at = FIRST + timedelta(days=day)
    record(market.store, Scan(label(market, number), f"{network} {day}", "d", at, network, region))


def sell_widely(market: Market, number: int = 1, since: int = 0) -> None:
    for day in range(since, since + 8):
        look(market, number, day, f"n{day}", REGIONS[day % 4])


def suspicions(store: Store) -> dict[int, Findings]:
    with reading(store) as session:
        return {one.number: read_facts(one.facts) for one in session.exec(select(CopySuspicion))}


def decide(market: Market, number: int = 1) -> CopyDecision:
    form = DecideCopying(outcome=Outcome.NORMAL, reason="演示：展销会上的样品")
    with writing(market.store, cast.REGULATOR) as work:
        return decide_copying(work, label(market, number), form)


def test_a_label_sold_over_and_over_is_found_with_its_facts_and_others_are_not(market: Market) -> None:
    sell_widely(market)
    for day in range(8):
        look(market, 2, day, "household", REGIONS[0])
    search_for_copies(market.store, LATER)
    (found,) = suspicions(market.store).values()
    assert (found.kinds, found.networks, found.regions, found.days) == ((Kind.SPREAD,), 8, 4, 8)
    assert found.seen[0] == Seen(FIRST.date(), "湖北武汉", 1)


def test_a_void_label_that_is_looked_at_is_found_though_once(market: Market) -> None:
    look(market, 305, 3, "shop", "")
    search_for_copies(market.store, LATER)
    assert {number: one.kinds for number, one in suspicions(market.store).items()} == {305: (Kind.LATE,)}


def test_a_day_is_judged_when_it_is_over_and_labels_a_bite_at_a_time(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LABELS_A_BITE", 2)
    monkeypatch.setattr(jobs, "_A_TURN", 60)  # three bites in one turn, however busy the machine is
    for number in range(301, 306):
        look(market, number, 3, "shop", "")
    search_for_copies(market.store, FIRST + timedelta(days=3))
    assert suspicions(market.store) == {}
    search_for_copies(market.store, LATER)
    assert sorted(suspicions(market.store)) == [301, 302, 303, 304, 305]


def test_what_is_decided_is_judged_anew_from_later_looks_alone(market: Market, the_clock: Clock) -> None:
    sell_widely(market)
    search_for_copies(market.store, LATER)
    the_clock.set(LATER)
    assert read_facts(decide(market).facts).networks == 8
    assert suspicions(market.store) == {}
    look(market, 1, 50, "one more", REGIONS[0])
    search_for_copies(market.store, FIRST + timedelta(days=60))
    assert suspicions(market.store) == {}
    sell_widely(market, since=60)
    search_for_copies(market.store, FIRST + timedelta(days=80))
    assert suspicions(market.store)[1].networks == 9


def test_a_label_is_decided_on_once_and_by_the_county(market: Market) -> None:
    look(market, 305, 3, "shop", "")
    search_for_copies(market.store, LATER)
    form = DecideCopying(outcome=Outcome.IRREGULAR, reason="演示：摊位上有")

    def refused(actor: Actor) -> str:
        return cast.refused(market.store, actor, lambda work: decide_copying(work, label(market, 305), form))[0]

    assert [refused(actor) for actor in (market.packer, cast.TOWNSHIP)] == ["regulator-only"] * 2
    decide(market, 305)
    assert refused(cast.REGULATOR) == "nothing-to-decide"


def test_before_the_first_scan_nothing_is_looked_for(store: Store) -> None:
    cast.make_profile(store)
    search_for_copies(store, LATER)
    assert suspicions(store) == {}
