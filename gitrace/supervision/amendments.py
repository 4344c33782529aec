"""Corrections: what stood there before, what stands there now, and why."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.supervision.chronicle import Happening

AMENDING = frozenset(
    {
        "batch.corrected",
        "delivery.corrected",
        "household.changed",
        "producer.authorisation-withdrawn",
        "producer.changed",
        "producer.contact-replaced",
        "record.corrected",
        "scale.corrected",
        "yield.changed",
    }
)
"""Tags of the events that change a fact on record; each brings its reason."""


@dataclass(frozen=True)
class Changed:
    """One field, before and after; a table of the database and its column tell what it is."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Amendment:
    """One correction. `changes`: the fields that differ."""

    delivery_id: int
    number: str
    reason: str
    corrected_at: datetime
    changes: tuple[Changed, ...]


def amendments_of(session: Session, deliveries: Sequence[int]) -> list[Amendment]:
    """The corrections of these deliveries, oldest first."""
    rows = session.execute(
        sa.select(DeliveryCorrection, col(Delivery.number))
        .join(Delivery, col(Delivery.id) == col(DeliveryCorrection.delivery_id))
        .where(col(DeliveryCorrection.delivery_id).in_(deliveries))
        .order_by(col(DeliveryCorrection.corrected_at), col(DeliveryCorrection.id))
    )
    return [
        Amendment(one.delivery_id, number, one.reason, one.corrected_at, _changes(one.before, one.after))
        for one, number in rows
    ]


def _changes(before: str, after: str) -> tuple[Changed, ...]:
    was, now = json.loads(before), json.loads(after)
    names = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return tuple(Changed(name, was.get(name), now.get(name)) for name in names)


def amended(happenings: Iterable[Happening]) -> list[Happening]:
    """Those of a timeline that changed a fact, in its order."""
    return [one for one in happenings if one.tag.partition("/")[0] in AMENDING]
