"""Deeds, each at its instant, done in order: the ledger's time never runs back."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from gitrace import clock

Deed = Callable[[], object]


@dataclass
class Agenda:
    """What is still to be done. A deed may put more on the agenda; what lies after `until` has not happened yet and
    is left out.
    """

    until: datetime
    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _count: int = 0

    def at(self, instant: datetime, deed: Deed) -> None:
        """Do `deed` at an aware instant; of several at one instant the first put down comes first."""
        if instant <= self.until:
            self._count += 1
            heapq.heappush(self._deeds, (instant, self._count, deed))

    def run(self) -> Iterator[tuple[int, int]]:
        """Do everything, the clock standing at each deed's instant; yields (done, put down so far)."""
        done = 0
        while self._deeds:
            instant, _, deed = heapq.heappop(self._deeds)
            with clock.pretend(instant):
                deed()
            done += 1
            yield done, self._count
