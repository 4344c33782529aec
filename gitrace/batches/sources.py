"""What processed lots were made of: the fresh lots behind them, and what of these is owed.

A deficit stays with the lot it was posted to, in grams of that lot's goods. What was made of the lot bears its labels
on the same uncovered shoots, so that it stops with it, until the deficit is settled or made good.
"""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.balance.commands import deficit
from gitrace.balance.tables import Account, AccountKind
from gitrace.batches import rules
from gitrace.batches.tables import Batch, Carry


def flowed_from(batch_id: int) -> sa.Select[tuple[int]]:
    """Keys of a lot and of all whose rest was carried over into it, on the way or at once."""
    start = sa.select(sa.literal(batch_id, sa.BigInteger).label("id")).cte("flowed", recursive=True)
    before = sa.select(col(Carry.from_batch_id)).join(start, start.c.id == col(Carry.to_batch_id))
    return sa.select(start.union(before).c.id)


def owing_sources(session: Session, lots: Iterable[Batch]) -> dict[int, list[str]]:
    """Of those that are processed, by key: the numbers of the fresh lots behind them that have an open deficit.

    A statement for each step from lot to lot, and one for the deficits; none for fresh lots.
    """
    processed = {one.id for one in lots if one.form != rules.FRESH}
    edges = _made_of(session, processed)
    owing = _owing(session, {source for sources in edges.values() for source in sources})
    behind = {key: _behind(edges, key) for key in processed}
    return {key: sorted(owing[one] for one in found & owing.keys()) for key, found in behind.items()}


def _made_of(session: Session, lots: set[int]) -> dict[int, set[int]]:
    """Of these lots, and of all that are found on the way, which lots they were filled from."""
    edges: dict[int, set[int]] = {}
    ahead = lots
    while ahead:
        found: dict[int, set[int]] = {key: set() for key in ahead}
        steps = select(Carry.to_batch_id, Carry.from_batch_id).where(col(Carry.to_batch_id).in_(ahead)).distinct()
        for target, source in session.exec(steps):
            found[target].add(source)
        edges |= found
        ahead = {source for sources in found.values() for source in sources} - edges.keys()
    return edges


def _behind(edges: Mapping[int, set[int]], lot: int) -> set[int]:
    seen, ahead = set[int](), edges[lot]
    while ahead:
        seen |= ahead
        ahead = {source for one in ahead for source in edges[one]} - seen
    return seen


def _owing(session: Session, lots: set[int]) -> dict[int, str]:
    """Numbers of the fresh ones that owe, by key."""
    if not lots:
        return {}
    owners = {deficit(key).owner: key for key in lots}
    balances = select(Account.owner).where(
        Account.kind == AccountKind.DEFICIT, col(Account.owner).in_(list(owners)), Account.balance_g > 0
    )
    keys = [owners[owner] for owner in session.exec(balances)]
    fresh = select(Batch.id, Batch.lot).where(col(Batch.id).in_(keys), Batch.form == rules.FRESH)
    return dict(session.exec(fresh).all())
