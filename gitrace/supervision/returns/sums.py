"""Sums of a stretch of days, by statements: what was delivered, packed and labelled, by whatever it is asked by."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.batches.tables import Batch, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.supervision.days import days_within, instants_within
from gitrace.supervision.deliveries import owner_of
from gitrace.supervision.listing import Rows
from gitrace.supervision.returns.period import Days

Key = sa.SQLColumnExpression[Any]
EVERYTHING: Key = sa.literal_column("''")
"""To sum over all there is: one line, whose key is empty."""
TOWNSHIP: Key = sa.func.coalesce(col(Household.township), EVERYTHING)
"""Of the household that delivered; empty for a dealer's load."""

_LABELS = col(LabelRange.last) - col(LabelRange.first) + 1
_IN_USE_AT: Any = LabelRange.in_use_at
_ENDED_AT: Any = LabelRange.ended_at


@dataclass(frozen=True)
class Delivered:
    """Deliveries weighed. `households`: different ones; a dealer's load counts in none."""

    deliveries: int = 0
    households: int = 0
    producers: int = 0
    failing: int = 0
    net_g: int = 0


def delivered(session: Session, days: Days, by: Key = EVERYTHING) -> dict[Any, Delivered]:
    """Deliveries by their day of weighing."""
    query = (
        sa.select(
            by,
            sa.func.count(),
            sa.func.count(sa.distinct(col(Delivery.household_id))),
            sa.func.count(sa.distinct(col(Delivery.producer_id))),
            sa.func.sum(sa.case((col(Delivery.failing) != "", 1), else_=0)),
            sa.func.sum(col(Delivery.net_g)),
        )
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .where(*instants_within(col(Delivery.weighed_at), *days))
    )
    return {key: Delivered(*(int(one or 0) for one in figures)) for key, *figures in session.execute(_each(query, by))}


@dataclass(frozen=True)
class Packed:
    """Lots packed, and the grams that went into them: shoots poured, and product that processing gave."""

    lots: int = 0
    poured_g: int = 0
    processed_g: int = 0


def packed(session: Session, days: Days, by: Key = EVERYTHING) -> dict[Any, Packed]:
    """Lots by their packing day."""
    within = days_within(col(Batch.packed_on), *days)
    lots = _whole(session, by, sa.select(by, sa.func.count()).select_from(Batch).where(*within))
    poured = (
        sa.select(by, sa.func.sum(col(Pour.grams)))
        .select_from(Batch)
        .join(Pour, col(Pour.batch_id) == col(Batch.id))
        .where(*within)
    )
    made = (
        sa.select(by, sa.func.sum(col(Posting.grams)))
        .select_from(Batch)
        .join(Account, col(Account.owner) == owner_of(col(Batch.id), "lot"))
        .join(Posting, col(Posting.to_account_id) == col(Account.id))
        .where(*within, col(Account.kind) == AccountKind.LOT, col(Posting.from_account_id).in_(_accounts_of_recovery()))
    )
    poured_g, made_g = _whole(session, by, poured), _whole(session, by, made)
    return {key: Packed(count, poured_g.get(key, 0), made_g.get(key, 0)) for key, count in lots.items()}


def _accounts_of_recovery() -> sa.Select[Any]:
    return sa.select(col(Account.id)).where(col(Account.kind) == AccountKind.RECOVERY)


def poured_by_origin(session: Session, days: Days) -> Sequence[tuple[str, str, int, int]]:
    """(form, township of the household, households, grams) of what was poured into lots packed in these days."""
    query = (
        sa.select(
            col(Batch.form),
            TOWNSHIP,
            sa.func.count(sa.distinct(col(Delivery.household_id))),
            sa.func.sum(col(Pour.grams)),
        )
        .join(Pour, col(Pour.batch_id) == col(Batch.id))
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .outerjoin(Household, col(Household.id) == col(Delivery.household_id))
        .where(*days_within(col(Batch.packed_on), *days))
        .group_by(col(Batch.form), TOWNSHIP)
        .order_by(col(Batch.form), TOWNSHIP)
    )
    return [(form, township, count, int(grams)) for form, township, count, grams in session.execute(query)]


@dataclass(frozen=True)
class Labelled:
    """Labels: issued for printing; put in use and still so, with the grams under them; voided; returned."""

    printed: int = 0
    in_use: int = 0
    in_use_g: int = 0
    void: int = 0
    returned: int = 0


def labelled(session: Session, days: Days, by: Key = EVERYTHING) -> dict[Any, Labelled]:
    """Labels, each by the day of what became of it."""
    in_use = sa.and_(col(LabelRange.state) == RangeState.IN_USE, *instants_within(_IN_USE_AT, *days))
    ended = sa.and_(*instants_within(_ENDED_AT, *days))
    ranges = (
        sa.select(
            by,
            _where(in_use, _LABELS),
            _where(in_use, _LABELS * col(Run.shoot_g)),
            _where(sa.and_(col(LabelRange.state) == RangeState.VOID, ended), _LABELS),
            _where(sa.and_(col(LabelRange.state) == RangeState.RETURNED, ended), _LABELS),
        )
        .select_from(LabelRange)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(sa.or_(in_use, ended))
    )
    runs = (
        sa.select(by, sa.func.sum(col(Run.last) - col(Run.first) + 1))
        .select_from(Run)
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(*instants_within(col(Run.made_at), *days))
    )
    printed = _whole(session, by, runs)
    stood = {key: [int(one or 0) for one in figures] for key, *figures in session.execute(_each(ranges, by))}
    return {key: Labelled(printed.get(key, 0), *stood.get(key, ())) for key in {*printed, *stood}}


def _where(condition: sa.ColumnElement[bool], figure: Any) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, figure), else_=0))


Sums = TypeVar("Sums", Delivered, Packed, Labelled)


def whole(kind: type[Sums], parts: Iterable[Sums]) -> Sums:
    """The sums of parts that share nothing."""
    figures = [astuple(one) for one in parts]
    return kind(*(sum(several) for several in zip(*figures, strict=True))) if figures else kind()


def _each(query: Rows, by: Key) -> Rows:
    return query if by is EVERYTHING else query.group_by(by)


def _whole(session: Session, by: Key, query: Rows) -> dict[Any, int]:
    return {key: int(figure or 0) for key, figure in session.execute(_each(query, by))}
