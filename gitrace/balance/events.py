"""Events of the balance itself; most postings travel with the event of the command that made them."""

from gitrace.ledger.events import Event, event


@event(
    "deficit.settled",
    1,
    zh="批次 {lot} 的差额 {grams} 克由监管人员核销：{reason}",
    en="Deficit of lot {lot}, {grams} g, settled: {reason}",
)
class DeficitSettled(Event):
    """The regulator settled what a correction had overdrawn."""

    lot: str
    grams: int
    reason: str
