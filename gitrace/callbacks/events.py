"""What happens to call-backs. Restricted: which deliveries are asked about is nobody's business before they are."""

from gitrace.ledger.events import Event, event


@event(
    "callbacks.drawn",
    1,
    zh="抽取 {week} 一周的电话回访：{candidates} 张交售单中抽 {drawn} 张",
    en="Call-backs of the week of {week} drawn: {drawn} of {candidates} deliveries",
)
class CallbacksDrawn(Event):
    """`digest`: SHA-256 of the candidate list as its row keeps it; with `seed` and `drawn` it replays the draw."""

    week: str
    seed: str
    candidates: int
    digest: str
    drawn: int


@event(
    "callback.recorded",
    1,
    zh="电话回访交售单 {number}，第 {tries} 次：{result}",
    en="Household of delivery {number} called, try {tries}: {result}",
)
class CallRecorded(Event):
    """`result`: confirmed, denied or not-reached."""

    number: str
    tries: int
    result: str
