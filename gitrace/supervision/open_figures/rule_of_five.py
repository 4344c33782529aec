"""Figures by township that say nothing of one household, 不足五户不单列.

A figure of fewer than five households could be reckoned back to one of them by a neighbour. It is not shown by itself,
and it must not follow from the county's figure less all the others either; so those townships stand together, with the
next smallest ones until they are five households.
"""

from collections.abc import Mapping
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


@dataclass(frozen=True)
class Line:
    """One township, or several together, by their codes in order."""

    townships: tuple[str, ...]
    certified: Share
    delivered: Share

    def __add__(self, other: "Line") -> "Line":
        townships = tuple(sorted(self.townships + other.townships))
        return Line(townships, self.certified + other.certified, self.delivered + other.delivered)

    @property
    def may_be_shown(self) -> bool:
        """Whether both figures may be."""
        return self.certified.may_be_shown and self.delivered.may_be_shown


def lines_by_township(certified: Mapping[str, Share], delivered: Mapping[str, Share]) -> tuple[Line, ...]:
    """A line for each township that has anything, those of too few households put together; none when all of them
    together are too few. A household counts in one township.
    """
    codes = sorted({*certified, *delivered})
    lines = [Line((code,), certified.get(code, Share()), delivered.get(code, Share())) for code in codes]
    shown, hidden = [one for one in lines if one.may_be_shown], [one for one in lines if not one.may_be_shown]
    if not hidden:
        return tuple(shown)
    together = sum(hidden[1:], start=hidden[0])
    shown.sort(key=lambda one: (one.delivered.households, one.townships))
    while not together.may_be_shown and shown:
        together += shown.pop(0)
    return (*sorted(shown, key=lambda one: one.townships), together) if together.may_be_shown else ()
