"""What is decided of scans. Restricted: a label that somebody copied is its producer's misfortune, not its deed."""

from gitrace.ledger.events import Event, event


@event(
    "label.copying-decided",
    1,
    zh="批次 {lot} 第 {number} 号标签疑似复制，决定：{outcome}",
    en="Label {number} of lot {lot}, perhaps copied, decided: {outcome}",
)
class CopyingDecided(Event):
    """`outcome`: irregular or normal."""

    lot: str
    gtin: str
    number: int
    outcome: str
