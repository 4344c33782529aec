"""Corrections: what stood there before, what stands there now, and why."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.deliveries.tables import Delivery, DeliveryCorrection
from gitrace.supervision.cells import cell_words
from gitrace.supervision.chronicle import Happening
from gitrace.supervision.phrases import Word
from gitrace.supervision.words import Names

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
    """One field, before and after, codes in words; its column tells what it is."""

    column: str
    before: Word
    after: Word


@dataclass(frozen=True)
class Amendment:
    """One correction. `changes`: the fields that differ."""

    delivery_id: int
    number: str
    reason: str
    corrected_at: datetime
    changes: tuple[Changed, ...]


def amendments_of(session: Session, deliveries: Sequence[int], names: Names) -> list[Amendment]:
    """The corrections of these deliveries, oldest first."""
    rows = session.execute(
        sa.select(DeliveryCorrection, col(Delivery.number))
        .join(Delivery, col(Delivery.id) == col(DeliveryCorrection.delivery_id))
        .where(col(DeliveryCorrection.delivery_id).in_(deliveries))
        .order_by(col(DeliveryCorrection.corrected_at), col(DeliveryCorrection.id))
    )
    return [
        Amendment(one.delivery_id, number, one.reason, one.corrected_at, _changes(one, names)) for one, number in rows
    ]


def _changes(correction: DeliveryCorrection, names: Names) -> tuple[Changed, ...]:
    was, now = json.loads(correction.before), json.loads(correction.after)
    changed = [name for name in {**was, **now} if was.get(name) != now.get(name)]
    return tuple(
        Changed(name, *(cell_words("delivery", name, row.get(name), names) for row in (was, now))) for name in changed
    )


def amended(happenings: Iterable[Happening]) -> list[Happening]:
    """Those of a timeline that changed a fact, in its order."""
    return [one for one in happenings if one.tag.partition("/")[0] in AMENDING]
