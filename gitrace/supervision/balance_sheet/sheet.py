"""The sheet as the public entries make it: statements added up, and days of scans. Knows no database.

Whoever has the public log gets the same figures; a page and `gitrace audit balance` both read this.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TOLD = "balance.week-told/1"
SCANNED = "scans.counted/1"

GATED = ("certified", "delivered", "loose", "other", "deficit")
"""Sums that rest on households, which may wait."""
OPEN = {
    "labels": ("issued", "in_use", "in_use_g", "void"),
    "lots": ("lots", "held"),
    "calls": ("drawn", "calls"),
}
"""What a statement tells whole: the figures of each of its lists, in order."""
LOOKS = ("scans", "scanned")
FIGURES = (*GATED, *(code for codes in OPEN.values() for code in codes), *LOOKS)
"""Every figure of a township, by the name that JSON and CSV give it; of `GATED` and `in_use_g` grams."""

Fields = Mapping[str, Any]
"""An entry's public content."""


@dataclass(frozen=True)
class Weeks:
    """Deliveries of the weeks from Monday `begins` to the one that was told; both as ISO text."""

    begins: str
    week: str
    households: int
    grams: int


@dataclass
class Sheet:
    """A season as told. `week`: the Monday of the last week counted; `told_at`: entry of each statement by its week."""

    season: int
    first_day: str = ""
    last_day: str = ""
    week: str = ""
    entries: int = 0
    told_at: dict[str, int] = field(default_factory=dict)
    weeks: dict[str, list[Weeks]] = field(default_factory=lambda: defaultdict(list))
    """By township; together what was delivered there."""
    told_last: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Of a figure and a township: the last statement's entry, and how many entries it counted."""
    scans_from: str = ""
    waiting: frozenset[str] = frozenset()
    _told: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    @property
    def townships(self) -> list[str]:
        """Codes of those that have anything, in order; an empty one last."""
        named = {code for told in self._told.values() for code in told} | {
            one.partition(":")[2] for one in self.waiting
        }
        return sorted(named, key=lambda code: (not code, code))

    def figure(self, code: str, township: str) -> int | None:
        """A township's figure; None where all that there is waits for a fifth household."""
        nothing = None if self.waits(code, township) else 0
        return self._told[code].get(township, nothing)

    def waits(self, code: str, township: str) -> bool:
        """Whether something waits that is not in the figure."""
        return f"{code}:{township}" in self.waiting

    def county(self, code: str) -> int:
        """The sum of all that was told; what waits is in no sum."""
        return sum(self._told[code].values())

    def any_waits(self, code: str) -> bool:
        """Whether something waits anywhere."""
        return any(one.partition(":")[0] == code for one in self.waiting)

    def tell(self, index: int, told: Fields) -> None:
        """Lay a statement over what was told before."""
        self.first_day, self.last_day, self.week = told["first_day"], told["last_day"], told["week"]
        self.entries, self.told_at[self.week], self.waiting = told["entries"], index, frozenset(told["waiting"])
        for code in GATED:
            for township, *rest in told[code]:
                self.told_last[code, township] = index, self.entries
                self._told[code][township] = rest[-1] if code != "delivered" else self._delivered(township, *rest)
        for listed, codes in OPEN.items():
            for place, code in enumerate(codes, start=1):
                self._told[code] = {line[0]: line[place] for line in told[listed]}

    def count(self, told: Fields) -> None:
        """Add a day's scans. What of them is of no township counts for the county alone."""
        self.scans_from = min(self.scans_from or told["day"], told["day"])
        lines = [tuple(line) for line in told["townships"]]
        rest = [told[name] - sum(line[place] for line in lines) for place, name in ((1, "scans"), (2, "labels"))]
        for township, *looks in (*lines, ("", *rest)):
            for code, number in zip(LOOKS, looks, strict=True):
                if number or township:
                    self._told[code][township] = self._told[code].get(township, 0) + number

    def _delivered(self, township: str, begins: str, households: int, grams: int) -> int:
        kept = [one for one in self.weeks[township] if one.begins < begins]
        self.weeks[township] = [*kept, Weeks(begins, self.week, households, grams)]
        return sum(one.grams for one in self.weeks[township])


def sheets_of(entries: Iterable[tuple[int, str, Fields]]) -> dict[int, Sheet]:
    """(index, tag, content) of public entries in order → the sheets by season."""
    sheets: dict[int, Sheet] = {}
    days: list[Fields] = []
    for index, tag, content in entries:
        if tag == TOLD:
            sheets.setdefault(content["season"], Sheet(content["season"])).tell(index, content)
        elif tag == SCANNED:
            days.append(content)
    for sheet in sheets.values():
        _count_days(sheet, days)
    return sheets


def _count_days(sheet: Sheet, days: Sequence[Fields]) -> None:
    for one in days:
        if sheet.first_day <= one["day"] <= sheet.last_day:
            sheet.count(one)
