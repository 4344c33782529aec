"""What happens to messages and denials. Restricted, and without a word of what was written."""

from gitrace.ledger.events import Event, event


@event("message.received", 1, zh="收到反映 {number}", en="Message {number} received")
class MessageReceived(Event):
    """A shopper told us something; `lot`: on whose page, where there is such a lot."""

    number: str
    lot: str | None


@event("message.handled", 1, zh="反映 {number} 已处理", en="Message {number} handled")
class MessageHandled(Event):
    """A regulator dealt with it and left a note."""

    number: str


@event(
    "delivery.denied",
    1,
    zh="农户说交售单 {number} 不是自己交的",
    en="The household says delivery {number} is not its own",
)
class DeliveryDenied(Event):
    """`source`: page, by its card or slip; call, when it was called back."""

    number: str
    household: int
    source: str


@event(
    "delivery.denial-settled", 1, zh="交售单 {number} 的否认已处理：{state}", en="Denial of delivery {number}: {state}"
)
class DenialSettled(Event):
    """`state`: true, the household did not bring it; false, it did; settled, neither."""

    number: str
    household: int
    state: str
