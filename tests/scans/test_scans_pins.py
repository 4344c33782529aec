"""What lies under a coat: five tries a day, the first right one stays, a repeated tap is one use."""

from datetime import timedelta

import pytest
from market import LOT, MORNING, Market, open_market
from sqlmodel import select
from standing_clock import Clock

from gitrace.errors import Refusal
from gitrace.identifiers.digital_link import DigitalLink, parse_path
from gitrace.identifiers.serial import label_pin
from gitrace.labels.tables import Run
from gitrace.ledger.events import Event, event
from gitrace.people.guessing import forget_old_guesses
from gitrace.people.tables import GuessCounter
from gitrace.scans.copies import read_facts
from gitrace.scans.devices import Traces
from gitrace.scans.jobs import purge_pins, search_for_copies
from gitrace.scans.judgement import Kind
from gitrace.scans.pins import Typist, Used, use_pin
from gitrace.scans.recording import record
from gitrace.scans.scan import Label, Scan
from gitrace.scans.tables import CopySuspicion, PinUse
from gitrace.storage import Store, reading
from gitrace.work import writing

THEN = MORNING + timedelta(days=2)
ANNA = Traces("anna's phone", "anna's network")
BERTA = Traces("berta's phone", "berta's network")


@event("test.coated", 1, zh="涂层", en="coated")
class Coated(Event):
    pass


@pytest.fixture
def market(store: Store, the_clock: Clock) -> Market:
    """Labels 1 to 300 in use, on stock with a coat."""
    the_clock.set(THEN)
    opened = open_market(store)
    opened.put_in_use(1, 300)
    coat(store, opened)
    return opened


def coat(store: Store, market: Market) -> None:
    with writing(store, market.packer) as work:
        run = work.session.get_one(Run, market.run.id)
        run.coated = True
        work.record(Coated(), subject=f"lot:{LOT}", rows=[run])


def link(market: Market, number: int = 1) -> DigitalLink:
    return parse_path(market.label(number))


def right(market: Market, number: int = 1) -> str:
    return label_pin(market.store.keys.labels[1], market.item.gtin, LOT, number)


def wrong(market: Market) -> str:
    return f"{(int(right(market)) + 1) % 1_000_000:06d}"


def typed(market: Market, pin: str, traces: Traces = ANNA, after: timedelta = timedelta()) -> Used | str:
    try:
        return use_pin(market.store, link(market), pin, Typist(traces, "湖北武汉", THEN + after))
    except Refusal as no:
        return no.code


def test_the_first_right_one_fixes_its_time_and_a_later_one_is_told_it(market: Market) -> None:
    assert typed(market, right(market)) == Used(THEN, before=False)
    assert typed(market, right(market), after=timedelta(minutes=1)) == Used(THEN, before=False)
    assert typed(market, right(market), BERTA, timedelta(minutes=2)) == Used(THEN, before=True)
    assert typed(market, right(market), ANNA, timedelta(days=1)) == Used(THEN, before=True)


def test_after_five_wrong_ones_a_right_one_waits_for_tomorrow(market: Market) -> None:
    assert typed(market, right(market)) == Used(THEN, before=False)
    assert {typed(market, wrong(market)) for _ in range(5)} == {"pin-wrong"}
    assert typed(market, right(market)) == "pin-tries"
    assert typed(market, right(market), BERTA, timedelta(days=1)) == Used(THEN, before=True)


def test_whoever_spends_her_tries_spends_nobody_elses(market: Market) -> None:
    assert {typed(market, wrong(market)) for _ in range(5)} == {"pin-wrong"}
    assert {typed(market, pin) for pin in (wrong(market), right(market)) for _ in range(25)} == {"pin-tries"}
    assert typed(market, right(market), BERTA) == Used(THEN, before=False)


def test_a_label_tried_from_everywhere_says_no_more_that_day(market: Market) -> None:
    networks = [Traces(f"device {n}", f"network {n}") for n in range(10)]
    assert {typed(market, wrong(market), one) for one in networks for _ in range(5)} == {"pin-wrong"}
    assert [typed(market, pin, BERTA) for pin in (wrong(market), right(market))] == ["pin-tries", "pin-tries"]
    assert typed(market, right(market), BERTA, timedelta(days=1)) == Used(THEN + timedelta(days=1), before=False)


def test_no_other_label_has_a_pin(market: Market) -> None:
    uncoated, forged = link(market, 501), parse_path(market.label(1, key=b"x" * 32))
    for asked in (None, uncoated, forged, DigitalLink(market.item.gtin, LOT)):
        with pytest.raises(Refusal) as no:
            use_pin(market.store, asked, right(market), Typist(ANNA, "", THEN))
        assert no.value.code == "pin-none"
    with reading(market.store) as session:
        assert session.exec(select(GuessCounter)).all() == []


def test_a_pin_used_again_in_another_network_is_put_before_a_person(market: Market, the_clock: Clock) -> None:
    label = Label(LOT, market.item.gtin, 1)
    record(market.store, Scan(label, "a look", "d", THEN, ANNA.network, ""))
    typed(market, right(market))
    typed(market, right(market), BERTA, timedelta(hours=1))
    search_for_copies(market.store, THEN + timedelta(days=2))
    with reading(market.store) as session:
        found = [read_facts(one.facts).kinds for one in session.exec(select(CopySuspicion))]
    assert found == [(Kind.PIN_AGAIN,)]


def test_tries_last_a_day_and_the_first_use_for_good(market: Market) -> None:
    typed(market, wrong(market))
    for day in (0, 1, 2):
        typed(market, right(market), after=timedelta(days=day))
    purge_pins(market.store, THEN + timedelta(days=100))
    forget_old_guesses(market.store, THEN + timedelta(days=3))
    with reading(market.store) as session:
        assert session.exec(select(GuessCounter)).all() == []
        assert [(one.at, one.device, one.network, one.region) for one in session.exec(select(PinUse))] == [
            (THEN, "", "", "")
        ]
