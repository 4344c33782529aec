"""Who delivers to a producer: which households it may find by name, who comes often, what is usual for each.

Households sell to several buyers, so each producer finds by name only those that have delivered to it; any other it
finds by the full number or the card.
"""

from collections import Counter
from statistics import median_low

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.deliveries.tables import Delivery
from gitrace.growers.finding import Grower, find_growers
from gitrace.growers.tables import Household

LOOKED_BACK = 400
"""Deliveries of a producer by which it is judged who comes often: about a week of mornings."""

FEWEST_FOR_USUAL = 3
"""Before so many deliveries nothing is usual yet."""


def find_suppliers(session: Session, producer_id: int, typed: str) -> list[Grower]:
    """The households that delivered here and that what is typed may mean, those that come often before others."""
    here = sa.select(col(Delivery.household_id)).where(col(Delivery.producer_id) == producer_id).distinct()
    return find_growers(session, typed, among=col(Household.id).in_(here), first=frequent(session, producer_id))


def has_delivered(session: Session, producer_id: int, household_id: int) -> bool:
    """Whether the household ever delivered to the producer."""
    theirs = sa.select(col(Delivery.id)).where(
        col(Delivery.producer_id) == producer_id, col(Delivery.household_id) == household_id
    )
    return session.connection().execute(theirs.limit(1)).first() is not None


def frequent(session: Session, producer_id: int) -> list[int]:
    """Keys of the households that delivered lately, the most frequent first, of equals the latest first."""
    lately = (
        sa.select(col(Delivery.household_id))
        .where(col(Delivery.producer_id) == producer_id)
        .order_by(col(Delivery.weighed_at).desc())
        .limit(LOOKED_BACK)
    )
    keys = [key for (key,) in session.connection().execute(lately) if key is not None]
    return [key for key, _ in Counter(keys).most_common()]


def usual_g(session: Session, producer_id: int, household_id: int, season: int, *, but: int = 0) -> int | None:
    """The median net weight of a household's deliveries to the producer in a season, whole grams; None before there are
    three. `but`: a delivery that is not counted.
    """
    theirs = sa.select(col(Delivery.net_g)).where(
        col(Delivery.producer_id) == producer_id,
        col(Delivery.household_id) == household_id,
        col(Delivery.season) == season,
        col(Delivery.id) != but,
    )
    weights = list(session.connection().execute(theirs).scalars())
    return median_low(weights) if len(weights) >= FEWEST_FOR_USUAL else None
