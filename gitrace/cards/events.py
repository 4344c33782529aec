"""What happens to cards. Restricted."""

from gitrace.ledger.events import Event, event


@event(
    "cards.issued",
    1,
    zh="发出农户卡 {cards} 张，其中换卡 {replaced} 张",
    en="{cards} household cards issued, {replaced} of them anew",
)
class CardsIssued(Event):
    """Each replaced card, and every key of slips of the same household, ends with it."""

    cards: int
    replaced: int


@event("card.ended", 1, zh="停用农户卡和小票上的二维码", en="Household card and codes on slips ended")
class CardEnded(Event):
    """Nobody opens the household's page any more until a card is issued anew."""

    household: int
