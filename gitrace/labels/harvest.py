"""What a producer's labels are held against: its labels on hand, and the shoots behind them."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.tables import Account, AccountKind
from gitrace.batches.tables import Batch, BatchState
from gitrace.clock import SHANGHAI, shanghai_day
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Plot
from gitrace.labels.caps import Harvest, OnHand
from gitrace.labels.tables import LabelRange, Run
from gitrace.producers.tables import Producer
from gitrace.profile import Profile


def on_hand(session: Session, producer_id: int) -> dict[int, OnHand]:
    """A producer's open lots by batch, with their labels that are neither in use nor ended."""
    size = col(LabelRange.last) - col(LabelRange.first) + 1
    marked = (
        sa.select(col(LabelRange.run_id).label("run_id"), sa.func.sum(size).label("labels"))
        .group_by(col(LabelRange.run_id))
        .subquery()
    )
    left = col(Run.last) - col(Run.first) + 1 - sa.func.coalesce(marked.c.labels, 0)
    lots = (
        sa.select(
            col(Batch.id),
            sa.func.coalesce(sa.func.sum(left), 0),
            sa.func.coalesce(sa.func.sum(left * col(Run.shoot_g)), 0),
            sa.func.coalesce(sa.func.max(col(Account.balance_g)), 0),
        )
        .outerjoin(Run, col(Run.batch_id) == col(Batch.id))
        .outerjoin(marked, marked.c.run_id == col(Run.id))
        .outerjoin(Account, _account_of(AccountKind.LOT, _owner("lot:", Batch.id)))
        .where(col(Batch.producer_id) == producer_id, col(Batch.state) == BatchState.OPEN)
        .group_by(col(Batch.id))
    )
    return {key: OnHand(int(labels), int(grams), int(in_lot)) for key, labels, grams, in_lot in session.execute(lots)}


def harvest_of(session: Session, producer: Producer, *, season: int, now: datetime, profile: Profile) -> Harvest:
    """What its households may still deliver, what it has weighed in and not poured, and its days of weighing."""
    today = shanghai_day(now)
    return Harvest(
        remaining_g=_certified_left(session, producer.id, season) + _not_poured(session, producer.id, now, profile),
        daily_g=_daily(session, producer.id, today, profile),
        first_season_labels=producer.first_season_labels,
    )


def _certified_left(session: Session, producer_id: int, season: int) -> int:
    """Of the households that brought it shoots in this season or the last; before it has any, of the whole county."""
    theirs = (
        sa.select(col(Delivery.household_id))
        .where(col(Delivery.producer_id) == producer_id, col(Delivery.season).in_([season - 1, season]))
        .where(col(Delivery.household_id).is_not(None))
    )
    left = sa.select(sa.func.sum(col(Account.balance_g))).join(
        Plot, _account_of(AccountKind.CERTIFIED, _owner("plot:", Plot.id, f"/{season}"))
    )
    if session.execute(theirs.limit(1)).first() is not None:
        left = left.where(col(Plot.household_id).in_(theirs))
    return int(session.execute(left).scalar() or 0)


def _not_poured(session: Session, producer_id: int, now: datetime, profile: Profile) -> int:
    """What may still be poured: older shoots may not."""
    oldest = now - timedelta(hours=profile.labels.pour_within_hours.value)
    left = (
        sa.select(sa.func.sum(col(Account.balance_g)))
        .join(Delivery, _account_of(AccountKind.DELIVERY, _owner("delivery:", Delivery.id)))
        .where(col(Delivery.producer_id) == producer_id, col(Delivery.weighed_at) >= oldest)
    )
    return int(session.execute(left).scalar() or 0)


def _daily(session: Session, producer_id: int, today: date, profile: Profile) -> dict[date, int]:
    earliest = today - timedelta(days=profile.labels.of_days.value)
    weighed = select(Delivery.weighed_at, Delivery.net_g).where(
        Delivery.producer_id == producer_id,
        col(Delivery.household_id).is_not(None),
        col(Delivery.weighed_at) >= datetime.combine(earliest, datetime.min.time(), SHANGHAI),
    )
    daily: dict[date, int] = defaultdict(int)
    for weighed_at, net_g in session.exec(weighed):
        daily[shanghai_day(weighed_at)] += net_g
    return dict(daily)


def _owner(stem: str, key: object, end: str = "") -> "sa.ColumnElement[str]":
    return sa.literal(stem) + sa.cast(col(key), sa.String) + sa.literal(end)


def _account_of(kind: AccountKind, owner: "sa.ColumnElement[str]") -> "sa.ColumnElement[bool]":
    return sa.and_(col(Account.kind) == kind, col(Account.owner) == owner)
