"""What waits for a person: counts, each with the list that shows what was counted."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.tables import Batch, Hold, Pour
from gitrace.cases.tables import Message
from gitrace.deliveries.tables import Delivery
from gitrace.inspections.tables import Report
from gitrace.labels.tables import LabelRange, RangeState
from gitrace.producers.tables import Authorisation, Producer, Scale
from gitrace.supervision.days import instants_within

SOON = timedelta(days=30)
"""How long before it ends an authorisation or a scale's verification is called to mind, and how long after."""


_IN_USE_AT: Any = LabelRange.in_use_at


@dataclass(frozen=True)
class Waiting:
    """How many of each wait for a person."""

    deficits: int
    holds: int
    reviews: int
    failing_poured: int
    messages: int
    authorisations: int
    scales: int

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to do."""
        return not any(vars(self).values())


@dataclass(frozen=True)
class Day:
    """What was done in a day. Labels: those put in use and still so."""

    deliveries: int
    net_g: int
    lots: int
    labels: int

    @property
    def kilograms(self) -> int:
        """What was weighed, in whole kilograms."""
        return self.net_g // 1000


@dataclass(frozen=True)
class Expiring:
    """What ends soon, or ended lately and was not renewed."""

    producer_id: int
    producer: str
    what: str
    until_day: date


def what_waits(session: Session, today: date) -> Waiting:
    """Counts, each by one statement."""
    deficit = sa.and_(col(Account.kind) == AccountKind.DEFICIT, col(Account.balance_g) > 0)
    poured = sa.exists().where(col(Pour.delivery_id) == col(Delivery.id))
    return Waiting(
        deficits=_count(session, Account, deficit),
        holds=_count(session, Batch, col(Batch.hold) != Hold.NONE),
        reviews=_count(session, Report, col(Report.under_review)),
        failing_poured=_count(session, Delivery, col(Delivery.failing) != "", poured),
        messages=_count(session, Message, col(Message.handled_at).is_(None)),
        authorisations=len(expiring_authorisations(session, today)),
        scales=len(expiring_scales(session, today)),
    )


def what_happened(session: Session, day: date) -> Day:
    """Deliveries weighed, lots packed and labels put in use on a day in Shanghai."""
    weighed = instants_within(col(Delivery.weighed_at), day, day)
    deliveries, grams = session.execute(
        sa.select(sa.func.count(), sa.func.sum(col(Delivery.net_g))).where(*weighed)
    ).one()
    labels = sa.select(sa.func.sum(col(LabelRange.last) - col(LabelRange.first) + 1)).where(
        col(LabelRange.state) == RangeState.IN_USE, *instants_within(_IN_USE_AT, day, day)
    )
    return Day(
        deliveries=deliveries,
        net_g=int(grams or 0),
        lots=_count(session, Batch, col(Batch.packed_on) == day),
        labels=int(session.execute(labels).scalar() or 0),
    )


def expiring_authorisations(session: Session, today: date) -> list[Expiring]:
    """Producers whose last authorisation ends within 30 days or ended within the last 30, soonest first."""
    last = sa.func.max(col(Authorisation.until_day))
    query = (
        sa.select(col(Producer.id), col(Producer.name), last)
        .join(Authorisation, col(Authorisation.producer_id) == col(Producer.id))
        .where(col(Authorisation.withdrawn_on).is_(None))
        .group_by(col(Producer.id), col(Producer.name))
        .having(last.between(today - SOON, today + SOON))
        .order_by(last)
    )
    return [Expiring(key, name, "", until) for key, name, until in session.execute(query)]


def expiring_scales(session: Session, today: date) -> list[Expiring]:
    """Scales whose verification ends within 30 days or ended within the last 30, soonest first."""
    query = (
        sa.select(col(Producer.id), col(Producer.name), col(Scale.number), col(Scale.valid_until))
        .join(Producer, col(Producer.id) == col(Scale.producer_id))
        .where(col(Scale.valid_until).between(today - SOON, today + SOON))
        .order_by(col(Scale.valid_until), col(Scale.number))
    )
    return [Expiring(key, name, number, until) for key, name, number, until in session.execute(query)]


def _count(session: Session, table: type[Any], *where: Any) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())
