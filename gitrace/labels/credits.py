"""What voided labels give back when their shoots are still there: to the lot's deficit first, then to the lot, once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gitrace.errors import Refusal
from gitrace.labels.rolls import Part, needed
from gitrace.labels.tables import Ending


@dataclass(frozen=True)
class Credit:
    """A part of labels whose shoots are still there: the first of them settle the lot's deficit, if there is one.

    `settled_last` is the last number that does (one below `part.first` when none), `settled_g` and `to_lot_g` the
    grams; the last of the settling labels may leave some over.
    """

    part: Part
    settled_last: int
    settled_g: int
    to_lot_g: int

    @property
    def credited(self) -> int:
        """Labels that go back to the lot and not to a deficit."""
        return self.part.last - self.settled_last

    def spans(self) -> list[tuple[Ending, int, int]]:
        """Its numbers by how they end."""
        both = [
            (Ending.SETTLED, self.part.first, self.settled_last),
            (Ending.OPENED, self.settled_last + 1, self.part.last),
        ]
        return [one for one in both if one[1] <= one[2]]


def credits_of(parts: Iterable[Part], deficit_g: int) -> list[Credit]:
    """What voided labels give back, the deficit first."""
    credited = []
    for part in parts:
        settled_g = min(deficit_g, part.grams)
        labels = needed(part, settled_g)
        deficit_g -= settled_g
        credited.append(Credit(part, part.first + labels - 1, settled_g, part.grams - settled_g))
    return credited


def require_credit_share(credited: Iterable[Credit], share: Decimal, *, overseer: bool) -> None:
    """Above the profile's share of a run only the regulator gives grams back to a lot: a label voided and its shoots
    sold loose would otherwise be a label for nothing. Raises Refusal("void-credit-share").
    """
    now: Counter[int] = Counter()
    for credit in credited:
        roll = credit.part.roll
        now[roll.run_id] += credit.credited
        before = sum(one.count for one in roll.pieces if one.mark.reason == Ending.OPENED)
        if credit.to_lot_g and not overseer and before + now[roll.run_id] > roll.size * share:
            raise Refusal(
                "void-credit-share",
                "这次签发的标签中，作废退料已有 {before} 枚，加上本次超过 {most} 枚的上限，请由监管人员办理。",
                "last",
                before=before,
                most=int(roll.size * share),
            )
