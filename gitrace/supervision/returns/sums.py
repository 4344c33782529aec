"""Sums of a stretch of days, by statements: what was delivered, packed and labelled, by whatever it is asked by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.balance.tables import Account, AccountKind, Posting
from gitrace.batches.tables import Batch, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.labels.carton_queries import beyond_usual
from gitrace.labels.tables import LabelRange, RangeState, Run
from gitrace.supervision.days import days_within, instants_within
from gitrace.supervision.listing import Rows
from gitrace.supervision.returns.period import Days

WITHOUT_TOWNSHIP: Any = sa.literal_column("''")
"""A dealer's load names no household."""

_MADE: tuple[Any, Any] = (col(Batch.form), col(Batch.producer_id))
_LABELS = col(LabelRange.last) - col(LabelRange.first) + 1
_IN_USE_AT: Any = LabelRange.in_use_at
_ENDED_AT: Any = LabelRange.ended_at


@dataclass(frozen=True)
class Delivered:
    """Deliveries weighed. `households`: different ones; a dealer's load counts in none."""

    deliveries: int = 0
    households: int = 0
    failing: int = 0
    net_g: int = 0


@dataclass(frozen=True)
class Deliveries:
    """Deliveries of a stretch of days: by the household's township (empty: dealers' loads), cover, producer's key."""

    townships: Mapping[str, Delivered]
    covers: Mapping[str, Delivered]
    producers: Mapping[int, Delivered]

    @property
    def whole(self) -> Delivered:
        """All of them. A household is of one township, so that none is counted twice."""
        return whole(Delivered, self.townships.values())


def delivered(session: Session, days: Days) -> Deliveries:
    """Deliveries by their day of weighing: one statement, which reads each delivery once."""
    weighed = _by_household(days)
    townships = sa.func.coalesce(col(Household.township), WITHOUT_TOWNSHIP)
    of_household = weighed.outerjoin(Household, col(Household.id) == weighed.c.household_id)
    found = session.execute(
        sa.union_all(
            _summed(weighed, "township", townships).select_from(of_household).group_by(townships),
            _summed(weighed, "cover", weighed.c.cover).group_by(weighed.c.cover),
            _summed(weighed, "producer", sa.cast(weighed.c.producer_id, sa.Text)).group_by(weighed.c.producer_id),
        )
    )
    sums: dict[str, dict[str, Delivered]] = {"township": {}, "cover": {}, "producer": {}}
    for by, key, *figures in found:
        sums[by][key] = Delivered(*map(int, figures))
    producers = {int(key): one for key, one in sums["producer"].items()}
    return Deliveries(sums["township"], sums["cover"], producers)


def _by_household(days: Days) -> sa.CTE:
    # Grouped once, as finely as any sum needs: 200,000 deliveries are 14,000 lines, of which the sums are then quick.
    # By seasons, that an index may hold the lines in their order; a day is of the season of its year or the next one.
    each = col(Delivery.household_id), col(Delivery.producer_id), col(Delivery.cover)
    seasons = col(Delivery.season).between(days[0].year, days[1].year + 1)
    return (
        sa.select(
            *each,
            sa.func.count().label("deliveries"),
            sa.func.sum(sa.case((col(Delivery.failing) != "", 1), else_=0)).label("failing"),
            sa.func.sum(col(Delivery.net_g)).label("net_g"),
        )
        .where(seasons, *instants_within(col(Delivery.weighed_at), *days))
        .group_by(col(Delivery.season), *each)
        .cte("weighed")
    )


def _summed(weighed: sa.CTE, by: str, key: Any) -> Rows:
    return sa.select(
        sa.literal_column(f"'{by}'"),
        key,
        sa.func.sum(weighed.c.deliveries),
        sa.func.count(sa.distinct(weighed.c.household_id)),
        sa.func.sum(weighed.c.failing),
        sa.func.sum(weighed.c.net_g),
    )


class Made(NamedTuple):
    """What sums of lots and labels are kept apart by; `producer`: its key."""

    form: str
    producer: int


@dataclass(frozen=True)
class Packed:
    """Lots packed, and the grams that went into them: shoots poured, and product that processing gave."""

    lots: int = 0
    poured_g: int = 0
    processed_g: int = 0


def packed(session: Session, days: Days) -> dict[Made, Packed]:
    """Lots by their packing day."""
    within = days_within(col(Batch.packed_on), *days)
    lots = sa.select(*_MADE, sa.func.count()).where(*within)
    of_lot = sa.select(sa.func.sum(col(Pour.grams))).where(col(Pour.batch_id) == col(Batch.id)).scalar_subquery()
    poured = sa.select(*_MADE, sa.func.sum(of_lot)).where(*within)
    # From the few postings of processing to their lots: the other way round every lot's account is looked up.
    key = sa.cast(sa.func.substr(col(Account.owner), len("lot:") + 1), sa.BigInteger)
    processed = (
        sa.select(*_MADE, sa.func.sum(col(Posting.grams)))
        .select_from(Posting)
        .join(Account, col(Account.id) == col(Posting.to_account_id))
        .join(Batch, col(Batch.id) == key)
        .where(*within, col(Account.kind) == AccountKind.LOT, col(Posting.from_account_id).in_(_accounts_of_recovery()))
    )
    poured_g, processed_g, counts = (_figures(session, query) for query in (poured, processed, lots))
    return {made: Packed(count, poured_g[made], processed_g.get(made, 0)) for made, count in counts.items()}


def _accounts_of_recovery() -> sa.Select[Any]:
    return sa.select(col(Account.id)).where(col(Account.kind) == AccountKind.RECOVERY)


def poured_by_origin(session: Session, days: Days) -> Sequence[tuple[str, str, int, int]]:
    """(form, township of the household, households, grams) of what was poured into lots packed in these days."""
    poured = (
        sa.select(col(Batch.form), col(Delivery.household_id), sa.func.sum(col(Pour.grams)).label("grams"))
        .join(Pour, col(Pour.batch_id) == col(Batch.id))
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .where(*days_within(col(Batch.packed_on), *days))
        .group_by(col(Delivery.household_id), col(Batch.form))
        .subquery()
    )
    township = sa.func.coalesce(col(Household.township), WITHOUT_TOWNSHIP)
    query = (
        sa.select(poured.c.form, township, sa.func.count(poured.c.household_id), sa.func.sum(poured.c.grams))
        .outerjoin(Household, col(Household.id) == poured.c.household_id)
        .group_by(poured.c.form, township)
        .order_by(poured.c.form, township)
    )
    return [(form, code, count, int(grams)) for form, code, count, grams in session.execute(query)]


@dataclass(frozen=True)
class Labelled:
    """Labels: issued for printing; put in use and still so, with the grams under them; voided; returned."""

    printed: int = 0
    in_use: int = 0
    in_use_g: int = 0
    void: int = 0
    returned: int = 0

    def weighing(self, beyond_g: int) -> "Labelled":
        """The same where cartons take so much beyond what their labels usually do."""
        return replace(self, in_use_g=self.in_use_g + beyond_g)


def labelled(session: Session, days: Days) -> dict[Made, Labelled]:
    """Labels, each by the day of what became of it."""
    in_use = sa.and_(col(LabelRange.state) == RangeState.IN_USE, *instants_within(_IN_USE_AT, *days))
    ended = sa.and_(*instants_within(_ENDED_AT, *days))
    ranges = (
        sa.select(
            *_MADE,
            _where(in_use, _LABELS),
            _where(in_use, _LABELS * col(Run.shoot_g)),
            _where(sa.and_(col(LabelRange.state) == RangeState.VOID, ended), _LABELS),
            _where(sa.and_(col(LabelRange.state) == RangeState.RETURNED, ended), _LABELS),
        )
        .select_from(LabelRange)
        .join(Run, col(Run.id) == col(LabelRange.run_id))
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(sa.or_(in_use, ended))
        .group_by(*_MADE)
    )
    runs = (
        sa.select(*_MADE, sa.func.sum(col(Run.last) - col(Run.first) + 1))
        .select_from(Run)
        .join(Batch, col(Batch.id) == col(Run.batch_id))
        .where(*instants_within(col(Run.made_at), *days))
    )
    printed = _figures(session, runs)
    cartons = beyond_usual(*_MADE).join(Batch, col(Batch.id) == col(Run.batch_id))
    beyond = _figures(session, cartons.where(*instants_within(_IN_USE_AT, *days)))
    stood = {Made(form, producer): tuple(map(int, sums)) for form, producer, *sums in session.execute(ranges)}
    return {
        key: Labelled(printed.get(key, 0), *stood.get(key, ())).weighing(beyond.get(key, 0))
        for key in {*printed, *stood}
    }


def _where(condition: sa.ColumnElement[bool], figure: Any) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, figure), else_=0))


Sums = TypeVar("Sums", Delivered, Packed, Labelled)
Key = TypeVar("Key", int, str)


def whole(kind: type[Sums], parts: Iterable[Sums]) -> Sums:
    """The sums of parts that share nothing."""
    figures = [astuple(one) for one in parts]
    return kind(*(sum(several) for several in zip(*figures, strict=True))) if figures else kind()


def of_forms(kind: type[Sums], parts: Mapping[Made, Sums]) -> dict[str, Sums]:
    """The sums of the parts by form."""
    return _each(kind, parts, lambda made: made.form)


def of_producers(kind: type[Sums], parts: Mapping[Made, Sums]) -> dict[int, Sums]:
    """The sums of the parts by the producer's key."""
    return _each(kind, parts, lambda made: made.producer)


def _each(kind: type[Sums], parts: Mapping[Made, Sums], by: Callable[[Made], Key]) -> dict[Key, Sums]:
    keys = sorted({by(made) for made in parts})
    return {key: whole(kind, (one for made, one in parts.items() if by(made) == key)) for key in keys}


def _figures(session: Session, query: Rows) -> dict[Made, int]:
    rows = session.execute(query.group_by(*_MADE))
    return {Made(form, producer): int(figure or 0) for form, producer, figure in rows}
