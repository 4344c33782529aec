"""A season laid on each database."""

import pytest
from laid import Laid, lay_season

from gitrace.storage import Store


@pytest.fixture
def laid(store: Store) -> Laid:
    return lay_season(store)
