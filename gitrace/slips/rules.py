"""How long a printed slip may be fetched."""

from datetime import datetime, timedelta

from gitrace.errors import Refusal

PRINT_MINUTES = 30
"""Time for a printer out of paper. What is fetched later is a reprint, and is recorded as one."""


def is_printable(printed_at: datetime, now: datetime) -> bool:
    """Whether this printing may still be fetched."""
    return now <= printed_at + timedelta(minutes=PRINT_MINUTES)


def require_printable(printed_at: datetime, now: datetime) -> None:
    """Raises Refusal("printing-over")."""
    if not is_printable(printed_at, now):
        raise Refusal("printing-over", "打印已过 {minutes} 分钟，再要请补打。", minutes=PRINT_MINUTES)
