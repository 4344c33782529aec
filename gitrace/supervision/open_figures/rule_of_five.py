"""Figures that say nothing of one household: a figure of fewer than five could be reckoned back to one of them by a
neighbour.

By township nothing is told here but in the public balance alone: of two tables that put townships together differently,
one could be subtracted from the other.
"""

from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Share:
    """What households gave or may give. `households`: different ones."""

    households: int = 0
    grams: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.households + other.households, self.grams + other.grams)

    @property
    def may_be_shown(self) -> bool:
        """Five households or more, or nothing of anybody."""
        return self.households >= FEWEST or not self.households
