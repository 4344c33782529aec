"""A network that misses often is answered more slowly, and never turned away: behind one address of a mobile network
stand many shoppers, and a page that finds a label is not slowed for anybody.

A miss is a code that names nothing of ours. Trying codes out one after the other is what takes longer by it; who types
one wrong three times notices nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

FREE_MISSES = 12
"""Of a network within the window, before an answer takes longer."""
WINDOW = timedelta(minutes=10)
STEP, LONGEST = 0.1, 1.5
"""Seconds: by how much each further miss is slower, and how slow an answer gets."""
MOST_NETWORKS = 10_000
"""Counted at once by one process; the ones that missed the longest time ago are forgotten first."""
MOST_WAITING = 40
"""Answers of one process that are held back at once. Beyond that nobody waits: a flood must not fill the worker."""


def delay_of(misses: int) -> float:
    """Seconds by which the answer to a network's nth miss within the window is held back."""
    return min(max(misses - FREE_MISSES, 0) * STEP, LONGEST)


@dataclass
class Misses:
    """The misses of each network, by its keyed digest, in the memory of one process and nowhere else."""

    _began: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    _waiting: int = 0
    _turn: Lock = field(default_factory=Lock)

    def count(self, network: str, now: datetime) -> int:
        """One more of a network; how many there are in its window, which begins with the first of them."""
        with self._turn:
            began, before = self._began.pop(network, (now, 0))
            if now - began >= WINDOW:
                began, before = now, 0
            self._began[network] = began, before + 1
            while len(self._began) > MOST_NETWORKS:
                self._began.popitem(last=False)
            return before + 1

    def may_wait(self) -> bool:
        """Whether one more answer may be held back now; then `waited` must follow."""
        with self._turn:
            if self._waiting >= MOST_WAITING:
                return False
            self._waiting += 1
            return True

    def waited(self) -> None:
        """One answer is no longer held back."""
        with self._turn:
            self._waiting -= 1
