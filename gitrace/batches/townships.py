"""Where a lot is from, 主要来源乡镇: the one township that most of its shoots came from.

A lot is counted there whole. Shares by grams would be finer, and where one household of a township delivered to a lot
they would tell what that household delivered.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from gitrace.batches.tables import Batch, Carry, Pour
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household


def townships_of(session: Session, batches: Collection[int]) -> dict[int, str]:
    """By key of the lot, the code of its township; without those whose shoots came from no household.

    What was carried over, or made of another lot, is from where that one is from. A statement for each step from lot to
    lot, and two.
    """
    carried = _carried_into(session, set(batches))
    poured: dict[int, dict[str, int]] = defaultdict(dict)
    rows = session.execute(
        sa.select(col(Pour.batch_id), col(Household.township), sa.func.sum(col(Pour.grams)))
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .join(Household, col(Household.id) == col(Delivery.household_id))
        .where(col(Pour.batch_id).in_(carried.keys()))
        .group_by(col(Pour.batch_id), col(Household.township))
    )
    for batch, township, grams in rows:
        poured[batch][township] = int(grams)
    found: dict[int, str] = {}
    for batch in batches:
        _settle(batch, poured, carried, found)
    return {batch: found[batch] for batch in batches if found[batch]}


def townships_of_lots(session: Session, lots: Iterable[str]) -> dict[str, str]:
    """The same by the lots' numbers."""
    numbers = dict(session.exec(select(Batch.id, Batch.lot).where(col(Batch.lot).in_(list(lots)))).all())
    return {numbers[key]: township for key, township in townships_of(session, numbers).items()}


def _carried_into(session: Session, batches: set[int]) -> dict[int, dict[int, int]]:
    """Of these lots and of all behind them: grams by the key of the lot that they came from."""
    edges: dict[int, dict[int, int]] = {}
    ahead = batches
    while ahead:
        edges |= {key: {} for key in ahead}
        steps = sa.select(col(Carry.to_batch_id), col(Carry.from_batch_id), sa.func.sum(col(Carry.grams)))
        into = steps.where(col(Carry.to_batch_id).in_(ahead))
        for target, source, grams in session.execute(into.group_by(col(Carry.to_batch_id), col(Carry.from_batch_id))):
            edges[target][source] = int(grams)
        ahead = {source for key in ahead for source in edges[key]} - edges.keys()
    return edges


def _settle(
    batch: int,
    poured: Mapping[int, Mapping[str, int]],
    carried: Mapping[int, Mapping[int, int]],
    found: dict[int, str],
) -> str:
    """The most grams decide, of equal ones the lower code. A lot is carried into later ones only."""
    if batch not in found:
        found[batch] = ""  # until it is known, so that nothing can go round in a ring
        grams = defaultdict(int, poured.get(batch, {}))
        for source, carried_g in carried[batch].items():
            grams[_settle(source, poured, carried, found)] += carried_g
        grams.pop("", None)
        found[batch] = min(grams, key=lambda code: (-grams[code], code), default="")
    return found[batch]


def households_behind(session: Session, batches: Collection[int]) -> dict[int, set[int]]:
    """By key of the lot, the households whose shoots are in it, those of the lots behind it too."""
    carried = _carried_into(session, set(batches))
    poured: dict[int, set[int]] = defaultdict(set)
    rows = session.execute(
        sa.select(col(Pour.batch_id), col(Delivery.household_id))
        .join(Delivery, col(Delivery.id) == col(Pour.delivery_id))
        .where(col(Pour.batch_id).in_(carried.keys()), col(Delivery.household_id).is_not(None))
        .distinct()
    )
    for batch, household in rows:
        poured[batch].add(household)
    return {batch: set[int]().union(*(poured[one] for one in _behind(batch, carried))) for batch in batches}


def _behind(batch: int, carried: Mapping[int, Mapping[int, int]]) -> set[int]:
    """A lot and all that was carried into it, on the way or at once."""
    seen, ahead = set[int](), {batch}
    while ahead:
        seen |= ahead
        ahead = {source for one in ahead for source in carried[one]} - seen
    return seen
