"""What happens to slips. Restricted."""

from gitrace.ledger.events import Event, event


@event(
    "slip.printed",
    1,
    zh="第 {ordinal} 次打印交售单 {number} 的小票",
    en="Slip of delivery {number} printed, time {ordinal}",
)
class SlipPrinted(Event):
    """`paper`: 58, 80 or a5."""

    number: str
    ordinal: int
    paper: str
