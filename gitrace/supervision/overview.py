"""What waits for a person, each by one statement; what was done in a day; what ends soon."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.tables import Batch, BatchState, Hold, Pour, ProposalState, ReleaseProposal
from gitrace.callbacks.tables import Callback, CallState
from gitrace.cases.tables import Denial, DenialState, Message
from gitrace.deliveries.tables import Delivery
from gitrace.inspections.tables import Report, ReportCoverage
from gitrace.labels.accounting import labels_left
from gitrace.labels.tables import LabelRange, RangeState
from gitrace.producers.tables import ApplicationState, Authorisation, MarkApplication, Producer, Scale
from gitrace.supervision.days import instants_within

SOON = timedelta(days=30)
"""How long before it ends an authorisation or a scale's verification is called to mind, and how long after."""

LEFT_OPEN = timedelta(days=3)
"""A lot is packed within its day, and what is left of it leaves or is carried over within the 48 hours of a shoot."""

_IN_USE_AT: Any = LabelRange.in_use_at


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


def lots_in_deficit(session: Session, _today: date) -> int:
    """Lots that owe grams: their labels are stopped."""
    return _count(session, Account, col(Account.kind) == AccountKind.DEFICIT, col(Account.balance_g) > 0)


def failing_poured(session: Session, _today: date) -> int:
    """Deliveries found bad after they were poured."""
    poured = sa.exists().where(col(Pour.delivery_id) == col(Delivery.id))
    return _count(session, Delivery, col(Delivery.failing) != "", poured)


def lots_held(session: Session, _today: date) -> int:
    """Lots whose labels are suspended."""
    return _count(session, Batch, col(Batch.hold) != Hold.NONE)


def releases_proposed(session: Session, _today: date) -> int:
    """Lots whose release one regulator proposed and no other has confirmed."""
    return _count(session, ReleaseProposal, col(ReleaseProposal.state) == ProposalState.OPEN)


def lots_left_open(session: Session, today: date) -> int:
    """Lots that nobody closed, days after they were packed: what is left in them may be labelled still."""
    return _count(session, Batch, col(Batch.state) == BatchState.OPEN, col(Batch.packed_on) <= left_open_until(today))


def lots_unaccounted(session: Session, today: date) -> int:
    """Lots with labels left, days after they were packed: printed, and neither in use nor void nor returned."""
    return _count(session, Batch, labels_left(), col(Batch.packed_on) <= left_open_until(today))


def left_open_until(today: date) -> date:
    """The last packing day of the lots that should long be closed."""
    return today - LEFT_OPEN


def reports_under_review(session: Session, _today: date) -> int:
    """Reports whose conclusion differs from the limits."""
    return _count(session, Report, col(Report.under_review))


def applications_filed(session: Session, _today: date) -> int:
    """Applications for the mark that nobody has checked yet."""
    return _count(session, MarkApplication, col(MarkApplication.state) == ApplicationState.FILED)


def messages_open(session: Session, _today: date) -> int:
    """What shoppers told us and nobody has dealt with."""
    return _count(session, Message, col(Message.handled_at).is_(None))


def denials_open(session: Session, _today: date) -> int:
    """Deliveries that their households say are not their own."""
    return _count(session, Denial, col(Denial.state) == DenialState.OPEN)


def callbacks_waiting(session: Session, _today: date) -> int:
    """Households drawn by lot and not yet called, or not yet reached."""
    return _count(session, Callback, col(Callback.state) == CallState.WAITING)


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


def expiring_reports(session: Session, today: date) -> list[Expiring]:
    """Producers and forms of goods of which the last report's coverage ends within 30 days or ended within the last."""
    last = sa.func.max(col(ReportCoverage.until_day))
    query = (
        sa.select(col(Producer.id), col(Producer.name), col(ReportCoverage.form), last)
        .join(ReportCoverage, col(ReportCoverage.producer_id) == col(Producer.id))
        .group_by(col(Producer.id), col(Producer.name), col(ReportCoverage.form))
        .having(last.between(today - SOON, today + SOON))
        .order_by(last, col(Producer.name))
    )
    return [Expiring(key, name, form, until) for key, name, form, until in session.execute(query)]


def _count(session: Session, table: type[Any], *where: Any) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one())
