"""One cooperative at noon of 20 March 2026."""

import pytest
from lot_cast import NOON, Cooperative
from standing_clock import Clock

from gitrace.storage import Store


@pytest.fixture
def coop(store: Store, the_clock: Clock) -> Cooperative:
    the_clock.set(NOON)
    return Cooperative(store)
