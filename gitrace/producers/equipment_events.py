"""What happens to scales and trade items."""

from gitrace.ledger.events import Event, event


@event(
    "scale.registered",
    1,
    zh="登记衡器 {number}，有效期至 {valid_until}",
    en="Scale {number} registered, valid until {valid_until}",
)
class ScaleRegistered(Event):
    """A scale with its certificate of verification."""

    producer: int
    scale: int
    number: str
    certificate: str
    verified_on: str
    valid_until: str


@event(
    "scale.verified",
    1,
    zh="衡器 {number} 重新检定，有效期至 {valid_until}",
    en="Scale {number} verified anew, valid until {valid_until}",
)
class ScaleVerified(Event):
    """A new certificate of verification."""

    producer: int
    scale: int
    number: str
    certificate: str
    verified_on: str
    valid_until: str


@event("scale.corrected", 1, zh="更正衡器 {number}：{reason}", en="Scale {number} corrected: {reason}")
class ScaleCorrected(Event):
    """A typing mistake put right, while no label rested on what was weighed."""

    producer: int
    scale: int
    number: str
    reason: str


@event(
    "trade-item.registered",
    1,
    public=True,
    zh="登记商品 {gtin} {name}，{net_content}",
    en="Trade item {gtin} {name}, {net_content}, registered",
)
class TradeItemRegistered(Event):
    """A pack under its GTIN."""

    gtin: str
    name: str
    form: str
    net_content: str


@event("trade-item.retired", 1, zh="停用商品 {gtin}", en="Trade item {gtin} retired")
class TradeItemRetiredOnce(Event):
    """As it was recorded before a reason was asked for."""

    gtin: str


@event("trade-item.retired", 2, zh="停用商品 {gtin}：{reason}", en="Trade item {gtin} retired: {reason}")
class TradeItemRetired(Event):
    """No new labels are made for it; those in use stay good."""

    gtin: str
    reason: str
