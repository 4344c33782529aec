"""A producer's day: what was weighed, what waits to be poured, what expires; each figure with what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account
from gitrace.batches.marked import AskMarked, counting_marked
from gitrace.batches.tables import Batch, BatchState, Pour
from gitrace.certificates.tables import Certificate
from gitrace.deliveries.queries import UNPOURED
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.inspections.covering import replaced_by_another
from gitrace.inspections.queries import ReportFilter, counting_reports
from gitrace.inspections.tables import Report, ReportCoverage
from gitrace.labels.tables import LabelRange, Run
from gitrace.producers.tables import Authorisation, Scale
from gitrace.profile import Profile
from gitrace.supervision.overview import SOON

OLDEST_SHOWN = 10
LOOKED_BACK = timedelta(days=30)
"""How far back unpoured deliveries and missing records are looked for."""
LATE = 0.75
"""Share of the time allowed for pouring after which a delivery is near its end: 36 of 48 hours."""
_MISSING_RECORDS = ("production-record", "cover-record")


@dataclass(frozen=True)
class Unpoured:
    """Deliveries that pass and are in no lot, in full or in part. `late`: near the end of their time; `over`: past it,
    they can only be drawn without a label. `oldest`: the first of those that may still be poured.
    """

    count: int
    grams: int
    late: int
    over: int
    oldest: Sequence["Waiting"]


@dataclass(frozen=True)
class Waiting:
    """One of them, and until when it may be poured."""

    delivery_id: int
    number: str
    household: str
    cover: str
    grams: int
    until: datetime


@dataclass(frozen=True)
class OpenRuns:
    """Runs of open lots with labels that are printed and nothing more, and how many these are."""

    runs: int
    labels: int


@dataclass(frozen=True)
class TurnedBad:
    """事后不通过: deliveries that fail now in lots that are still open, and reports that stop labels."""

    deliveries: int
    reports: int


class Expires(StrEnum):
    """What ends: the authorisation, a scale's verification, what reports cover."""

    AUTHORISATION = "authorisation"
    SCALE = "scale"
    REPORT = "report"


@dataclass(frozen=True)
class Expiry:
    """One thing that ends soon or has ended. `name`: the scale's number or the report's form; `until` None: there is
    none at all.
    """

    what: Expires
    name: str
    until: date | None


def unpoured_today(session: Session, producer_id: int, profile: Profile, now: datetime) -> Unpoured:
    """What waits to be poured; two statements."""
    allowed = timedelta(hours=profile.labels.pour_within_hours.value)
    over, late = now - allowed, now - allowed * LATE
    waiting = sa.and_(
        col(Delivery.producer_id) == producer_id,
        col(Delivery.weighed_at) >= now - LOOKED_BACK,
        col(Delivery.failing) == "",
        col(Delivery.household_id).is_not(None),
        col(Account.balance_g) > 0,
    )
    pourable = col(Delivery.weighed_at) >= over
    figures = sa.select(
        _counted(pourable),
        sa.func.sum(sa.case((pourable, col(Account.balance_g)), else_=0)),
        _counted(pourable & (col(Delivery.weighed_at) < late)),
        _counted(~pourable),
    )
    count, grams, near, past = session.execute(figures.join(Account, UNPOURED).where(waiting)).one()
    oldest = session.execute(
        sa.select(Delivery, col(Household.number), col(Account.balance_g))
        .join(Account, UNPOURED)
        .join(Household, col(Household.id) == col(Delivery.household_id))
        .where(waiting, pourable)
        .order_by(col(Delivery.weighed_at), col(Delivery.id))
        .limit(OLDEST_SHOWN)
    )
    return Unpoured(
        count=int(count or 0),
        grams=int(grams or 0),
        late=int(near or 0),
        over=int(past or 0),
        oldest=[
            Waiting(one.id, one.number, household, one.cover, int(left), one.weighed_at + allowed)
            for one, household, left in oldest
        ],
    )


def open_runs(session: Session, producer_id: int) -> OpenRuns:
    """Labels on hand, by run; one statement."""
    gone = (
        sa.select(sa.func.coalesce(sa.func.sum(col(LabelRange.last) - col(LabelRange.first) + 1), 0))
        .where(col(LabelRange.run_id) == col(Run.id))
        .scalar_subquery()
    )
    left = (
        sa.select((col(Run.last) - col(Run.first) + 1 - gone).label("labels"))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(col(Batch.producer_id) == producer_id, col(Batch.state) == BatchState.OPEN)
        .subquery()
    )
    figures = sa.select(sa.func.count(), sa.func.sum(left.c.labels)).where(left.c.labels > 0)
    runs, labels = session.execute(figures).one()
    return OpenRuns(int(runs), int(labels or 0))


def turned_bad(session: Session, producer_id: int) -> TurnedBad:
    """What a later fact turned against the producer's open lots; one statement."""
    deliveries = counting_marked(AskMarked(producer_id=producer_id, state=BatchState.OPEN))
    reports = counting_reports(session, ReportFilter(producer_id, failing=True))
    return TurnedBad(*session.execute(sa.select(deliveries, reports)).one())


def expiring(session: Session, producer_id: int, today: date) -> list[Expiry]:
    """What ends within 30 days or has ended, soonest first; three statements."""
    held = sa.select(sa.func.max(col(Authorisation.until_day))).where(
        col(Authorisation.producer_id) == producer_id, col(Authorisation.withdrawn_on).is_(None)
    )
    last = session.execute(held).scalar()
    found = [Expiry(Expires.AUTHORISATION, "", last)] if last is None or last <= today + SOON else []
    scales = sa.select(col(Scale.number), col(Scale.valid_until)).where(
        col(Scale.producer_id) == producer_id, col(Scale.valid_until) <= today + SOON
    )
    found += [Expiry(Expires.SCALE, number, until) for number, until in session.execute(scales)]
    covered = sa.func.max(col(ReportCoverage.until_day))
    reports = (
        sa.select(col(Report.form), covered)
        .join(ReportCoverage, col(ReportCoverage.report_id) == col(Report.id))
        .where(col(Report.producer_id) == producer_id, col(ReportCoverage.until_day).is_not(None))
        .where(~replaced_by_another())
        .group_by(col(Report.form))
        .having(covered.between(today - SOON, today + SOON))
    )
    found += [Expiry(Expires.REPORT, form, until) for form, until in session.execute(reports)]
    return sorted(found, key=lambda one: (one.until or date.min, one.what, one.name))


def without_records(session: Session, producer_id: int, now: datetime) -> list[tuple[str, int]]:
    """Households whose deliveries of the last 30 days fail for want of a record: number, and how many deliveries."""
    failing = sa.literal(" ") + col(Delivery.failing) + sa.literal(" ")
    lacking = sa.or_(*(failing.contains(f" {code} ", autoescape=True) for code in _MISSING_RECORDS))
    query = (
        sa.select(col(Household.number), sa.func.count())
        .select_from(Delivery)
        .join(Household, col(Household.id) == col(Delivery.household_id))
        .where(col(Delivery.producer_id) == producer_id, col(Delivery.weighed_at) >= now - LOOKED_BACK, lacking)
        .group_by(col(Household.number))
        .order_by(sa.func.count().desc(), col(Household.number))
    )
    return [(number, int(count)) for number, count in session.execute(query)]


def _counted(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def without_certificate(session: Session, producer_id: int, profile: Profile, today: date) -> Sequence[str]:
    """Lots of the last month that have shoots in them and no certificate of conformity, the latest first."""
    needed = [form.code for form in profile.forms if form.conformity_certificate]
    certified = sa.exists().where(col(Certificate.batch_id) == col(Batch.id), col(Certificate.withdrawn_at).is_(None))
    lots = (
        sa.select(col(Batch.lot))
        .where(col(Batch.producer_id) == producer_id, col(Batch.form).in_(needed))
        .where(col(Batch.packed_on).between(today - LOOKED_BACK, today), ~certified)
        .where(sa.exists().where(col(Pour.batch_id) == col(Batch.id), col(Pour.grams) > 0))
        .order_by(col(Batch.packed_on).desc(), col(Batch.lot).desc())
    )
    return session.execute(lots).scalars().all()
