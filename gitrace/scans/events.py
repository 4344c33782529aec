"""What is counted of scans, and decided. Restricted: a label that somebody copied is its producer's misfortune."""

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


@event(
    "scans.counted",
    1,
    public=True,
    zh="{day} 标签查询 {scans} 次，其中首次被查询的标签 {labels} 枚",
    en="Labels looked at {scans} times on {day}, {labels} of them for the first time",
)
class ScansCounted(Event):
    """A day in Shanghai, a silent one too. `townships`: [code, scans, labels] of the lots that are from there; of what
    is left of the day's figures the township is not known.
    """

    day: str
    scans: int
    labels: int
    townships: list[list[str | int]]
