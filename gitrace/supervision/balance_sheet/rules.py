"""Which townships' sums may be told without telling of a household.

Whoever reads two statements can subtract them. So it is not the sum that needs five households but the step from the
last statement to this one, corrections included; and nobody of the five may weigh more than the others together.
"""

from collections.abc import Mapping

from gitrace.supervision.open_figures.rule_of_five import FEWEST

Stir = Mapping[int, int]
"""Grams, > 0, by the key of each household that changed a sum since it was told last."""


def may_be_told(stir: Stir) -> bool:
    """Five households or more, and none with more than half of it."""
    return len(stir) >= FEWEST and 2 * max(stir.values()) <= sum(stir.values())


def townships_to_tell(stirred: Mapping[str, Stir], told_last: Mapping[str, int], *, county_is_known: bool) -> set[str]:
    """Codes of those whose sums are told now; of the others what stirred waits for the next week.

    `county_is_known`: the county's sum is published elsewhere, so that those who wait must not follow from it less all
    that are told; then another township waits with them. `told_last`: at which entry a township was told; who was told
    last waits first, so that nobody waits for a season.
    """
    told = {code for code, stir in stirred.items() if may_be_told(stir)}
    while county_is_known and told and not _may_be_left(stirred, told):
        told.remove(min(told, key=lambda code: (-told_last.get(code, -1), len(stirred[code]), code)))
    return told


def _may_be_left(stirred: Mapping[str, Stir], told: set[str]) -> bool:
    """Whether what waits tells of nobody, all of it together. A household is of one township."""
    left = {key: grams for code, stir in stirred.items() if code not in told for key, grams in stir.items()}
    return not left or may_be_told(left)
