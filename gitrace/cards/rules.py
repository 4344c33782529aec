"""How many cards are issued at once, and how long they may be fetched for printing."""

from datetime import datetime, timedelta

from gitrace.errors import Refusal

MOST_CARDS = 500
"""A large village's."""
PRINT_HOURS = 24
"""After this a card is printed by issuing it anew, which ends the one that is lost."""

TRIES_FROM_A_NETWORK = 60
"""At pages of households, in a quarter of an hour; a village may stand behind one address."""


def is_printable(issued_at: datetime, now: datetime) -> bool:
    """Whether the cards of this issue may still be fetched."""
    return now <= issued_at + timedelta(hours=PRINT_HOURS)


def require_printable(issued_at: datetime, now: datetime) -> None:
    """Raises Refusal("printing-over")."""
    if not is_printable(issued_at, now):
        raise Refusal(
            "printing-over", "发卡已过 {hours} 小时，不能再打印；要再印请换卡，旧卡同时停用。", hours=PRINT_HOURS
        )


def require_cards(count: int) -> None:
    """Raises Refusal("cards-none" | "cards-too-many")."""
    if count < 1:
        raise Refusal("cards-none", "没有要发卡的农户。", "household")
    if count > MOST_CARDS:
        raise Refusal("cards-too-many", "一次最多发 {most} 张，请分村办理。", "household", most=MOST_CARDS)


def require_village(village: str) -> str:
    """Cards are handed out in a village. Raises Refusal("village-missing")."""
    if not village:
        raise Refusal("village-missing", "请先选定一个村。", "village")
    return village


def require_card(found: bool) -> None:
    """Raises Refusal("no-such-card"): the same words for a token that never was and one that ended."""
    if not found:
        raise Refusal("no-such-card", "没有这张卡，或者已经停用。")
