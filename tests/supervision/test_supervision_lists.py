"""What is asked of deliveries, lots, accounts and the log, and what answers."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from laid import LOT, Laid

from gitrace.storage import Store, reading
from gitrace.supervision.accounts import ACCOUNTS, AccountSort, AskAccounts
from gitrace.supervision.deliveries import DELIVERIES, AskDeliveries, DeliverySort, DeliveryState
from gitrace.supervision.entries import ENTRIES, AskEntries, entry_at
from gitrace.supervision.listing import Listing
from gitrace.supervision.lots import LOTS, AskLots, LotState
from gitrace.supervision.registers import REGISTERS


def numbers(store: Store, **asked: Any) -> list[str]:
    with reading(store) as session:
        asks = AskDeliveries(**asked)
        found = [one.number for one in DELIVERIES.page(session, asks)]
        assert DELIVERIES.count(session, asks) == len(found)
    return found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["R0001", "D0002", "D0001"]),
        ({"text": "d000"}, ["D0002", "D0001"]),
        ({"text": "户乙"}, ["R0001"]),
        ({"text": "春山"}, ["D0002", "D0001"]),
        ({"text": "%"}, []),
        ({"text": "yshy"}, ["R0001"]),
        ({"household": "yshy"}, ["R0001"]),
        ({"household": "DEM-H1"}, ["D0002", "D0001"]),
        ({"township": "421223102"}, ["R0001"]),
        ({"state": DeliveryState.FAILING_POURED}, ["D0002"]),
        ({"state": DeliveryState.LEFT}, ["R0001", "D0001"]),
        ({"state": DeliveryState.POURED}, ["D0002"]),
        ({"state": DeliveryState.CORRECTED}, ["D0002"]),
        ({"state": DeliveryState.UNATTRIBUTED}, []),
        ({"finding": "pre-harvest-interval"}, ["D0002"]),
        ({"finding": "interval"}, []),
        ({"from_day": date(2026, 3, 21)}, ["R0001"]),
        ({"until_day": date(2026, 3, 20)}, ["D0002", "D0001"]),
        ({"until_day": date(2026, 3, 19)}, []),
        ({"sort": DeliverySort.LIGHTEST}, ["R0001", "D0002", "D0001"]),
    ],
)
def test_deliveries_answer_what_is_asked(store: Store, laid: Laid, asked: dict[str, Any], found: list[str]) -> None:
    assert numbers(store, **asked) == found


def test_deliveries_are_those_of_one_producer(store: Store, laid: Laid) -> None:
    assert numbers(store, producer=laid.rival.id) == ["R0001"]


def test_a_delivery_line_has_its_figures(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        line = DELIVERIES.lines(session, AskDeliveries(), [laid.good.id])[0]
    assert (line.net_g, line.poured_g, line.left_g) == (100_000, 60_000, 40_000)
    assert (line.person, line.household, str(line.township)) == ("演示户甲", "DEM-H1", "桂花泉镇")


@pytest.mark.parametrize(
    ("asked", "answers"),
    [
        ({}, True),
        ({"text": "0320a"}, True),
        ({"text": "对岸"}, False),
        ({"household": "DEM-H1"}, True),
        ({"household": "DEM-H2"}, False),
        ({"township": "421223103"}, True),
        ({"township": "421223102"}, False),
        ({"finding": "pre-harvest-interval"}, True),
        ({"finding": "season"}, False),
        ({"state": LotState.HELD}, True),
        ({"state": LotState.DEFICIT}, True),
        ({"state": LotState.FAILING}, True),
        ({"state": LotState.OPEN}, True),
        ({"state": LotState.CLOSED}, False),
        ({"state": LotState.RECALLED}, False),
        ({"from_day": date(2026, 3, 20), "until_day": date(2026, 3, 20)}, True),
        ({"from_day": date(2026, 3, 21)}, False),
    ],
)
def test_lots_answer_what_is_asked(store: Store, laid: Laid, asked: dict[str, Any], answers: bool) -> None:
    with reading(store) as session:
        assert [one.lot for one in LOTS.page(session, AskLots(**asked))] == ([LOT] if answers else [])


def test_a_lot_line_has_its_figures(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        line = LOTS.page(session, AskLots())[0]
    assert (line.poured_g, line.left_g, line.deficit_g) == (110_000, 85_000, 2_000)
    assert (line.households, line.printed, line.in_use) == (1, 100, 50)
    assert line.tone == "stop"


def test_accounts_of_a_lot_a_household_and_a_kind(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        of_lot = ACCOUNTS.page(session, AskAccounts(lot=LOT.lower()))
        of_household = ACCOUNTS.page(session, AskAccounts(household="DEM-H1"))
        assert ACCOUNTS.page(session, AskAccounts(household="yshjia")) == of_household
        fullest = [one.balance_g for one in ACCOUNTS.page(session, AskAccounts(sort=AccountSort.FULLEST))]
        assert fullest == sorted(fullest, reverse=True)
        none = ACCOUNTS.page(session, AskAccounts(lot="CY260320A099"))
        certified = ACCOUNTS.page(session, AskAccounts(season=2026, kind="certified"))
    assert [(str(one.kind), one.balance_g) for one in of_lot] == [
        ("批次可启用余额", 85_000),
        ("已启用标签", 25_000),
        ("批次差额", 2_000),
    ]
    assert [one.balance_g for one in of_household] == [1_050_000]
    assert none == []
    assert len(certified) == 2


def test_entries_answer_by_subject_tag_actor_and_day(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        of_lot = ENTRIES.page(session, AskEntries(subject=f"lot:{LOT}"))
        of_tag = ENTRIES.page(session, AskEntries(tag="test.season-laid"))
        of_actor = ENTRIES.page(session, AskEntries(actor="user:7"))
        of_no_day = ENTRIES.page(session, AskEntries(until_day=date(2020, 1, 1)))
        everything = ENTRIES.count(session, AskEntries())
    assert [str(one.told) for one in of_lot] == [f"布置 {LOT}"]
    assert len(of_tag) == len(of_actor) == 4
    assert of_no_day == []
    assert everything > 10
    assert of_actor[0].actor.values == {}


def test_an_entry_shows_what_it_changed(store: Store, laid: Laid) -> None:
    with reading(store) as session:
        last = ENTRIES.page(session, AskEntries(subject=f"delivery:{laid.good.id}"))[0]
        entry = entry_at(session, last.index)
        beyond = entry_at(session, 10**6)
    assert entry is not None
    assert {change.table for change in entry.moment.changes} == {"delivery", "account", "posting"}
    assert beyond is None


@pytest.mark.parametrize("register", REGISTERS, ids=lambda one: one.name)
def test_a_register_has_a_value_in_every_column(store: Store, laid: Laid, register: Listing[Any, Any]) -> None:
    with reading(store) as session:
        lines = list(register.every(session, register.asks()))
        assert len(lines) == register.count(session, register.asks())
    assert lines
    for column in register.columns:
        assert all(column.value(line) != column.header for line in lines)


def test_pages_and_the_whole_agree_and_cost_few_statements(store: Store, laid: Laid) -> None:
    for listing in (DELIVERIES, LOTS, ACCOUNTS, ENTRIES):
        asked, said = listing.asks(), []

        def note(*_: Any, said: list[int] = said) -> None:
            said.append(1)

        sa.event.listen(store.engine, "before_cursor_execute", note)
        with reading(store) as session:
            assert listing.page(session, asked, 1) == list(listing.every(session, asked))[:50]
        sa.event.remove(store.engine, "before_cursor_execute", note)
        assert len(said) <= 25, listing.name
