"""公示表: what hangs on the village's board. Neighbours must know who is meant; a stranger must not.

A name keeps its first and last character, as villages write them (王*明). Of the household's number the last three
characters stay, because the whole number opens its records to every buyer. Parcel, plot, telephone and ID number are
not on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gitrace.villages.queries import Claimed

_KEPT = 3


@dataclass(frozen=True)
class Posted:
    """A line of the poster: one plot of a household."""

    number: str
    name: str | None
    area_mu: str
    cover: str
    kg_per_mu: str
    grams: int


def posted(lines: Sequence[Claimed]) -> list[Posted]:
    """A list's lines as the poster shows them."""
    return [
        Posted(
            f"…{one.household[-_KEPT:]}",
            masked_name(one.name) if one.name else None,
            one.line.area_mu,
            one.line.cover,
            one.line.kg_per_mu,
            one.line.grams,
        )
        for one in lines
    ]


def masked_name(name: str) -> str:
    """王明 as 王*, 王小明 as 王*明, 欧阳小明 as 欧**明."""
    if len(name) <= 2:  # noqa: PLR2004
        return f"{name[0]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def sums(lines: Sequence[Claimed]) -> tuple[int, Decimal, int]:
    """Households, mu and grams together."""
    homes = {one.household for one in lines}
    area = sum((Decimal(one.line.area_mu) for one in lines), Decimal(0))
    return len(homes), area, sum(one.line.grams for one in lines)
