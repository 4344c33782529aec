"""What was paid for a delivery: read from what is keyed, kept beside it, looked up for the producer's own pages."""

from collections.abc import Collection
from secrets import token_hex

from sqlmodel import Session, col, select

from gitrace.deliveries.tables import DeliveryPrice
from gitrace.errors import Refusal
from gitrace.identifiers.decimals import plain_decimal
from gitrace.identifiers.entries import tidy_text
from gitrace.ledger.append import RowKey
from gitrace.work import Work, row_key

DEAREST_YUAN = 1000
"""For a 斤: beyond any shoot, and below an amount keyed for a price."""

JIN_G = 500


def price_fen(text: str, field: str = "price") -> int | None:
    """Whole fen for a 斤, of yuan with at most two decimals; None for an empty text.

    Raises Refusal("invalid-price").
    """
    if not text.strip():
        return None
    typed = plain_decimal(tidy_text(text))
    if typed is None or not 0 < typed <= DEAREST_YUAN or typed * 100 != int(typed * 100):
        raise Refusal("invalid-price", "单价应是大于 0 的数，单位元/斤，最多两位小数，如 18.50。", field)
    return int(typed * 100)


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02}"


def amount_fen(net_g: int, fen_per_jin: int) -> int:
    """What a net weight costs, in whole fen, half a fen rounded up."""
    return (2 * net_g * fen_per_jin + JIN_G) // (2 * JIN_G)


def price_of(session: Session, delivery_id: int) -> DeliveryPrice | None:
    """What was paid for a delivery, if it was recorded."""
    return session.exec(select(DeliveryPrice).where(DeliveryPrice.delivery_id == delivery_id)).one_or_none()


def prices_of(session: Session, delivery_ids: Collection[int]) -> dict[int, int]:
    """Fen for a 斤 by delivery; those without a price are missing."""
    priced = select(DeliveryPrice.delivery_id, DeliveryPrice.fen_per_jin)
    return dict(session.exec(priced.where(col(DeliveryPrice.delivery_id).in_(list(delivery_ids)))).all())


def typed_price(session: Session, delivery_id: int) -> str:
    """A delivery's price as it would be keyed; empty where there is none."""
    found = price_of(session, delivery_id)
    return "" if found is None else yuan(found.fen_per_jin)


def keep_price(work: Work, delivery_id: int, fen: int | None) -> list[RowKey]:
    """Bring the price to `fen` for a 斤, or to none; returns the rows that this changed, for the event to claim."""
    found = price_of(work.session, delivery_id)
    if (found.fen_per_jin if found else None) == fen:
        return []
    if fen is None:
        assert found is not None
        gone = row_key(found)
        work.session.delete(found)
        return [gone]
    price = found or DeliveryPrice(delivery_id=delivery_id, salt=token_hex(16), fen_per_jin=fen)
    price.fen_per_jin = fen
    work.session.add(price)
    work.session.flush()
    return [row_key(price)]
