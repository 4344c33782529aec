"""Whose an account is, in words: `lot:41`, `plot:12/2026`, `producer:3/2026`, `season:2026`, `county`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from gitrace.batches.tables import Batch
from gitrace.deliveries.tables import Delivery
from gitrace.growers.tables import Household, Plot
from gitrace.producers.tables import Producer
from gitrace.supervision.phrases import Phrase


@dataclass(frozen=True)
class Owner:
    """The words, and the subject whose page tells more, where there is one."""

    words: Phrase
    subject: str | None = None


@dataclass(frozen=True)
class _Parts:
    kind: str
    key: str
    rest: str

    @classmethod
    def of(cls, owner: str) -> "_Parts":
        kind, _, key = owner.partition(":")
        key, _, rest = key.partition("/")
        return cls(kind, key, rest)


_QUERIES: dict[str, Any] = {
    "lot": sa.select(col(Batch.id), col(Batch.lot), sa.literal("")),
    "delivery": sa.select(col(Delivery.id), col(Delivery.number), sa.literal("")),
    "plot": sa.select(col(Plot.id), col(Plot.number), col(Household.number)).join(
        Household, col(Household.id) == col(Plot.household_id)
    ),
    "producer": sa.select(col(Producer.id), col(Producer.name), sa.literal("")),
}


def name_owners(session: Session, owners: Iterable[str], numbers: Mapping[str, str] | None = None) -> dict[str, Owner]:
    """Owners to words, with one statement for each kind of owner. `numbers`: of lots and deliveries that the caller has
    read already, by `lot:41`, `delivery:88`.
    """
    wanted = {owner: _Parts.of(owner) for owner in owners}
    known = {(kind, key): (number, "") for (kind, _, key), number in _split(numbers or {})}
    by_kind: dict[str, set[int]] = defaultdict(set)
    for parts in wanted.values():
        if parts.kind in _QUERIES and (parts.kind, parts.key) not in known:
            by_kind[parts.kind].add(int(parts.key))
    for kind, chosen in by_kind.items():
        query = _QUERIES[kind]
        for key, number, more in session.execute(query.where(query.selected_columns[0].in_(chosen))):
            known[kind, str(key)] = (number, more)
    return {owner: _owner(owner, parts, known) for owner, parts in wanted.items()}


def _split(numbers: Mapping[str, str]) -> Iterable[tuple[tuple[str, str, str], str]]:
    return ((subject.partition(":"), number) for subject, number in numbers.items())


def _owner(owner: str, parts: _Parts, known: dict[tuple[str, str], tuple[str, str]]) -> Owner:
    number, more = known.get((parts.kind, parts.key), (parts.key, ""))
    values = {"number": number, "more": more, "rest": parts.rest, "key": parts.key}
    if parts.kind == "lot":
        return Owner(Phrase("批次 {number} · {rest}" if parts.rest else "批次 {number}", values), f"lot:{number}")
    if parts.kind == "delivery":
        return Owner(Phrase("交售单 {number}", values), f"delivery:{parts.key}")
    if parts.kind == "plot":
        return Owner(Phrase("地块 {number}（农户 {more}）· {rest} 季", values))
    if parts.kind == "producer":
        return Owner(Phrase("{number} · {rest} 季", values), f"producer:{parts.key}")
    if parts.kind == "season":
        return Owner(Phrase("{key} 季", values))
    return Owner(Phrase("全县" if owner == "county" else owner))
