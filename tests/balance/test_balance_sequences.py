"""Whatever a packing shed does, its books come out even. `tests/campaigns/balance.py` is the long form."""

import pytest
from grams import FIRST_DAY, Shed, faults

from gitrace.storage import Store, reading


@pytest.mark.parametrize("seed", [1, 3])
def test_a_life_of_random_deeds_leaves_the_books_even(store: Store, seed: int) -> None:
    shed = Shed(store, seed, FIRST_DAY)
    shed.live(60)
    with reading(store) as session:
        assert faults(session) == []
    assert {"weigh_in", "open_a_lot", "pour_all"} <= shed.done.keys()
