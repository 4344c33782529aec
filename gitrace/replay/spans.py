"""Label numbers in one state: disjoint ranges from the least to the greatest, both ends included."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]
"""First and last number."""


@dataclass
class Spans:
    """A set of numbers that is kept as ranges, for a lot may have a million labels."""

    spans: list[Span] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        """Numbers that are not in it yet."""
        whole: list[Span] = []
        for begin, end in sorted([*self.spans, (first, last)]):
            if whole and whole[-1][1] + 1 == begin:
                whole[-1] = (whole[-1][0], end)
            else:
                whole.append((begin, end))
        self.spans = whole

    def within(self, first: int, last: int) -> list[Span]:
        """The numbers of it that lie between two."""
        return [(max(begin, first), min(end, last)) for begin, end in self.spans if begin <= last and end >= first]

    def cut(self, first: int, last: int) -> list[Span]:
        """Take the numbers between two out of it; returns those that were there."""
        taken = self.within(first, last)
        before = [(begin, min(end, first - 1)) for begin, end in self.spans if begin < first]
        after = [(max(begin, last + 1), end) for begin, end in self.spans if end > last]
        self.spans = [*before, *after]
        return taken


def count(spans: Iterable[Span]) -> int:
    """Numbers in all."""
    return sum(last - first + 1 for first, last in spans)


def common(some: Iterable[Span], others: Iterable[Span]) -> Iterator[Span]:
    """What lies in a range of both."""
    others = list(others)
    for first, last in some:
        for begin, end in others:
            if begin <= last and end >= first:
                yield max(first, begin), min(last, end)
