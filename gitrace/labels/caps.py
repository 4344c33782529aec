"""How many labels a producer may have on hand ahead of its shoots.

A label on hand is printed and neither in use nor ended. Those that a lot's own grams already cover are not ahead of
anything: they could be put in use this minute. All weights are whole grams of shoots.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gitrace.deliveries.weight import jin
from gitrace.profile import Finding, Outcome, Profile

_CODE, _CLAUSE = "label-cap", "以产定标：提前印制上限"


@dataclass(frozen=True)
class OnHand:
    """One lot's labels on hand, the grams they would take when put in use, and the grams that lie in the lot."""

    labels: int
    grams: int
    in_lot_g: int

    @property
    def ahead_g(self) -> int:
        """What they would take beyond what is there."""
        return max(0, self.grams - self.in_lot_g)

    @property
    def ahead_labels(self) -> int:
        """About how many of them stand ahead, rounded up."""
        return -(-self.ahead_g * self.labels // self.grams) if self.grams else 0


@dataclass(frozen=True)
class Harvest:
    """What a producer's labels are held against.

    `remaining_g`: what its households may still deliver, with what it has weighed in and not poured; `daily_g`: grams
    weighed in, by day; `first_season_labels`: the regulator's figure, None where none was set.
    """

    remaining_g: int
    daily_g: dict[date, int]
    first_season_labels: int | None


def cap_finding(lots: Iterable[OnHand], harvest: Harvest, profile: Profile) -> Finding:
    """All lots of a producer, the labels now asked for counted in."""
    lots = list(lots)
    ahead_g = sum(one.ahead_g for one in lots)
    if ahead_g == 0:
        return Finding(_CODE, Outcome.PASS, "标签都有已投料的笋对应，不算提前印制。", _CLAUSE)
    facts: dict[str, str | int] = {"ahead": jin(ahead_g), "remaining": jin(harvest.remaining_g)}
    if ahead_g > harvest.remaining_g:
        sentence = "提前印制的标签合 {ahead} 斤，超过农户可交售余量 {remaining} 斤。"
        return Finding(_CODE, Outcome.FAIL, sentence, _CLAUSE, facts)
    busiest = busiest_days(list(harvest.daily_g.values()), profile)
    if busiest is None:
        return _first_season(sum(one.ahead_labels for one in lots), harvest, profile)
    most = int(busiest * profile.labels.cap_factor.value)
    facts["most"] = jin(most)
    if ahead_g > most:
        sentence = "提前印制的标签合 {ahead} 斤，超过近期最忙几日收购量折算的上限 {most} 斤。"
        return Finding(_CODE, Outcome.FAIL, sentence, _CLAUSE, facts)
    return Finding(_CODE, Outcome.PASS, "提前印制的标签合 {ahead} 斤，上限 {most} 斤。", _CLAUSE, facts)


def busiest_days(daily_g: Sequence[int], profile: Profile) -> int | None:
    """Grams of the busiest days together; None while there are fewer such days than the profile counts."""
    count = profile.labels.busiest_days.value
    return sum(sorted(daily_g)[-count:]) if len(daily_g) >= count else None


def _first_season(ahead: int, harvest: Harvest, profile: Profile) -> Finding:
    most = harvest.first_season_labels
    if most is None:
        most = profile.labels.first_season_labels.value
    facts: dict[str, str | int] = {"ahead": ahead, "most": most}
    if ahead > most:
        return Finding(_CODE, Outcome.FAIL, "提前印制 {ahead} 枚，超过首季上限 {most} 枚。", _CLAUSE, facts)
    return Finding(_CODE, Outcome.PASS, "提前印制 {ahead} 枚，首季上限 {most} 枚。", _CLAUSE, facts)
