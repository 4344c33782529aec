"""What happens to messages. Restricted, and without a word of what was written."""

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
