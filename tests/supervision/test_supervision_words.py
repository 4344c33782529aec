"""Everything that a real morning leaves behind has words and opens: reasons, findings, tables, columns, lists."""

from typing import Any

import pytest
from scenario import Scene, play
from sqlmodel import select
from standing_clock import Clock

from gitrace.balance.tables import Posting
from gitrace.deliveries.tables import Delivery
from gitrace.ledger.shapes import house_shapes
from gitrace.storage import Store, reading
from gitrace.supervision.catalogue import LISTS
from gitrace.supervision.columns import COLUMNS, HIDDEN
from gitrace.supervision.dossier import lot_dossier
from gitrace.supervision.kinds_of_rows import TABLES
from gitrace.supervision.listing import Listing
from gitrace.supervision.words import FINDINGS, REASONS


@pytest.fixture
def scene(store: Store, the_clock: Clock) -> Scene:
    return play(store, the_clock)


def test_every_table_and_column_has_its_words() -> None:
    columns = {name for shapes in house_shapes().values() for name in shapes[-1].names}
    assert set(house_shapes()) - set(TABLES) == set()
    assert columns - set(COLUMNS) - HIDDEN == set()
    told_apart = {f"{table}.{name}" for table, shapes in house_shapes().items() for name in shapes[-1].names}
    assert set(COLUMNS) - columns - told_apart == set()


def test_a_real_morning_is_told_in_words(store: Store, scene: Scene) -> None:
    with reading(store) as session:
        reasons = set(session.exec(select(Posting.reason)))
        failing = {code for codes in session.exec(select(Delivery.failing)) for code in codes.split()}
        dossier = lot_dossier(session, scene.ours.batch.lot)
    assert {reason.partition("/")[0] for reason in reasons} <= set(REASONS)
    assert failing <= set(FINDINGS)
    assert dossier is not None
    assert dossier.line.households == 6
    assert [run.labels_in("in-use") for run in dossier.runs] == [40]
    assert dossier.amendments
    assert {str(one.told) for one in dossier.happenings}


def test_every_list_opens(store: Store, scene: Scene) -> None:
    with reading(store) as session:
        for listing in LISTS.values():
            asked = listing.asks(account=1) if listing.name == "statement" else listing.asks()
            assert has_lines(listing, session, asked), listing.name


def has_lines(listing: Listing[Any, Any], session: Any, asked: Any) -> bool:
    """Whether there are lines; each gives a cell for every column."""
    lines = listing.page(session, asked)
    cells = [column.value(line) for line in lines for column in listing.columns]
    return len(cells) > 0
