"""The one place that asks the time.

Instants are aware and in UTC; a day is a day in Shanghai, where the shoots are dug. Rules never call this module:
they are passed `now` or `today`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present instant, aware, UTC, microseconds."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Let it be another, aware instant inside the block.

    For `gitrace.demo` alone, which books a past season through the house's own commands. A ledger whose time could be
    chosen would prove nothing, so no door offers it.
    """
    token = _pretended.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def shanghai_day(instant: datetime) -> date:
    """The calendar day in Shanghai of an aware instant."""
    return instant.astimezone(SHANGHAI).date()
