"""A lot that is ready for its certificate, in the morning of 20 March 2026."""

import cast
import pytest
from packed_lots import Packed, pack
from standing_clock import Clock

from gitrace.storage import Store


@pytest.fixture
def packed(store: Store, the_clock: Clock) -> Packed:
    the_clock.set(cast.SPRING_MORNING)
    return pack(store)
