"""What happens to deliveries. All restricted: nothing of a grower's delivery is public."""

from gitrace.ledger.events import Event, event


@event("delivery.weighed", 1, zh="交售单 {number} 过磅，净重 {net_g} 克", en="Delivery {number} weighed, net {net_g} g")
class DeliveryWeighed(Event):
    """One weighing. Its findings stand in the row, which this event keeps; `failing`: the codes that fail.

    `debits`: [plot key, grams]; `household` is null for a dealer's load.
    """

    number: str
    producer: int
    household: int | None
    debits: list[list[int]]
    net_g: int
    failing: str
    profile_version: int


@event(
    "delivery.corrected",
    1,
    zh="交售单 {number} 更正，净重 {net_before_g} → {net_g} 克：{reason}",
    en="Delivery {number} corrected, net {net_before_g} → {net_g} g: {reason}",
)
class DeliveryCorrected(Event):
    """`returned_g`: grams credited to certified accounts; `deficits`: [lot, grams] that its labels now lack."""

    number: str
    reason: str
    net_before_g: int
    net_g: int
    returned_g: int
    deficits: list[list[str | int]]
    failing: str
    profile_version: int


@event(
    "delivery.rejudged",
    1,
    zh="交售单 {number} 重新判定：不通过项由“{failing_before}”变为“{failing}”",
    en="Delivery {number} judged again: failing was “{failing_before}”, is “{failing}”",
)
class DeliveryRejudged(Event):
    """Records that a delivery is judged by had changed. `lots`: [lot, grams] that it had flowed into by then."""

    number: str
    failing_before: str
    failing: str
    profile_version: int
    lots: list[list[str | int]]


@event(
    "delivery.drawn",
    1,
    zh="交售单 {number} 未投料转出 {grams} 克：{to}",
    en="{grams} g of delivery {number} left unpoured: {to}",
)
class DeliveryDrawn(Event):
    """Shoots that were weighed and left without ever being in a lot; `to` is the kind of account."""

    number: str
    to: str
    grams: int
