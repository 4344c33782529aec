"""Scans of a lot day by day, as bars that need no script."""

from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT = 100
"""Of the tallest bar, in units of the picture."""


@dataclass(frozen=True)
class Bar:
    """One day: its place from the left, how tall, how many."""

    day: date
    place: int
    tall: int
    count: int


@dataclass(frozen=True)
class Curve:
    """The days from the first with a scan to the last, those without any included."""

    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, days: list[tuple[str, int]]) -> "Curve":
        """From (day as ISO text, scans), oldest first."""
        counts = {date.fromisoformat(day): count for day, count in days}
        if not counts:
            return cls(())
        first, most = min(counts), max(counts.values())
        return cls(
            tuple(
                Bar(day, place, -(-counts.get(day, 0) * HEIGHT // most), counts.get(day, 0))
                for place in range((max(counts) - first).days + 1)
                for day in [first + timedelta(days=place)]
            )
        )

    @property
    def most(self) -> int:
        """Scans of the busiest day."""
        return max((bar.count for bar in self.bars), default=0)
