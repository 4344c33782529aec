"""The one place that asks the time.

Instants are aware and in UTC; a day is a day in Shanghai, where the shoots are dug. Rules never call this module:
they are passed `now` or `today`.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, UTC, microseconds."""
    return datetime.now(UTC)


def shanghai_day(instant: datetime) -> date:
    """The calendar day in Shanghai of an aware instant."""
    return instant.astimezone(SHANGHAI).date()
