"""Handlers that live as long as one test."""

from collections.abc import Iterator

import pytest

from gitrace.jobs import registry


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    """What a test registers is forgotten after it."""
    kept = [(one, dict(one)) for one in (registry.JOBS, registry.EFFECTS, registry.TIMERS)]
    yield
    for one, before in kept:
        one.clear()
        one.update(before)
