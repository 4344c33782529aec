"""A clock that tests set."""

from datetime import UTC, datetime

import pytest

from gitrace import clock

BEGINNING = datetime(2025, 9, 1, tzinfo=UTC)
"""When the homes of tests were opened: a test may set its clock to any later moment, for a ledger's never runs back."""


class Clock:
    """The clock of a test, once it was set; it stands still."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def set(self, moment: datetime) -> None:
        """`moment`: aware; not before anything that the test has recorded."""
        self._patch.setattr(clock, "now", lambda: moment)
