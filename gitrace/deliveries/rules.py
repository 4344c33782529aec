"""Which plots a delivery is judged by and debits, and all that the checks before labels find of it.

A delivery that fails is still a fact and is recorded; it cannot be poured into a packing lot. Only what cannot be a
fact is refused: more than the certified yield. Weights are whole grams, days are days in Shanghai.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from gitrace.deliveries import checks
from gitrace.deliveries.facts import Candidate, ScaleFacts
from gitrace.deliveries.weight import jin
from gitrace.errors import Refusal
from gitrace.growers.rules import InputKind, cover_laid
from gitrace.profile import Finding, Profile

MOST_A_DAY = 9999
"""Deliveries of one producer on one day that the service numbers."""


def candidates(plots: Iterable[Candidate], cover: str, day: date, profile: Profile) -> tuple[Candidate, ...]:
    """The plots judged and debited when the clerk does not know which it was, in order of their codes.

    Of a household's plots those of the cover type: with a cover record of the season begun by that day for covered
    shoots, without one for natural ones; when none is left, all of them. (产品档案：地块不明的交售)
    """
    ordered = sorted(plots, key=lambda candidate: candidate.plot.code)
    covered = profile.cover(cover).needs_cover_record
    fitting = [one for one in ordered if (cover_laid(one.inputs, day, profile) is not None) is covered]
    return tuple(fitting or ordered)


def debits(among: Sequence[Candidate], net_g: int) -> tuple[tuple[str, int], ...]:
    """Plot codes and grams that a delivery takes, each plot to its certified yield before the next. (以产定标)

    Raises Refusal("yield-exceeded") when all of them together have less left.
    """
    left = sum(candidate.left_g for candidate in among)
    if net_g > left:
        raise Refusal(
            "yield-exceeded",
            "超过核定产量：本季还可交售 {left} 斤，本次 {net} 斤。",
            "gross",
            left=jin(left),
            net=jin(net_g),
        )
    taken = []
    for candidate in among:
        part = min(candidate.left_g, net_g)
        net_g -= part
        if part:
            taken.append((candidate.plot.code, part))
    return tuple(taken)


def judge_delivery(
    *, among: Sequence[Candidate], cover: str, day: date, scale: ScaleFacts, profile: Profile
) -> tuple[Finding, ...]:
    """Every finding of a weighing but those that change later (yield left, age at pouring)."""
    plots = [candidate.plot for candidate in among]
    inputs = [candidate.inputs for candidate in among]
    sprayed = [
        record
        for records in inputs
        for record in records
        if record.kind is InputKind.PESTICIDE and record.started <= day
    ]
    return (
        checks.area_finding(plots, profile),
        checks.season_finding(cover, day, profile),
        checks.cover_finding(among, cover, day, profile),
        checks.record_finding(sprayed),
        checks.interval_finding(sprayed, day),
        checks.banned_finding(sprayed, day, profile),
        checks.scale_finding(scale, day, profile),
    )


def judge_dealers_load(*, cover: str, day: date, scale: ScaleFacts, profile: Profile) -> tuple[Finding, ...]:
    """A load without a household: weighed, because it is a fact, and never poured into a packing lot."""
    return (
        checks.household_finding(),
        checks.season_finding(cover, day, profile),
        checks.scale_finding(scale, day, profile),
    )


def numbered(day: date, last: str | None) -> str:
    """The number of a delivery after `last`, the greatest of the producer's of that day: 260312-0001.

    Raises Refusal("numbers-exhausted") after 9999. The caller holds the head lock, so that no two take the same.
    """
    ordinal = 1 if last is None else int(last.rpartition("-")[2]) + 1
    if ordinal > MOST_A_DAY:
        raise Refusal("numbers-exhausted", "这一天的交售单号已经用完。", "number")
    return f"{day:%y%m%d}-{ordinal:04}"


def refuse_failing(failing: str, number: str, field: str = "deliveries") -> None:
    """A delivery with a failing finding is poured into no lot. Raises Refusal("delivery-failing")."""
    if failing:
        raise Refusal("delivery-failing", "交售单 {number} 出标前检查不通过，不能投料。", field, number=number)
