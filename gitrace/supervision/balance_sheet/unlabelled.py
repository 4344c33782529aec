"""What left without a label, and what labels lack: sums of deliveries and of lots, and the households behind both."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from gitrace.balance.tables import WITHOUT_LABEL, Account, AccountKind, Posting
from gitrace.batches.rules import FRESH
from gitrace.batches.tables import Batch
from gitrace.batches.townships import households_behind, townships_of
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household
from gitrace.supervision.balance_sheet.harvest import Sum
from gitrace.supervision.days import days_within
from gitrace.supervision.returns.period import Days

LOOSE = frozenset({AccountKind.LOOSE_SALE})
OTHER = WITHOUT_LABEL - LOOSE

_away, _source = aliased(Account), aliased(Account)
_KEY = {
    kind: sa.cast(sa.func.substr(_source.owner, len(stem) + 1), sa.BigInteger)
    for kind, stem in ((AccountKind.DELIVERY, "delivery:"), (AccountKind.LOT, "lot:"))
}


@dataclass(frozen=True)
class Moved:
    """Grams of one township by the households behind them, and when the last of them moved. `turnover`: both ways."""

    township: str
    households: Collection[int]
    grams: int
    turnover: int
    at: datetime


def unlabelled_sums(
    session: Session, season: int, kinds: Collection[AccountKind], told: Mapping[str, datetime]
) -> dict[str, Sum]:
    """Fresh shoots that went where these accounts are, by township: of the household where they were drawn from its
    delivery, else of the lot.
    """
    return _summed([*_of_deliveries(session, season, kinds), *_of_lots(session, season, kinds)], told)


def deficit_sums(session: Session, packed: Days, told: Mapping[str, datetime]) -> dict[str, Sum]:
    """What stands in deficits of lots packed in these days, by the township that the lot is from."""
    lots = sa.cast(sa.func.substr(col(Account.owner), len("lot:") + 1), sa.BigInteger)
    touches = sa.or_(col(Posting.from_account_id) == col(Account.id), col(Posting.to_account_id) == col(Account.id))
    rows = session.execute(
        sa.select(
            col(Batch.id), col(Account.balance_g), sa.func.sum(col(Posting.grams)), sa.func.max(col(Posting.posted_at))
        )
        .select_from(Account)
        .join(Batch, col(Batch.id) == lots)
        .join(Posting, touches)
        .where(col(Account.kind) == AccountKind.DEFICIT, *days_within(col(Batch.packed_on), *packed))
        .group_by(col(Batch.id), col(Account.id), col(Account.balance_g))
    ).all()
    return _summed(_placed(session, rows), told)


def _summed(moved: list[Moved], told: Mapping[str, datetime]) -> dict[str, Sum]:
    sums: dict[str, Sum] = defaultdict(Sum)
    behind: dict[str, set[int]] = defaultdict(set)
    for one in moved:
        whole = sums[one.township]
        whole.grams += one.grams
        behind[one.township].update(one.households)
        if one.township in told and one.at <= told[one.township]:
            continue
        for household in one.households:
            share = max(1, one.turnover // len(one.households))
            whole.stir[household] = whole.stir.get(household, 0) + share
    for township, households in behind.items():
        sums[township].households = len(households)
    return dict(sums)


def _of_deliveries(session: Session, season: int, kinds: Collection[AccountKind]) -> Iterator[Moved]:
    moved = (
        _moved(AccountKind.DELIVERY, season, kinds, col(Household.township), col(Household.id))
        .join(Delivery, col(Delivery.id) == _KEY[AccountKind.DELIVERY])
        .join(Household, col(Household.id) == col(Delivery.household_id))
        .group_by(col(Household.township), col(Household.id))
    )
    for township, household, grams, turnover, at in session.execute(moved):
        yield Moved(township, {household}, int(grams), int(turnover), at)


def _of_lots(session: Session, season: int, kinds: Collection[AccountKind]) -> Iterator[Moved]:
    moved = (
        _moved(AccountKind.LOT, season, kinds, col(Batch.id))
        .join(Batch, col(Batch.id) == _KEY[AccountKind.LOT])
        .where(col(Batch.form) == FRESH)
        .group_by(col(Batch.id))
    )
    yield from _placed(session, session.execute(moved).all())


def _placed(session: Session, rows: Collection[Any]) -> list[Moved]:
    """(lot, grams, turnover, when) → where it is from. A lot of no household is a dealer's and is of no township."""
    lots = {row[0] for row in rows}
    townships, households = townships_of(session, lots), households_behind(session, lots)
    return [
        Moved(townships[lot], households[lot], int(grams), int(turnover), at)
        for lot, grams, turnover, at in rows
        if lot in townships
    ]


def _moved(
    source: AccountKind, season: int, kinds: Collection[AccountKind], *by: sa.SQLColumnExpression[Any]
) -> sa.Select[Any]:
    """Grams there less grams back, both together, and the last time, of postings between sources and these kinds."""
    grams, giver, taker = col(Posting.grams), col(Posting.from_account_id), col(Posting.to_account_id)
    other_side = sa.case((taker == col(_away.id), giver), else_=taker)
    return (
        sa.select(
            *by,
            sa.func.sum(sa.case((taker == col(_away.id), grams), else_=-grams)),
            sa.func.sum(grams),
            sa.func.max(col(Posting.posted_at)),
        )
        .select_from(_away)
        .join(Posting, sa.or_(taker == col(_away.id), giver == col(_away.id)))
        .join(_source, col(_source.id) == other_side)
        .where(col(_away.kind).in_(kinds), col(_away.owner).like(f"producer:%/{season}"), col(_source.kind) == source)
    )
